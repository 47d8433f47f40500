package io.p2pcopy.sctp.cc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HyStartTest {

  private static final long MILLISECOND = 1_000_000;
  private static final int SAMPLES = 8;

  private final HyStart hyStart = new HyStart();
  private long now;
  private long delivered;

  @Test
  void aSteadyRoundTripTimeLeavesSlowStartAlone() {
    for (int i = 0; i < 20; i++) {
      round(40, SAMPLES);
    }

    assertThat(hyStart.conservative()).isFalse();
    assertThat(hyStart.done()).isFalse();
  }

  @Test
  void anEighthMoreSlowsDownAndFiveRoundsLaterSlowStartIsOver() {
    round(40, SAMPLES);
    round(45, SAMPLES);
    assertThat(hyStart.conservative()).isTrue();

    for (int i = 0; i < 4; i++) {
      round(45, SAMPLES);
      assertThat(hyStart.done()).isFalse();
    }
    round(45, SAMPLES);
    assertThat(hyStart.done()).isTrue();
  }

  @Test
  void aRoundTripTimeThatFallsAgainResumesSlowStart() {
    round(40, SAMPLES);
    round(46, SAMPLES);
    round(41, SAMPLES);

    assertThat(hyStart.conservative()).isFalse();
  }

  @Test
  void fewSamplesProveNothing() {
    round(40, SAMPLES);
    round(80, SAMPLES - 1);

    assertThat(hyStart.conservative()).isFalse();
  }

  @Test
  void lessThanFourMillisecondsAreNoise() {
    round(10, SAMPLES);
    round(13, SAMPLES);

    assertThat(hyStart.conservative()).isFalse();
  }

  private void round(long rttMillis, int samples) {
    long atStart = delivered;
    now += rttMillis * MILLISECOND;
    for (int i = 0; i < samples; i++) {
      delivered += 1000;
      hyStart.update(
          Ack.at(now).rtt(rttMillis * MILLISECOND).delivered(delivered, atStart).sample());
    }
  }
}
