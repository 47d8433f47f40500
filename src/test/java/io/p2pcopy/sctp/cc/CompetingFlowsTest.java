package io.p2pcopy.sctp.cc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class CompetingFlowsTest {

  private static final long PACKET = 1000;
  private static final long FLIGHT = 100 * PACKET;
  private static final long MILLISECOND = 1_000_000;
  private static final long RTT = 40 * MILLISECOND;
  private static final long QUEUED = 70 * MILLISECOND;
  private static final long RATE = 2_500_000;

  private final PathModel model = new PathModel();
  private final CompetingFlows competing = new CompetingFlows(PACKET);
  private long now;
  private long delivered;
  private boolean probing;

  @Test
  void aQueueThatStandsAndOverflowsIsThatOfOthers() {
    appear();

    assertThat(competing.present()).isTrue();
    assertThat(competing.window().bytes()).isCloseTo(FLIGHT, within(FLIGHT / 4));
  }

  @Test
  void aQueueThatNeverOverflowsAndIsNoLongerThanOursIsNot() {
    round(RTT, 0);
    for (int i = 0; i < 30; i++) {
      round(QUEUED, 0);
    }

    assertThat(competing.present()).isFalse();
  }

  @Test
  void aLongQueueThatStaysWhileTheLineIsLeftIsThatOfOthers() {
    standBehindALongQueue();
    assertThat(competing.present()).isFalse();
    assertThat(competing.needsProbeRtt(now, model)).isTrue();
    competing.judgeProbeRtt(now, FLIGHT, model);

    assertThat(competing.present()).isTrue();
  }

  @Test
  void aRoundTripThatIsLongAllAtOnceAndNotShorterInAbsenceIsThatOfThePath() {
    becomeLongAllAtOnce();
    assertThat(competing.needsProbeRtt(now, model)).isTrue();
    model.roundTrip().onProbeRttBegin();
    round(4 * RTT, 0);

    assertThat(competing.judgeProbeRtt(now, FLIGHT, model)).isTrue();
    assertThat(competing.present()).isFalse();
  }

  @Test
  void aQueueThatBecomesShorterInAbsenceIsNotThePath() {
    becomeLongAllAtOnce();
    model.roundTrip().onProbeRttBegin();
    round(3 * RTT, 0);
    round(3 * RTT, 0);

    assertThat(competing.judgeProbeRtt(now, FLIGHT, model)).isFalse();
    assertThat(competing.present()).isTrue();
  }

  @Test
  void aLongQueueOfThoseWhoLeaveRoomInItIsLookedAtAgainOnlyAfterSomeSeconds() {
    standBehindALongQueue();
    round(2 * RTT, 0);
    round(2 * RTT, 0);
    competing.judgeProbeRtt(now, FLIGHT, model);
    standBehindALongQueue();

    assertThat(competing.present()).isFalse();
    assertThat(competing.needsProbeRtt(now, model)).isFalse();
    for (int i = 0; i < 3; i++) {
      standBehindALongQueue();
    }
    assertThat(competing.needsProbeRtt(now, model)).isTrue();
  }

  @Test
  void anOverflowHalvesTheWindowOncePerRoundTrip() {
    appear();
    for (int i = 0; i < 20; i++) {
      round(QUEUED, 0);
    }
    long before = competing.window().bytes();
    round(QUEUED, PACKET);

    assertThat(competing.window().bytes()).isCloseTo(before / 2, within(before / 10));
  }

  @Test
  void lossWhileTheQueueIsShortIsByChance() {
    appear();
    for (int i = 0; i < 20; i++) {
      round(QUEUED, 0);
    }
    long before = competing.window().bytes();
    round(RTT + RTT / 16, PACKET);

    assertThat(competing.window().bytes()).isGreaterThanOrEqualTo(before);
  }

  @Test
  void whoOverflowsTheQueueAgainAndAgainIsYieldedLess() {
    appear();
    long[] kept = keptAtQuickOverflows();

    assertThat(kept[0]).isCloseTo(50, within(5L));
    assertThat(kept[4]).isCloseTo(80, within(5L));
  }

  @Test
  void whoFillsTheQueueAloneIsNotYieldedAnyMore() {
    appear();
    competing.judgeProbeRtt(now, FLIGHT, model);
    long[] kept = keptAtQuickOverflows();

    assertThat(kept[4]).isGreaterThanOrEqualTo(100);
  }

  @Test
  void whoFilledItAgainAndAgainIsGoneOnlyAfterASecondAbsenceWithoutAQueue() {
    appear();
    keptAtQuickOverflows();
    leaveWithoutAQueue();

    assertThat(competing.present()).isTrue();
    assertThat(competing.needsProbeRtt(now, model)).isFalse();
    now += 5_001 * MILLISECOND;
    assertThat(competing.needsProbeRtt(now, model)).isTrue();
    leaveWithoutAQueue();
    assertThat(competing.present()).isFalse();
  }

  @Test
  void whoYieldsAndLeavesNoQueueIsGoneAtOnce() {
    appear();
    leaveWithoutAQueue();

    assertThat(competing.present()).isFalse();
  }

  @Test
  void whoLeavesALargeQueueHalfEmptyIsNoRivalAnyMore() {
    standBehindALongQueue();
    competing.judgeProbeRtt(now, FLIGHT, model);
    assertThat(competing.present()).isTrue();
    round(2 * RTT, 0);
    round(2 * RTT, 0);
    competing.judgeProbeRtt(now, FLIGHT, model);

    assertThat(competing.present()).isFalse();
  }

  @Test
  void onlyADeepQueueTellsOfOthersWhileProbing() {
    probing = true;
    round(RTT, 0);
    for (int i = 0; i < 10; i++) {
      round(QUEUED, i == 0 ? PACKET : 0);
    }
    assertThat(competing.present()).isFalse();
    for (int i = 0; i < 10; i++) {
      round(4 * RTT, i == 0 ? PACKET : 0);
    }

    assertThat(competing.present()).isTrue();
  }

  @Test
  void roundsThatEndAllAtOnceAreOneRound() {
    round(RTT, 0);
    for (int i = 0; i < 20; i++) {
      round(QUEUED, PACKET, MILLISECOND);
    }

    assertThat(competing.present()).isFalse();
  }

  /**
   * Lets the queue overflow every few rounds; returns the percentages of the window that remain.
   */
  private long[] keptAtQuickOverflows() {
    long[] kept = new long[5];
    for (int i = 0; i < kept.length; i++) {
      long before = competing.window().bytes();
      round(QUEUED, PACKET);
      kept[i] = 100 * competing.window().bytes() / before;
      for (int j = 0; j < 6; j++) {
        round(QUEUED, 0);
      }
    }
    return kept;
  }

  private void becomeLongAllAtOnce() {
    round(RTT, 0);
    for (int i = 0; i < 3; i++) {
      round(4 * RTT, 0);
    }
  }

  private void standBehindALongQueue() {
    round(RTT, 0);
    for (int i = 0; i < 10; i++) {
      round(4 * RTT, 0);
    }
  }

  private void leaveWithoutAQueue() {
    round(RTT, 0);
    round(RTT, 0);
    competing.judgeProbeRtt(now, FLIGHT, model);
  }

  private void appear() {
    round(RTT, 0);
    for (int i = 0; i < 10; i++) {
      round(QUEUED, i == 0 ? PACKET : 0);
    }
  }

  /** Acknowledges a flight in ten parts; the losses are found in the last of them. */
  private void round(long rtt, long lost) {
    round(rtt, lost, rtt);
  }

  private void round(long rtt, long lost, long duration) {
    long atStart = delivered;
    for (int i = 1; i <= 10; i++) {
      now += duration / 10;
      delivered += FLIGHT / 10;
      AckSample sample =
          Ack.at(now)
              .acked(FLIGHT / 10)
              .lost(i == 10 ? lost : 0)
              .inFlightBefore(FLIGHT)
              .rtt(rtt)
              .delivered(delivered, atStart)
              .rate(RATE)
              .sample();
      model.update(sample);
      competing.update(sample, model);
      if (model.rounds().started()) {
        competing.judgeRound(now, FLIGHT, model, probing);
      }
    }
  }
}
