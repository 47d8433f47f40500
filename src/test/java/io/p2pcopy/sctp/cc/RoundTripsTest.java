package io.p2pcopy.sctp.cc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RoundTripsTest {

  private static final long RTT = 100_000_000;

  private final RoundTrips rounds = new RoundTrips();

  @Test
  void aRoundEndsWhenWhatWasSentInItIsAcknowledged() {
    rounds.update(Ack.at(RTT).rtt(RTT).delivered(1_000, 0).sample());
    assertThat(rounds.started()).isTrue();

    rounds.update(Ack.at(RTT + RTT / 2).delivered(2_000, 0).sample());
    assertThat(rounds.started()).isFalse();

    rounds.update(Ack.at(2 * RTT).delivered(3_000, 1_000).sample());
    assertThat(rounds.started()).isTrue();
    assertThat(rounds.count()).isEqualTo(2);
  }

  @Test
  void aRoundLastsAsLongAsTheShortestRoundTrip() {
    rounds.update(Ack.at(RTT).rtt(RTT).delivered(1_000, 0).sample());

    // The first copy is acknowledged when the second one has just been sent.
    rounds.update(Ack.at(RTT + RTT / 10).delivered(2_000, 1_000).sample());
    assertThat(rounds.started()).isFalse();

    rounds.update(Ack.at(2 * RTT).delivered(3_000, 1_000).sample());
    assertThat(rounds.started()).isTrue();
  }
}
