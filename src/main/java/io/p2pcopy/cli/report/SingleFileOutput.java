package io.p2pcopy.cli.report;

import io.p2pcopy.cli.terminal.StandardStream;
import io.p2pcopy.cli.terminal.Wording;
import io.p2pcopy.transfer.Delivery;
import io.p2pcopy.transfer.OfferedTree;
import io.p2pcopy.transfer.TransferException;
import io.p2pcopy.transfer.target.TargetTotals;
import io.p2pcopy.transfer.wire.FileEntry;
import java.io.FileDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.SyncFailedException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What {@code receive -} takes: one file, whatever its name, or a text. Their bytes, and nothing
 * else, go to standard output.
 */
public final class SingleFileOutput implements Delivery {
  private static final Path THIS_OUTPUT = Path.of("/dev/stdout");
  private static final int BUFFER = 1 << 16;

  private final Path directory;
  private final PrintStream out;
  private volatile @Nullable Path received;

  /**
   * @param directory in which the file is received first
   */
  public SingleFileOutput(Path directory, PrintStream out) {
    this.directory = directory;
    this.out = out;
  }

  /**
   * Returns the name of the one file, as the sender calls it; not safe to print.
   *
   * @throws TransferException if anything else than one file is offered
   */
  public static String nameOf(OfferedTree offered) throws TransferException {
    TargetTotals totals = offered.totals();
    if (totals.entries() == 1 && offered.placement(0).entry() instanceof FileEntry file) {
      return file.path();
    }
    String what =
        totals.entries() == 1
            ? "a directory or link"
            : Wording.count(totals.entries(), "entry", "entries");
    throw new TransferException(
        TransferException.Kind.REFUSED,
        "Only one file can be written to standard output, but your friend offers "
            + (totals.entries() == 0 ? "none" : what)
            + ". Use -d DIR to receive everything into a directory.");
  }

  /** Takes note of the file's place, relative to the directory. */
  void stored(String path) {
    received = directory.resolve(path);
  }

  /** Writes a text. */
  void text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.write(bytes, 0, bytes.length);
    requireDelivered();
  }

  @Override
  public void deliver() throws IOException {
    Path file = received;
    if (file == null) {
      // It has failed, of which both sides have been told.
      return;
    }
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = Files.newInputStream(file)) {
      for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
        out.write(buffer, 0, length);
        StandardStream.requireWritten(out);
      }
    }
    requireDelivered();
  }

  /** What a disk or a file server takes may still be lost on its way there. */
  private void requireDelivered() {
    StandardStream.requireWritten(out);
    if (out instanceof StandardStream standard && Files.isRegularFile(THIS_OUTPUT)) {
      try {
        FileDescriptor.out.sync();
      } catch (SyncFailedException e) {
        throw standard.unwritten(new IOException("the disk did not accept it", e));
      }
    }
  }
}
