package io.p2pcopy.sctp.cc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RivalsTest {

  private static final long PACKET = 1000;
  private static final long FLIGHT = 100 * PACKET;
  private static final long MILLISECOND = 1_000_000;
  private static final long RTT = 40 * MILLISECOND;
  private static final long QUEUED = 70 * MILLISECOND;
  private static final long RATE = 2_500_000;

  private final PathModel model = new PathModel();
  private final Rivals rivals = new Rivals(PACKET);
  private long now;
  private long delivered;
  private boolean probing;

  @Test
  void aQueueThatStandsAndOverflowsIsThatOfOthers() {
    appear();

    assertThat(rivals.present()).isTrue();
    assertThat(rivals.window()).isCloseTo(FLIGHT, within(FLIGHT / 4));
  }

  @Test
  void aQueueThatNeverOverflowsAndIsNoLongerThanOursIsNot() {
    round(RTT, 0);
    for (int i = 0; i < 30; i++) {
      round(QUEUED, 0);
    }

    assertThat(rivals.present()).isFalse();
  }

  @Test
  void aLongQueueThatStaysWhileTheLineIsLeftIsThatOfOthers() {
    standBehindALongQueue();
    assertThat(rivals.present()).isFalse();
    assertThat(rivals.needsProof(now, model)).isTrue();
    rivals.judgeAbsence(now, FLIGHT, model);

    assertThat(rivals.present()).isTrue();
  }

  @Test
  void aRoundTripThatIsLongAllAtOnceAndNotShorterInAbsenceIsThatOfThePath() {
    becomeLongAllAtOnce();
    assertThat(rivals.needsProof(now, model)).isTrue();
    model.probeRttBegins();
    round(4 * RTT, 0);

    assertThat(rivals.judgeAbsence(now, FLIGHT, model)).isTrue();
    assertThat(rivals.present()).isFalse();
  }

  @Test
  void aQueueThatBecomesShorterInAbsenceIsNotThePath() {
    becomeLongAllAtOnce();
    model.probeRttBegins();
    round(3 * RTT, 0);
    round(3 * RTT, 0);

    assertThat(rivals.judgeAbsence(now, FLIGHT, model)).isFalse();
    assertThat(rivals.present()).isTrue();
  }

  @Test
  void aLongQueueOfThoseWhoLeaveRoomInItIsLookedAtAgainOnlyAfterSomeSeconds() {
    standBehindALongQueue();
    round(2 * RTT, 0);
    round(2 * RTT, 0);
    rivals.judgeAbsence(now, FLIGHT, model);
    standBehindALongQueue();

    assertThat(rivals.present()).isFalse();
    assertThat(rivals.needsProof(now, model)).isFalse();
    for (int i = 0; i < 3; i++) {
      standBehindALongQueue();
    }
    assertThat(rivals.needsProof(now, model)).isTrue();
  }

  @Test
  void anOverflowHalvesTheWindowOncePerRoundTrip() {
    appear();
    for (int i = 0; i < 20; i++) {
      round(QUEUED, 0);
    }
    long before = rivals.window();
    round(QUEUED, PACKET);

    assertThat(rivals.window()).isCloseTo(before / 2, within(before / 10));
  }

  @Test
  void lossWhileTheQueueIsShortIsByChance() {
    appear();
    for (int i = 0; i < 20; i++) {
      round(QUEUED, 0);
    }
    long before = rivals.window();
    round(RTT + RTT / 16, PACKET);

    assertThat(rivals.window()).isGreaterThanOrEqualTo(before);
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
    rivals.judgeAbsence(now, FLIGHT, model);
    long[] kept = keptAtQuickOverflows();

    assertThat(kept[4]).isGreaterThanOrEqualTo(100);
  }

  @Test
  void whoFilledItAgainAndAgainIsGoneOnlyAfterASecondAbsenceWithoutAQueue() {
    appear();
    keptAtQuickOverflows();
    leaveWithoutAQueue();

    assertThat(rivals.present()).isTrue();
    assertThat(rivals.needsProof(now, model)).isFalse();
    now += 5_001 * MILLISECOND;
    assertThat(rivals.needsProof(now, model)).isTrue();
    leaveWithoutAQueue();
    assertThat(rivals.present()).isFalse();
  }

  @Test
  void whoYieldsAndLeavesNoQueueIsGoneAtOnce() {
    appear();
    leaveWithoutAQueue();

    assertThat(rivals.present()).isFalse();
  }

  @Test
  void whoLeavesALargeQueueHalfEmptyIsNoRivalAnyMore() {
    standBehindALongQueue();
    rivals.judgeAbsence(now, FLIGHT, model);
    assertThat(rivals.present()).isTrue();
    round(2 * RTT, 0);
    round(2 * RTT, 0);
    rivals.judgeAbsence(now, FLIGHT, model);

    assertThat(rivals.present()).isFalse();
  }

  @Test
  void onlyADeepQueueTellsOfOthersWhileProbing() {
    probing = true;
    round(RTT, 0);
    for (int i = 0; i < 10; i++) {
      round(QUEUED, i == 0 ? PACKET : 0);
    }
    assertThat(rivals.present()).isFalse();
    for (int i = 0; i < 10; i++) {
      round(4 * RTT, i == 0 ? PACKET : 0);
    }

    assertThat(rivals.present()).isTrue();
  }

  @Test
  void theyAreGoneWhenTheQueueStaysAway() {
    appear();
    for (int i = 0; i < 40; i++) {
      round(RTT, 0);
    }

    assertThat(rivals.present()).isFalse();
  }

  @Test
  void roundsThatEndAllAtOnceAreOneRound() {
    round(RTT, 0);
    for (int i = 0; i < 20; i++) {
      round(QUEUED, PACKET, MILLISECOND);
    }

    assertThat(rivals.present()).isFalse();
  }

  /**
   * Lets the queue overflow every few rounds; returns the percentages of the window that remain.
   */
  private long[] keptAtQuickOverflows() {
    long[] kept = new long[5];
    for (int i = 0; i < kept.length; i++) {
      long before = rivals.window();
      round(QUEUED, PACKET);
      kept[i] = 100 * rivals.window() / before;
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
    rivals.judgeAbsence(now, FLIGHT, model);
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
      rivals.update(sample, model);
      if (model.rounds().started()) {
        rivals.judge(now, FLIGHT, model, probing);
      }
    }
  }
}
