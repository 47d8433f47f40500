package io.p2pcopy.cli.terminal;

import io.p2pcopy.cli.environment.UnwrittenException;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Standard output or standard error. A {@link PrintStream} swallows every failure to write; this
 * one keeps the reason of the first, for {@link #requireWritten}.
 */
public final class StandardStream extends PrintStream {
  private final String name;
  private final Recorder recorder;

  /** Remembers the first failure of the stream below. */
  private static final class Recorder extends FilterOutputStream {
    private volatile @Nullable IOException failure;

    Recorder(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      try {
        out.write(bytes, offset, length);
      } catch (IOException e) {
        if (failure == null) {
          failure = e;
        }
        throw e;
      }
    }
  }

  private StandardStream(String name, Recorder recorder, Charset charset) {
    super(new BufferedOutputStream(recorder), true, charset);
    this.name = name;
    this.recorder = recorder;
  }

  static StandardStream output() {
    return of("Standard output", new FileOutputStream(FileDescriptor.out), "stdout.encoding");
  }

  static StandardStream error() {
    return of("Standard error", new FileOutputStream(FileDescriptor.err), "stderr.encoding");
  }

  public static StandardStream of(String name, OutputStream out, String encoding) {
    // Java 17 has the first of the properties only under the second name, and only for terminals.
    String charset = System.getProperty(encoding, System.getProperty("sun." + encoding));
    return new StandardStream(
        name,
        new Recorder(out),
        charset == null ? Charset.defaultCharset() : Charset.forName(charset));
  }

  /**
   * Flushes a stream and checks that all that was ever printed to it has been written.
   *
   * @throws UnwrittenException if it has not
   */
  public static void requireWritten(PrintStream stream) {
    if (!stream.checkError()) {
      return;
    }
    if (stream instanceof StandardStream standard) {
      throw standard.unwritten(standard.recorder.failure);
    }
    throw new UnwrittenException("The output cannot be written.", null);
  }

  /** Returns the failure to write, with a sentence for the user. */
  public UnwrittenException unwritten(@Nullable IOException cause) {
    return new UnwrittenException(name + reason(cause), cause);
  }

  private static String reason(@Nullable IOException cause) {
    String reason = cause == null ? null : cause.getMessage();
    if (reason == null) {
      return " cannot be written.";
    }
    String known = reason.toLowerCase(Locale.ROOT);
    if (known.contains("bad file descriptor")) {
      return " is closed.";
    }
    if (known.contains("broken pipe")) {
      return " cannot be written: its reader has gone away.";
    }
    return " cannot be written: " + reason + ".";
  }
}
