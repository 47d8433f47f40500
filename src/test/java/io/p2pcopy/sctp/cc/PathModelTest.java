package io.p2pcopy.sctp.cc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PathModelTest {

  private static final long PACKET = 1000;
  private static final long FLIGHT = 100 * PACKET;
  private static final long MILLISECOND = 1_000_000;
  private static final long RTT = 40 * MILLISECOND;
  private static final long QUEUED = 60 * MILLISECOND;
  private static final long RATE = 5_000_000;

  private final PathModel model = new PathModel();
  private long now;
  private long delivered;

  @Test
  void theProductIsThatOfTheBestRateAndTheShortestRoundTrip() {
    round(RTT, RATE, 0);
    round(QUEUED, RATE / 2, 0);

    assertThat(model.bandwidth()).isEqualTo(RATE);
    assertThat(model.minRtt()).isEqualTo(RTT);
    assertThat(model.bandwidthDelayProduct()).isEqualTo(RATE / 25);
  }

  @Test
  void aRateIsForgottenAfterTwoCyclesOfProbing() {
    round(RTT, RATE, 0);
    model.advanceCycle();
    round(RTT, RATE / 2, 0);
    assertThat(model.bandwidth()).isEqualTo(RATE);

    model.advanceCycle();
    assertThat(model.bandwidth()).isEqualTo(RATE / 2);
  }

  @Test
  void aRateThatTheApplicationLimitedLowersNothing() {
    round(RTT, RATE, 0);
    model.advanceCycle();
    delivered += PACKET;
    model.update(
        Ack.at(now).acked(PACKET).delivered(delivered, 0).rate(RATE / 9).appLimited().sample());
    model.advanceCycle();

    assertThat(model.bandwidth()).isEqualTo(RATE);
  }

  @Test
  void lossWithoutAQueueIsNoCongestion() {
    round(RTT, RATE, 0);
    round(RTT, RATE, 5 * PACKET);

    assertThat(model.congested()).isFalse();
  }

  @Test
  void theSameLossBehindAQueueIsCongestion() {
    round(RTT, RATE, 0);
    round(QUEUED, RATE, 5 * PACKET);

    assertThat(model.congested()).isTrue();
    assertThat(model.calm()).isFalse();
  }

  @Test
  void aFifthLostIsCongestionWhateverTheDelay() {
    round(RTT, RATE, 0);
    round(RTT, RATE, 25 * PACKET);

    assertThat(model.congested()).isTrue();
  }

  @Test
  void congestionTakesTheRateToSevenTenthsButNotBelowWhatArrives() {
    round(RTT, RATE, 0);
    round(QUEUED, RATE * 6 / 10, 5 * PACKET);
    round(QUEUED, RATE * 6 / 10, 0);
    model.adaptShortTermBound(true);
    assertThat(model.bandwidth()).isEqualTo(RATE * 7 / 10);

    model.adaptShortTermBound(true);
    assertThat(model.bandwidth()).isEqualTo(RATE * 6 / 10);

    model.resetShortTermBound();
    assertThat(model.bandwidth()).isEqualTo(RATE);
  }

  @Test
  void afterFiveSecondsWithoutAShortRoundTripOneIsToBeProvoked() {
    round(RTT, RATE, 0);
    long start = now;
    while (now - start < 5_000 * MILLISECOND) {
      assertThat(model.roundTrip().probeRttIsDue(now)).isFalse();
      round(QUEUED, RATE, 0);
    }

    assertThat(model.roundTrip().probeRttIsDue(now + 1)).isTrue();
  }

  /** Acknowledges a flight in ten parts; the losses are found in the last of them. */
  private void round(long rtt, long rate, long lost) {
    long atStart = delivered;
    for (int i = 1; i <= 10; i++) {
      now += rtt / 10;
      delivered += FLIGHT / 10;
      model.update(
          Ack.at(now)
              .acked(FLIGHT / 10)
              .lost(i == 10 ? lost : 0)
              .inFlightBefore(FLIGHT)
              .rtt(rtt)
              .delivered(delivered, atStart)
              .rate(rate)
              .sample());
    }
  }
}
