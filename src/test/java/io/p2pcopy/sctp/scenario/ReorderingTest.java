package io.p2pcopy.sctp.scenario;

import static io.p2pcopy.sctp.sim.MessageSpec.message;
import static io.p2pcopy.sctp.sim.PathProperty.reordering;
import static io.p2pcopy.sctp.sim.PathProperty.reorderingJitter;
import static io.p2pcopy.sctp.sim.PathProperty.rtt;
import static io.p2pcopy.sctp.sim.SeenPacket.DATA;
import static io.p2pcopy.sctp.sim.SeenPacket.containing;
import static io.p2pcopy.sctp.sim.Units.KIB;
import static io.p2pcopy.sctp.sim.Units.megabits;
import static io.p2pcopy.sctp.sim.Units.millis;
import static io.p2pcopy.sctp.sim.Units.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.p2pcopy.sctp.CongestionControl;
import io.p2pcopy.sctp.SctpConfig;
import io.p2pcopy.sctp.sim.AssociationPair;
import io.p2pcopy.sctp.sim.PathProperty;
import io.p2pcopy.sctp.sim.SeedReport;
import io.p2pcopy.sctp.sim.VirtualPath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Packets that overtake each other, as on radio links, on bundled lines, and where delays vary. */
@ExtendWith(SeedReport.class)
class ReorderingTest {
  private static final int QUEUE_MILLIS = 100;

  /** With five times the shortest round trip of jitter, most packets are overtaken by many. */
  @ParameterizedTest
  @CsvSource({
    "BBR,100,40,10,80",
    "BBR,100,40,40,75",
    "BBR,100,10,10,75",
    "BBR,100,2,10,40",
    "BBR,20,2,10,12",
    "BBR,1000,12,3,750",
    "CUBIC,100,40,40,80",
    "CUBIC,100,2,10,80",
    "CUBIC,20,2,10,15",
    "CUBIC,1000,12,3,850",
  })
  void aDelayThatDiffersFromPacketToPacketLeavesMostOfTheLine(
      CongestionControl congestion, int megabits, int rtt, int jitter, double least) {
    for (int seed = 1; seed <= 3; seed++) {
      assertThat(steadyRate(seed, congestion, megabits, rtt, reorderingJitter(millis(jitter))))
          .as("seed %d", seed)
          .isGreaterThan(least);
    }
  }

  @ParameterizedTest
  @CsvSource({"BBR", "CUBIC"})
  void packetsThatAreHeldBackForHalfARoundTripAreNotTakenForLost(CongestionControl congestion) {
    for (int seed = 1; seed <= 3; seed++) {
      assertThat(steadyRate(seed, congestion, 100, 50, reordering(0.2, millis(30))))
          .as("seed %d", seed)
          .isGreaterThan(75);
    }
  }

  /** Three of the first packets overtake one, and more are late than any line loses. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6})
  void spuriousLossesInStartupDoNotEndIt(int seed) {
    var path = path(seed, 100, 40);
    var pair = connected(path, CongestionControl.BBR);
    path.change(reorderingJitter(millis(40)));
    pair.left().sendContinuously(message(64 * KIB), 10_000_000, 8_000_000);
    pair.runFor(millis(1_500));

    assertThat(pair.megabitsReceivedIn(seconds(1))).isGreaterThan(60);
  }

  @Test
  void whatWasReducedForAPacketThatWasOnlyLateIsRestored() {
    var path = path(1, 100, 100);
    var pair = connected(path, CongestionControl.CUBIC);
    pair.left().sendContinuously(message(64 * KIB), 100_000);
    pair.runFor(millis(450));
    long before = pair.left().stats().congestionWindow();
    path.delayNth(1, millis(60)).packetsFromLeft(containing(DATA));

    pair.runFor(millis(190));
    assertThat(pair.left().stats().congestionWindow()).isLessThan(before);
    pair.runFor(millis(110));

    assertThat(pair.left().stats().fastRetransmits()).isEqualTo(1);
    assertThat(pair.left().stats().congestionWindow()).isGreaterThanOrEqualTo(before);
  }

  /** Returns the megabits of user data a second from the fifth second on. */
  private static double steadyRate(
      int seed, CongestionControl congestion, int megabits, int rtt, PathProperty disorder) {
    var path = path(seed, megabits, rtt);
    var pair = connected(path, congestion);
    path.change(disorder);
    pair.left().sendContinuously(message(64 * KIB), 10_000_000, 8_000_000);
    pair.runFor(seconds(4));
    return pair.megabitsReceivedIn(seconds(4));
  }

  private static VirtualPath path(int seed, int megabits, int rtt) {
    return VirtualPath.line(seed, megabits, rtt, QUEUE_MILLIS);
  }

  private static AssociationPair connected(VirtualPath path, CongestionControl congestion) {
    return AssociationPair.connectedOver(
        path, SctpConfig.defaults().withCongestionControl(congestion));
  }
}
