package io.p2pcopy.sctp.cc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LedbatTest {

  private static final long PACKET = 1000;
  private static final long MILLISECOND = 1_000_000;

  /** Without a queue; a quarter of it is the delay that is aimed at. */
  private static final long BASE = 100 * MILLISECOND;

  private final Ledbat ledbat = new Ledbat(PACKET);
  private long now;
  private long delivered;

  @Test
  void anEmptyLineIsFilledByAndBy() {
    for (int i = 0; i < 10; i++) {
      roundTrip(BASE);
    }

    assertThat(ledbat.window()).isGreaterThan(100 * PACKET);
  }

  @Test
  void aDelayBeyondTheTargetShrinksTheWindow() {
    afterFirstSlowdown();
    long before = ledbat.window();
    for (int i = 0; i < 5; i++) {
      roundTrip(BASE + 50 * MILLISECOND);
    }

    assertThat(ledbat.window()).isLessThan(before / 2);
  }

  @Test
  void theQueueOfOthersLeavesTwoPackets() {
    afterFirstSlowdown();
    for (int i = 0; i < 60; i++) {
      roundTrip(BASE + 200 * MILLISECOND);
    }

    assertThat(ledbat.window()).isEqualTo(2 * PACKET);
  }

  @Test
  void twoRoundTripsAfterTheFirstSlowStartItFallsSilentToSeeTheLineWithoutItself() {
    for (int i = 0; i < 5; i++) {
      roundTrip(BASE);
    }
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 4; i++) {
      roundTrip(BASE + 20 * MILLISECOND);
      least = Math.min(least, ledbat.window());
    }

    assertThat(least).isEqualTo(2 * PACKET);
  }

  @Test
  void lossesOfOneRoundTripHalveTheWindowOnce() {
    for (int i = 0; i < 4; i++) {
      roundTrip(BASE);
    }
    long before = ledbat.window();
    ledbat.onRecoveryEntered(now, before);
    ledbat.onRecoveryEntered(now, before);

    assertThat(ledbat.window()).isEqualTo(before / 2);
  }

  @Test
  void aLossThatWasNoneIsUndone() {
    for (int i = 0; i < 4; i++) {
      roundTrip(BASE);
    }
    long before = ledbat.window();
    ledbat.onRecoveryEntered(now, before);
    ledbat.onSpuriousRecovery(now);

    assertThat(ledbat.window()).isEqualTo(before);
  }

  @Test
  void aTimeoutLeavesOnePacket() {
    roundTrip(BASE);
    ledbat.onTimeout(now, ledbat.window());

    assertThat(ledbat.window()).isEqualTo(PACKET);
  }

  private void afterFirstSlowdown() {
    for (int i = 0; i < 5; i++) {
      roundTrip(BASE);
    }
    for (int i = 0; i < 4; i++) {
      roundTrip(BASE + 20 * MILLISECOND);
    }
    for (int i = 0; i < 20; i++) {
      roundTrip(BASE);
    }
    assertThat(ledbat.window()).isGreaterThan(20 * PACKET);
  }

  /** Acknowledges a full window, packet by packet. */
  private void roundTrip(long rtt) {
    long atStart = delivered;
    long packets = Math.max(1, ledbat.window() / PACKET);
    for (int i = 0; i < packets; i++) {
      now += rtt / packets;
      delivered += PACKET;
      ledbat.onAck(
          Ack.at(now)
              .acked(PACKET)
              .inFlightBefore(Math.max(PACKET, ledbat.window()))
              .rtt(rtt)
              .delivered(delivered, atStart)
              .sample());
    }
  }
}
