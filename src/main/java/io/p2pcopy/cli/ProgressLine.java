package io.p2pcopy.cli;

import io.p2pcopy.net.Clock;
import java.io.PrintStream;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/** Redraws one line of a terminal. */
final class ProgressLine implements ProgressDisplay {
  private static final int INTERVAL_MILLIS = 200;
  private static final String TO_START_OF_LINE = "\r";
  private static final String ERASE_TO_END_OF_LINE = "\033[K";

  private final PrintStream err;
  private final ProgressBar bar;

  ProgressLine(PrintStream err, long total, int columns, Clock clock) {
    this.err = err;
    // The library would otherwise look for the terminal by itself, which takes long.
    var line = new DelegatingProgressBarConsumer(this::draw, columns - 1);
    bar =
        new ProgressBarBuilder()
            .setInitialMax(total)
            .setUpdateIntervalMillis(INTERVAL_MILLIS)
            .setConsumer(line)
            .setRenderer(new ProgressLineRenderer(clock))
            .build();
  }

  @Override
  public void show(long bytes) {
    bar.stepTo(bytes);
  }

  @Override
  public void close() {
    bar.close();
    draw("");
  }

  private void draw(String line) {
    err.print(TO_START_OF_LINE + line + ERASE_TO_END_OF_LINE);
    err.flush();
  }
}
