package io.p2pcopy.sctp.cc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class CubicTest {

  private static final long PACKET = 1000;
  private static final long RTT = 100_000_000;
  private static final double SECOND = 1e9;

  private final Cubic cubic = new Cubic(PACKET);
  private long now;
  private long delivered;

  @Test
  void slowStartDoublesTheWindowInEachRoundTrip() {
    roundTrip();
    assertThat(cubic.window()).isEqualTo(20 * PACKET);
    roundTrip();
    assertThat(cubic.window()).isEqualTo(40 * PACKET);
  }

  @Test
  void aLossTakesThreeTenths() {
    grow(100);
    long before = cubic.window();

    lose();

    assertThat(cubic.window()).isCloseTo(before * 7 / 10, within(PACKET));
  }

  @Test
  void theWindowIsBackAfterTheTimeThatTheCurveGives() {
    grow(1000);
    double before = (double) cubic.window() / PACKET;
    lose();
    long lossAt = now;
    while (cubic.window() < 0.99 * before * PACKET) {
      roundTrip();
    }

    // RFC 9438, 4.2: K = cbrt((W_max - cwnd_epoch) / C). The curve is flat there: 1 % less of the
    // window is a good second earlier.
    double k = Math.cbrt(0.3 * before / 0.4);
    assertThat((now - lossAt) / SECOND).isBetween(k - 4, k);
  }

  @Test
  void aSmallWindowGrowsAsFastAsThatOfReno() {
    grow(20);
    lose();
    long before = cubic.window();
    for (int i = 0; i < 8; i++) {
      roundTrip();
    }

    // RFC 9438, 4.3: 3 * (1 - 0.7) / (1 + 0.7) packets in each round trip.
    assertThat(cubic.window()).isCloseTo(before + 8 * 529, within(PACKET));
  }

  @Test
  void aWindowThatIsNotFilledDoesNotGrow() {
    cubic.onAck(Ack.at(0).acked(PACKET).inFlightBefore(4 * PACKET).rtt(RTT).sample());

    assertThat(cubic.window()).isEqualTo(10 * PACKET);
  }

  @Test
  void aLossThatWasNoneIsUndone() {
    grow(100);
    long before = cubic.window();
    lose();
    cubic.onSpuriousRecovery(now);

    assertThat(cubic.window()).isEqualTo(before);
  }

  @Test
  void aTimeoutLeavesOnePacketAndSlowStartUpToSevenTenths() {
    grow(100);
    long before = cubic.window();
    cubic.onTimeout(now, before);
    assertThat(cubic.window()).isEqualTo(PACKET);

    for (int i = 0; i < 7; i++) {
      roundTrip();
    }
    assertThat(cubic.window()).isCloseTo(before * 7 / 10, within(before / 10));
  }

  @Test
  void thePaceIsAboveTheWindowPerRoundTrip() {
    roundTrip();
    assertThat(cubic.pacingRate()).isEqualTo(2 * 20 * PACKET * 10);

    lose();
    assertThat(cubic.pacingRate()).isCloseTo((long) (1.2 * 14 * PACKET * 10), within(10L));
  }

  @Test
  void largerPacketsKeepTheBytesOfTheWindow() {
    cubic.onPacketSize(2 * PACKET);

    assertThat(cubic.window()).isEqualTo(10 * PACKET);
  }

  private void grow(int packets) {
    while (cubic.window() < packets * PACKET) {
      roundTrip();
    }
  }

  /** Acknowledges a full window, packet by packet. */
  private void roundTrip() {
    long atStart = delivered;
    long packets = cubic.window() / PACKET;
    for (int i = 0; i < packets; i++) {
      now += RTT / packets;
      delivered += PACKET;
      cubic.onAck(
          Ack.at(now)
              .acked(PACKET)
              .inFlightBefore(cubic.window())
              .rtt(RTT)
              .delivered(delivered, atStart)
              .sample());
    }
  }

  /** Loses a packet and repairs it. */
  private void lose() {
    cubic.onRecoveryEntered(now, cubic.window());
    cubic.onAck(Ack.at(now).inFlightBefore(0).sample());
  }
}
