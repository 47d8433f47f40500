package io.p2pcopy.cli;

import io.p2pcopy.net.Clock;
import java.io.PrintStream;
import java.time.Duration;

/** Prints a plain line at each tenth of the file, and at least every ten seconds. */
final class ProgressSteps implements ProgressDisplay {
  private static final long LONGEST_SILENCE = Duration.ofSeconds(10).toNanos();

  private final PrintStream err;
  private final Clock clock;
  private final long total;
  private final long start;
  private long lastLine;
  private long tenths;

  ProgressSteps(PrintStream err, long total, Clock clock) {
    this.err = err;
    this.clock = clock;
    this.total = total;
    this.start = clock.nanoTime();
    this.lastLine = start;
  }

  @Override
  public void show(long bytes) {
    long now = clock.nanoTime();
    long reached = total == 0 ? 10 : (long) (10.0 * bytes / total);
    if (reached <= tenths && now - lastLine < LONGEST_SILENCE) {
      return;
    }
    tenths = reached;
    lastLine = now;
    long percent = total == 0 ? 100 : (long) (100.0 * bytes / total);
    Duration elapsed = Duration.ofNanos(now - start);
    err.print(
        percent
            + " %, "
            + Wording.size(bytes)
            + " of "
            + Wording.size(total)
            + ", "
            + Wording.rate(bytes, elapsed)
            + "\n");
    err.flush();
  }

  @Override
  public void close() {}
}
