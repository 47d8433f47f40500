package io.p2pcopy.sctp.cc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class BbrTest {

  private static final long PACKET = 1000;
  private static final long MILLISECOND = 1_000_000;
  private static final long RTT = 40 * MILLISECOND;
  private static final long RATE = 5_000_000;
  private static final long PRODUCT = 200 * PACKET;

  private final Bbr bbr = new Bbr(PACKET, new Random(1));
  private long now;
  private long delivered;
  private boolean appLimited;

  @Test
  void theFirstWindowHasTenPacketsAndIsPaced() {
    assertThat(bbr.window()).isEqualTo(10 * PACKET);
    assertThat(bbr.pacingRate()).isBetween(1L, Long.MAX_VALUE - 1);
  }

  @Test
  void startupSendsMoreThanTwiceWhatArrives() {
    round(RTT, RATE / 8, PRODUCT / 8);

    assertThat(bbr.pacingRate()).isGreaterThan(2 * RATE / 8);
  }

  @Test
  void afterThreeRoundsWithoutGrowthTheQueueOfTheStartIsDrained() {
    for (int i = 0; i < 5; i++) {
      round(RTT, RATE, 2 * PRODUCT);
    }

    assertThat(bbr.pacingRate()).isLessThan(RATE * 6 / 10);
  }

  @Test
  void aFullLineIsSentToAtItsRateWithRoomForItsProduct() {
    steady();

    assertThat(bbr.pacingRate()).isCloseTo(RATE * 99 / 100, within(RATE / 10));
    assertThat(bbr.window()).isBetween(PRODUCT, 3 * PRODUCT);
  }

  @Test
  void aLineThatCruisesIsProbedWithAQuarterMoreWithinASecond() {
    steady();
    long fastest = 0;
    for (int i = 0; i < 25; i++) {
      round(RTT, RATE, PRODUCT);
      fastest = Math.max(fastest, bbr.pacingRate());
    }

    assertThat(fastest).isCloseTo((long) (1.25 * 0.99 * RATE), within(RATE / 20));
  }

  @Test
  void aProbeEndsThoughTheApplicationSendsTooLittleToMeasureAnything() {
    steady();
    appLimited = true;
    long slowest = Long.MAX_VALUE;
    for (int i = 0; i < 40; i++) {
      round(RTT, RATE / 2, PRODUCT / 2);
      if (i > 25) {
        slowest = Math.min(slowest, bbr.pacingRate());
      }
    }

    assertThat(slowest).isLessThanOrEqualTo(RATE);
  }

  @Test
  void aTimeoutLeavesOnePacketUntilThePathAnswers() {
    steady();
    long before = bbr.window();
    bbr.onTimeout(now, before);
    assertThat(bbr.window()).isEqualTo(PACKET);

    round(RTT, RATE, PRODUCT);
    assertThat(bbr.window()).isGreaterThan(before / 2);
  }

  /** Whoever found the end of the queue once does not go there again with every probe. */
  @Test
  void aProbeBehindAQueueDoesNotRaiseTheBoundThatAnOverflowHasSet() {
    overflowAtTheStart();

    assertThat(largestWindowOfAProbe(RTT * 3 / 2)).isEqualTo(PRODUCT);
  }

  @Test
  void aProbeThatFindsNoQueueRaisesIt() {
    overflowAtTheStart();

    assertThat(largestWindowOfAProbe(RTT)).isGreaterThan(PRODUCT);
  }

  /** Leaves a product as the bound on what is in flight. */
  private void overflowAtTheStart() {
    round(RTT, RATE, PRODUCT);
    now += 2 * RTT;
    delivered += PACKET;
    bbr.onAck(
        Ack.at(now)
            .acked(PACKET)
            .lost(PRODUCT / 4)
            .inFlightBefore(PRODUCT * 5 / 4)
            .rtt(2 * RTT)
            .delivered(delivered, delivered - PACKET)
            .rate(RATE)
            .sample());
    for (int i = 0; i < 5; i++) {
      round(RTT, RATE, PRODUCT);
    }
  }

  private long largestWindowOfAProbe(long rtt) {
    long largest = 0;
    long fastest = 0;
    for (int i = 0; i < 12; i++) {
      round(rtt, RATE, PRODUCT);
      largest = Math.max(largest, bbr.window());
      fastest = Math.max(fastest, bbr.pacingRate());
    }
    assertThat(fastest).isGreaterThan(RATE * 6 / 5);
    return largest;
  }

  @Test
  void aPathShorterThanAMillisecondIsNotPaced() {
    round(MILLISECOND / 10, RATE, PRODUCT);

    assertThat(bbr.pacingRate()).isEqualTo(CongestionController.UNPACED);
    assertThat(bbr.window()).isGreaterThan(0);
  }

  private void steady() {
    for (int i = 0; i < 4; i++) {
      round(RTT, RATE, 2 * PRODUCT);
    }
    for (int i = 0; i < 4; i++) {
      round(RTT, RATE, PRODUCT);
    }
  }

  /** Acknowledges a product in ten parts, at this rate, with so much in flight. */
  private void round(long rtt, long rate, long inFlight) {
    long atStart = delivered;
    for (int i = 0; i < 10; i++) {
      now += rtt / 10;
      delivered += PRODUCT / 10;
      var ack =
          Ack.at(now)
              .acked(PRODUCT / 10)
              .inFlightBefore(inFlight)
              .inFlight(inFlight - PACKET)
              .rtt(rtt)
              .delivered(delivered, atStart)
              .rate(rate);
      bbr.onAck((appLimited ? ack.appLimited() : ack).sample());
    }
  }
}
