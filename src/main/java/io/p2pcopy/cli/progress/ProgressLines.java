package io.p2pcopy.cli.progress;

import io.p2pcopy.cli.terminal.JobControl;
import io.p2pcopy.cli.terminal.TerminalOutput;
import io.p2pcopy.cli.terminal.TerminalWidth;

/** Redraws some lines at the bottom of a terminal. */
public final class ProgressLines implements ProgressDisplay {
  private final TerminalOutput voice;
  private final ProgressGauge gauge;
  private final Ticker ticker;

  public ProgressLines(TerminalOutput voice, ProgressGauge gauge, TerminalWidth width) {
    this.voice = voice;
    this.gauge = gauge;
    ticker =
        new Ticker(
            columns -> String.join("\n", ProgressText.lines(gauge.read(), columns)),
            // A line that fills the last column makes some terminals wrap.
            () -> width.columns() - 1,
            (text, columns) -> draw(text, columns + 1));
  }

  /** In the background, the terminal belongs to the shell and what is typed there. */
  private void draw(String text, int width) {
    if (JobControl.inBackground()) {
      voice.leave();
    } else {
      voice.draw(text.lines().toList(), width);
    }
  }

  @Override
  public void show(Progress progress) {
    gauge.update(progress);
  }

  @Override
  public void close() {
    ticker.close();
    voice.erase();
  }
}
