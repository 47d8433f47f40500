package io.p2pcopy.cli.terminal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads single lines from a stream, on a thread of its own because a read cannot be interrupted. No
 * byte behind a line that was asked for is taken.
 */
public final class LineSource {
  /** Longer than any description; the rest of a longer line is left out. */
  public static final int LONGEST_LINE = 64 * 1024;

  private static final int DROPPED_AT_ONCE = 4096;

  /** What terminals put around a paste when a program before this one has asked them to. */
  private static final Pattern PASTE_BRACKET = Pattern.compile("\033\\[20[01]~");

  /** What UTF-16 has around ASCII: a byte order mark, which is not UTF-8, and zeros. */
  private static final Pattern UTF_16 = Pattern.compile("(?s)^\ufffd\ufffd(?=\0|.\0|$)|\0");

  private final Opener opener;
  private final Runnable discard;
  private @Nullable InputStream stream;
  private @Nullable CompletableFuture<Optional<String>> pending;

  /** Opens the stream when the first line is wanted; may block, as a FIFO does. */
  public interface Opener {
    InputStream open() throws IOException;
  }

  public LineSource(Opener opener) {
    this(opener, () -> {});
  }

  /**
   * @param discard drops what the system holds back until it is a whole line
   */
  public LineSource(Opener opener, Runnable discard) {
    this.opener = opener;
    this.discard = discard;
  }

  /**
   * Begins to read the next line unless that goes on already. The result is empty at the end of the
   * stream, and stays the same until {@link #take} has been called for it.
   */
  public CompletableFuture<Optional<String>> next() {
    if (pending == null) {
      var line = new CompletableFuture<Optional<String>>();
      pending = line;
      var reader = new Thread(() -> complete(line), "p2pcopy-input");
      reader.setDaemon(true);
      reader.start();
    }
    return pending;
  }

  /**
   * Waits for the next line and takes it.
   *
   * @return empty at the end of the stream
   * @throws TimeoutException when no line came in time; it is still waited for in the background
   */
  public Optional<String> take(Duration time)
      throws IOException, InterruptedException, TimeoutException {
    try {
      Optional<String> line = next().get(time.toNanos(), TimeUnit.NANOSECONDS);
      pending = null;
      return line;
    } catch (ExecutionException e) {
      pending = null;
      throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
    }
  }

  /**
   * Waits until a line can be taken, or something else has ended, whichever is first. Returns
   * whether it is the line; if the stream has come to its end, only the other matters.
   */
  public boolean hasLineBefore(CompletableFuture<?> end) throws InterruptedException {
    CompletableFuture<Optional<String>> line = next();
    try {
      CompletableFuture.anyOf(end, line.thenCompose(LineSource::orNever)).get();
    } catch (ExecutionException e) {
      return false;
    }
    return !end.isDone();
  }

  /**
   * Waits for the next line as {@link #take} does, and handles events meanwhile.
   *
   * @throws TimeoutException when no line came in time; it is still waited for in the background
   */
  public Optional<String> take(Duration time, PendingEvents events) throws Exception {
    var timer = new CompletableFuture<Void>();
    timer.completeOnTimeout(null, time.toNanos(), TimeUnit.NANOSECONDS);
    while (!timer.isDone() && !next().isDone()) {
      try {
        CompletableFuture.anyOf(timer, next(), events.arrival()).get();
      } catch (ExecutionException e) {
        // Whoever takes the line is told.
      }
      events.handleAll();
    }
    timer.cancel(false);
    return take(Duration.ZERO);
  }

  private static CompletableFuture<String> orNever(Optional<String> line) {
    return line.map(CompletableFuture::completedFuture).orElseGet(CompletableFuture::new);
  }

  /** Drops what has been typed or pasted ahead, as far as it can be told without waiting. */
  public void dropAvailable() {
    discard.run();
    if (pending != null && pending.isDone()) {
      pending = null;
    }
    InputStream in = stream;
    if (pending != null || in == null) {
      return;
    }
    var dropped = new byte[DROPPED_AT_ONCE];
    try {
      // Only read(): on some JDKs skip() and readNBytes() seek, which terminals refuse.
      while (in.available() > 0 && in.read(dropped) > 0) {}
    } catch (IOException e) {
      // Whoever reads the next line is told.
    }
  }

  private void complete(CompletableFuture<Optional<String>> line) {
    try {
      InputStream in = stream;
      if (in == null) {
        in = opener.open();
        stream = in;
      }
      line.complete(readLine(in));
    } catch (IOException e) {
      line.completeExceptionally(e);
    }
  }

  private static Optional<String> readLine(InputStream in) throws IOException {
    var line = new ByteArrayOutputStream();
    int c;
    while ((c = in.read()) != '\n') {
      if (c < 0) {
        return line.size() == 0 ? Optional.empty() : Optional.of(textOf(line));
      }
      if (line.size() < LONGEST_LINE) {
        line.write(c);
      }
    }
    return Optional.of(textOf(line));
  }

  private static String textOf(ByteArrayOutputStream line) {
    String text = line.toString(StandardCharsets.UTF_8);
    // Some shells write files in UTF-16. All that matters in them is ASCII, with a zero beside
    // each.
    text = UTF_16.matcher(text).replaceAll("");
    return PASTE_BRACKET.matcher(text).replaceAll("");
  }
}
