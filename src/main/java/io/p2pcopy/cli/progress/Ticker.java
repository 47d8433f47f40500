package io.p2pcopy.cli.progress;

import java.util.function.IntSupplier;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;

/** Lets the progress-bar library draw again and again, also while nothing moves. */
final class Ticker implements AutoCloseable {
  private static final int INTERVAL_MILLIS = 200;

  private final ProgressBar bar;

  /** What is drawn, for a terminal of so many columns. */
  interface Renderer {
    String render(int columns);
  }

  /** Takes what is to be drawn now. */
  interface Screen {
    void draw(String text, int columns);
  }

  Ticker(Renderer renderer, IntSupplier columns, Screen screen) {
    bar =
        new ProgressBarBuilder()
            .setInitialMax(1)
            .continuousUpdate()
            .setUpdateIntervalMillis(INTERVAL_MILLIS)
            .setRenderer((state, width) -> renderer.render(width))
            .setConsumer(new Consumer(columns, screen))
            .build();
  }

  @Override
  public void close() {
    bar.close();
  }

  /** The library asks for the width before each drawing. */
  private static final class Consumer implements ProgressBarConsumer {
    private final IntSupplier columns;
    private final Screen screen;
    private int latest;

    Consumer(IntSupplier columns, Screen screen) {
      this.columns = columns;
      this.screen = screen;
    }

    @Override
    public int getMaxRenderedLength() {
      latest = columns.getAsInt();
      return latest;
    }

    @Override
    public void accept(String text) {
      screen.draw(text, latest);
    }

    @Override
    public void close() {}
  }
}
