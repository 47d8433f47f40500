package io.p2pcopy.cli;

/** Redraws some lines at the bottom of a terminal. */
final class ProgressLines implements ProgressDisplay {
  private final Voice voice;
  private final ProgressGauge gauge;
  private final Ticker ticker;

  ProgressLines(Voice voice, ProgressGauge gauge, TerminalWidth width) {
    this.voice = voice;
    this.gauge = gauge;
    ticker =
        new Ticker(
            columns -> String.join("\n", ProgressText.lines(gauge.read(), columns)),
            // A line that fills the last column makes some terminals wrap.
            () -> width.columns() - 1,
            (text, columns) -> voice.draw(text.lines().toList(), columns + 1));
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
