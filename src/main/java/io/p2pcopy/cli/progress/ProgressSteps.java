package io.p2pcopy.cli.progress;

import io.p2pcopy.cli.terminal.TerminalOutput;
import io.p2pcopy.net.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Says a plain sentence at each tenth of the transfer, at least every ten seconds, and when it
 * stands still.
 */
public final class ProgressSteps implements ProgressDisplay {
  private static final long LONGEST_SILENCE = Duration.ofSeconds(10).toNanos();

  /** So often the standing still is told again, in relation to how long it has lasted already. */
  private static final int GROWTH = 2;

  private final TerminalOutput voice;
  private final ProgressGauge gauge;
  private final Clock clock;
  private @Nullable Ticker ticker;
  private long lastSentence;
  private long tenths;
  private Duration toldStandstill = Duration.ZERO;

  public ProgressSteps(TerminalOutput voice, ProgressGauge gauge, Clock clock) {
    this.voice = voice;
    this.gauge = gauge;
    this.clock = clock;
    this.lastSentence = clock.nanoTime();
  }

  /** Begins to look at the progress again and again. */
  public ProgressSteps start() {
    // The width is of no importance: nothing is drawn.
    ticker = new Ticker(columns -> "", () -> 1, (text, columns) -> tick());
    return this;
  }

  @Override
  public void show(Progress progress) {
    gauge.update(progress);
  }

  /** Says what is due; called again and again by one thread. */
  void tick() {
    ProgressReading reading = gauge.read();
    Standstill standstill = reading.standstill();
    if (standstill != null) {
      tell(standstill);
      return;
    }
    toldStandstill = Duration.ZERO;
    long now = clock.nanoTime();
    long reached = (long) (10 * reading.progress().part());
    if (reached <= tenths && now - lastSentence < LONGEST_SILENCE) {
      return;
    }
    tenths = reached;
    lastSentence = now;
    voice.say(ProgressText.plain(reading));
  }

  @Override
  public void close() {
    if (ticker != null) {
      ticker.close();
    }
  }

  private void tell(Standstill standstill) {
    if (standstill.time().compareTo(toldStandstill.multipliedBy(GROWTH)) >= 0) {
      toldStandstill = standstill.time();
      lastSentence = clock.nanoTime();
      voice.say(standstill.sentence());
    }
  }
}
