package io.p2pcopy.sctp.cc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProportionalRateReductionTest {

  private static final long PACKET = 1000;

  private final ProportionalRateReduction reduction = new ProportionalRateReduction(PACKET);

  @Test
  void whileMoreIsInFlightThanTheTargetEachTwoPacketsThatArriveLetOneLeave() {
    reduction.start(10 * PACKET);
    long inFlight = 20 * PACKET;
    int sent = 0;
    for (int acked = 1; acked <= 8; acked++) {
      long before = inFlight;
      inFlight -= PACKET;
      long window = reduction.window(ack(before, inFlight, 0));
      while (inFlight + PACKET <= window) {
        inFlight += PACKET;
        sent++;
        reduction.onSent(PACKET);
      }
      assertThat(sent).isEqualTo(Math.max(1, acked / 2));
    }
  }

  @Test
  void belowTheTargetNoMoreLeavesThanArrivesAsLongAsMoreIsLost() {
    reduction.start(10 * PACKET);
    reduction.onSent(PACKET);

    long window = reduction.window(ack(5 * PACKET, 3 * PACKET, PACKET));

    assertThat(window).isEqualTo(4 * PACKET);
  }

  @Test
  void belowTheTargetOnePacketMoreLeavesWhenNothingElseIsLost() {
    reduction.start(10 * PACKET);
    reduction.onSent(PACKET);

    long window = reduction.window(ack(5 * PACKET, 4 * PACKET, 0));

    assertThat(window).isEqualTo(6 * PACKET);
  }

  @Test
  void theWindowEndsAtTheTarget() {
    reduction.start(10 * PACKET);
    reduction.onSent(PACKET);

    assertThat(reduction.window(ack(11 * PACKET, 10 * PACKET, 0))).isEqualTo(10 * PACKET);
  }

  @Test
  void theFirstRetransmissionLeavesAtOnce() {
    reduction.start(2 * PACKET);

    long window = reduction.window(ack(100 * PACKET, 99 * PACKET, 0));

    assertThat(window).isGreaterThanOrEqualTo(100 * PACKET);
  }

  private static AckSample ack(long before, long after, long lost) {
    return Ack.at(0)
        .acked(before - after - lost)
        .lost(lost)
        .inFlightBefore(before)
        .inFlight(after)
        .inRecovery()
        .sample();
  }
}
