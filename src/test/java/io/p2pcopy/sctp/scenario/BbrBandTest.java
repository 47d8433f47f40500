package io.p2pcopy.sctp.scenario;

import static io.p2pcopy.sctp.sim.MessageSpec.message;
import static io.p2pcopy.sctp.sim.PathProperty.blackOut;
import static io.p2pcopy.sctp.sim.PathProperty.burstLoss;
import static io.p2pcopy.sctp.sim.PathProperty.fromLeft;
import static io.p2pcopy.sctp.sim.PathProperty.fromRight;
import static io.p2pcopy.sctp.sim.PathProperty.gapBlocks;
import static io.p2pcopy.sctp.sim.PathProperty.loss;
import static io.p2pcopy.sctp.sim.PathProperty.queue;
import static io.p2pcopy.sctp.sim.PathProperty.rate;
import static io.p2pcopy.sctp.sim.PathProperty.rtt;
import static io.p2pcopy.sctp.sim.Units.KIB;
import static io.p2pcopy.sctp.sim.Units.MIB;
import static io.p2pcopy.sctp.sim.Units.bytesIn;
import static io.p2pcopy.sctp.sim.Units.megabits;
import static io.p2pcopy.sctp.sim.Units.megabitsPerSecond;
import static io.p2pcopy.sctp.sim.Units.millis;
import static io.p2pcopy.sctp.sim.Units.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.p2pcopy.sctp.sim.AssociationPair;
import io.p2pcopy.sctp.sim.SeedReport;
import io.p2pcopy.sctp.sim.VirtualPath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the default congestion control must reach, in megabits of user data a second. */
@ExtendWith(SeedReport.class)
class BbrBandTest {
  @ParameterizedTest
  @CsvSource({
    "100,100,100,0,88",
    "100,100,100,0.001,88",
    "100,100,100,0.01,85",
    "100,100,100,0.03,75",
    "10,300,300,0,8.3",
    "20,40,1000,0,16.6",
    "100,100,1000,0,83",
    "1000,20,20,0,800",
    "1000,20,20,0.001,650",
  })
  void aLineIsFilledWhateverItLosesAtRandom(
      int megabits, int rtt, int queueMillis, double loss, double least) {
    var pair = start(1, megabits, rtt, queueMillis);
    pair.path().change(loss(loss));

    assertThat(steadyRate(pair, megabits)).isBetween(least, (double) megabits);
    assertThat(pair.ends().left().stats().retransmissionTimeouts()).isZero();
  }

  /** So much looks like a queue that overflows, until it does not end when less is sent. */
  @ParameterizedTest
  @CsvSource({"20,100,0.15,10", "20,100,0.2,10", "100,50,0.2,40", "20,20,0.2,10", "5,100,0.25,1.8"})
  void aLineThatLosesEachFifthPacketIsFilledWithTheOthers(
      int megabits, int rtt, double loss, double least) {
    for (int seed = 1; seed <= 5; seed++) {
      var pair = start(seed, megabits, rtt, 100);
      pair.path().change(loss(loss));

      assertThat(steadyRate(pair, megabits)).as("seed %d", seed).isGreaterThan(least);
    }
  }

  /**
   * Chromium's receiver reports only the 20 lowest gap ack blocks: much of that is repeated in
   * vain, but the line stays in use and no timer expires.
   */
  @ParameterizedTest
  @CsvSource({"100,50,0.01,80", "100,100,0.01,55", "50,100,0.01,40", "1000,20,0.001,650"})
  void aReceiverMayReportOnlyTwentyGapAckBlocks(int megabits, int rtt, double loss, double least) {
    var pair = start(1, megabits, rtt, rtt);
    pair.path().change(loss(loss), fromRight(gapBlocks(20)));

    assertThat(steadyRate(pair, megabits)).isBetween(least, (double) megabits);
    assertThat(pair.ends().left().stats().retransmissionTimeouts()).isZero();
  }

  /** Wherever the first bursts fall: a start that takes one for congestion stays small. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void burstsOfLossCostLittleMoreThanTheyTake(int seed) {
    var pair = start(seed, 100, 100, 100);
    pair.path().change(burstLoss(0.01, 0.25));

    assertThat(steadyRate(pair, 100)).isGreaterThan(75);
  }

  /** Long bursts can look like congestion: then the probes find the line, in two or three steps. */
  @ParameterizedTest
  @ValueSource(ints = {22, 45, 52, 54, 77, 91, 108, 161, 182, 183, 231, 243, 277, 294})
  void aStartThatBurstsCutShortIsMadeUpForByTheProbes(int seed) {
    var path = VirtualPath.line(seed, 100, 100, 100);
    var ends = AssociationPair.connectedOver(path);
    path.change(burstLoss(0.01, 0.25));
    ends.left().send(message(300));
    ends.runFor(millis(400));
    ends.left().sendContinuously(message(64 * KIB), 10_000_000, 2 * MIB);
    ends.runFor(seconds(7));

    assertThat(ends.megabitsReceivedIn(seconds(3))).isGreaterThan(75);
  }

  @ParameterizedTest
  @CsvSource({"20,40", "100,100"})
  void aQueueOfASecondIsNotFilled(int megabits, int rtt) {
    var pair = start(1, megabits, rtt, 1000);
    pair.ends().runFor(seconds(20));

    assertThat(pair.path().fromLeft().counters().largestQueue())
        .isLessThan(bytesIn(millis(150), megabits(megabits)));
  }

  @Test
  void aStandingStartFillsTheLineWithinAnInstant() {
    var pair = start(1, 100, 100, 100);
    pair.ends().runFor(millis(1_500));

    assertThat(carried(pair, millis(300))).isGreaterThan(95);
  }

  @Test
  void threeSecondsOfDarknessAreOverASecondAfterTheirEnd() {
    var pair = start(1, 100, 100, 100);
    pair.ends().runFor(seconds(3));
    pair.path().change(blackOut(0, seconds(3)));
    pair.ends().runFor(seconds(4));

    assertThat(carried(pair, millis(300))).isGreaterThan(90);
  }

  @Test
  void aRateThatDropsAndReturnsIsFollowedWithinTwoSecondsEach() {
    var pair = start(1, 100, 100, 100);
    pair.ends().runFor(seconds(4));
    pair.path().change(fromLeft(rate(megabits(10)), queue(125_000)));
    pair.ends().runFor(seconds(2));
    assertThat(carried(pair, seconds(1))).isGreaterThan(8.5);
    pair.ends().runFor(seconds(2));
    pair.path().change(fromLeft(rate(megabits(100)), queue(1_250_000)));
    pair.ends().runFor(seconds(2));
    assertThat(carried(pair, seconds(1))).isGreaterThan(85);
  }

  /** Returns the megabits of user data a second from the fourth second on. */
  private static double steadyRate(Line line, int megabits) {
    line.ends().runFor(seconds(3));
    return line.ends().megabitsReceivedIn(megabits > 500 ? seconds(1) : seconds(5));
  }

  private record Line(VirtualPath path, AssociationPair ends) {}

  private static Line start(int seed, int megabits, int rtt, int queueMillis) {
    var path = VirtualPath.line(seed, megabits, rtt, queueMillis);
    var ends = AssociationPair.connectedOver(path);
    ends.left().sendContinuously(message(64 * KIB), 10_000_000, 2 * MIB);
    return new Line(path, ends);
  }

  /** Returns what the line carries, with all headers. */
  private static double carried(Line line, long time) {
    var counters = line.path().fromLeft().counters();
    long before = counters.deliveredBytes() + VirtualPath.HEADERS * counters.delivered();
    line.ends().runFor(time);
    return megabitsPerSecond(
        counters.deliveredBytes() + VirtualPath.HEADERS * counters.delivered() - before, time);
  }
}
