package io.p2pcopy.sctp.scenario;

import static io.p2pcopy.sctp.sim.MessageSpec.message;
import static io.p2pcopy.sctp.sim.PathProperty.blackOut;
import static io.p2pcopy.sctp.sim.PathProperty.burstLoss;
import static io.p2pcopy.sctp.sim.PathProperty.loss;
import static io.p2pcopy.sctp.sim.PathProperty.mtu;
import static io.p2pcopy.sctp.sim.PathProperty.queue;
import static io.p2pcopy.sctp.sim.PathProperty.rate;
import static io.p2pcopy.sctp.sim.PathProperty.rtt;
import static io.p2pcopy.sctp.sim.Units.KIB;
import static io.p2pcopy.sctp.sim.Units.MIB;
import static io.p2pcopy.sctp.sim.Units.megabits;
import static io.p2pcopy.sctp.sim.Units.millis;
import static io.p2pcopy.sctp.sim.Units.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.p2pcopy.sctp.CongestionControl;
import io.p2pcopy.sctp.SctpConfig;
import io.p2pcopy.sctp.sim.Agreements;
import io.p2pcopy.sctp.sim.AssociationPair;
import io.p2pcopy.sctp.sim.PathProperty;
import io.p2pcopy.sctp.sim.SeedReport;
import io.p2pcopy.sctp.sim.VirtualPath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The size of packets between our own ends: what the path carries, whatever becomes of it. */
@ExtendWith(SeedReport.class)
class PathMtuTest {
  private static final int BASE = 1200;
  private static final int ETHERNET = 1432;
  private static final int JUMBO = 16_328;

  private VirtualPath path = VirtualPath.with();

  @Test
  void theSizeOfTheLocalInterfaceIsInUseAfterOneRoundTrip() {
    var pair = connect(rtt(millis(100)), mtu(ETHERNET));

    pair.left().changePath(ETHERNET);
    pair.runFor(millis(101));

    assertThat(pair.left().packetSize()).isEqualTo(ETHERNET);
  }

  @ParameterizedTest
  @CsvSource({"1200", "1204", "1300", "1400", "1424", "1431"})
  void aNarrowerPartOfThePathIsFoundWithinSomeRoundTrips(int mtu) {
    var pair = connect(rtt(millis(100)), mtu(mtu));
    pair.left().send(message(100));
    pair.runUntilDelivered();

    pair.left().changePath(ETHERNET);
    pair.runFor(seconds(5));

    assertThat(pair.left().packetSize()).isBetween(Math.max(BASE, mtu - 28), mtu);
  }

  @ParameterizedTest
  @CsvSource({"1187, 20", "1187, 200", "635, 20", "635, 200", "535, 20", "535, 200"})
  void aPathThatDoesNotCarryTheBaseIsCrossedAllTheSame(int mtu, int rtt) {
    var pair = connect(rtt(millis(rtt)), mtu(mtu), rate(megabits(20)), queue(MIB));
    pair.left().changePath(ETHERNET);
    pair.right().changePath(ETHERNET);
    pair.left().send(message(64 * KIB));
    pair.right().send(message(64 * KIB));
    pair.runUntilDelivered();

    assertThat(pair.elapsed()).isLessThan(seconds(4));
    pair.runFor(seconds(5));
    assertThat(pair.left().packetSize()).isBetween(Math.max(508, mtu - 28), mtu);
    assertThat(pair.right().packetSize()).isBetween(Math.max(508, mtu - 28), mtu);
  }

  @Test
  void aPathThatBecomesNarrowerThanTheBaseIsFollowed() {
    var pair = connect(rtt(millis(50)), mtu(ETHERNET), rate(megabits(20)), queue(MIB));
    pair.left().changePath(ETHERNET);
    pair.left().sendContinuously(message(64 * KIB), 100);
    pair.runFor(seconds(1));
    assertThat(pair.left().packetSize()).isEqualTo(ETHERNET);

    path.change(mtu(600));
    pair.runUntilDelivered();
    pair.runFor(seconds(5));
    assertThat(pair.left().packetSize()).isBetween(580, 600);

    path.change(mtu(ETHERNET));
    pair.runFor(seconds(60));
    assertThat(pair.left().packetSize()).isEqualTo(ETHERNET);
  }

  @Test
  void aLineThatLosesAFifthKeepsTheBase() {
    var pair = connect(rtt(millis(50)), rate(megabits(20)), queue(MIB), loss(0.2));
    pair.left().changePath(ETHERNET);
    pair.left().sendContinuously(message(64 * KIB), 2_000);

    int small = 0;
    for (int i = 0; i < 600; i++) {
      pair.runFor(millis(50));
      small += pair.left().packetSize() < BASE ? 1 : 0;
    }
    assertThat(small).isLessThan(60);
  }

  @Test
  void probesThatGetLostAreNoSignOfCongestion() {
    var pair = connect(rtt(millis(100)), mtu(1300), rate(megabits(20)), queue(MIB));

    pair.left().sendContinuously(message(64 * KIB), 1_000);
    pair.left().changePath(JUMBO);
    pair.runFor(seconds(10));

    assertThat(pair.left().packetSize()).isBetween(1280, 1300);
    assertThat(pair.left().stats().retransmissions()).isZero();
  }

  @Test
  void aPeerOfAnotherImplementationIsNeverAskedForMore() {
    path = VirtualPath.with(rtt(millis(10)));
    var pair = AssociationPair.connectedOver(path);
    pair.left().changePath(JUMBO);
    pair.left().send(message(MIB / 8));
    pair.runUntilDelivered();
    pair.runFor(seconds(2));

    assertThat(pair.left().packetSize()).isEqualTo(BASE);
  }

  @ParameterizedTest
  @EnumSource(CongestionControl.class)
  void aTransferGoesOnThroughABlackHole(CongestionControl congestion) {
    var pair =
        connect(
            SctpConfig.defaults().withCongestionControl(congestion),
            rtt(millis(50)),
            rate(megabits(50)),
            queue(MIB),
            mtu(ETHERNET));
    pair.left().changePath(ETHERNET);
    pair.left().sendContinuously(message(64 * KIB), 400);
    pair.runFor(millis(1500));
    assertThat(pair.left().packetSize()).isEqualTo(ETHERNET);

    path.change(mtu(1280));
    // Losses show it after two round trips; where too little is sent for that, T3 does.
    pair.runFor(millis(congestion == CongestionControl.LEDBAT ? 450 : 400));
    assertThat(pair.left().packetSize()).isEqualTo(BASE);
    pair.runUntilDelivered();

    // 26 MB at 50 Mbit/s take 4.4 s with all headers; NewReno halves its window.
    assertThat(pair.elapsed()).isLessThan(seconds(congestion == CongestionControl.BBR ? 6 : 10));
    pair.runFor(seconds(10));
    assertThat(pair.left().packetSize()).isBetween(1250, 1280);
  }

  @Test
  void aJumboPathThatBecomesNarrowLosesNothing() {
    var pair = connect(rtt(millis(2)), rate(megabits(400)), queue(4 * MIB), loss(0.01));
    pair.left().changePath(JUMBO);
    pair.left().sendContinuously(message(256 * KIB), 200);
    pair.runFor(millis(300));
    assertThat(pair.left().packetSize()).isEqualTo(JUMBO);

    path.change(mtu(1240));
    pair.runUntilDelivered();

    assertThat(pair.elapsed()).isLessThan(seconds(5));
    assertThat(pair.left().packetSize()).isBetween(BASE, 1240);
  }

  @Test
  void aTailInABlackHoleIsRecoveredSoon() {
    var pair = connect(rtt(millis(50)), mtu(ETHERNET));
    pair.left().changePath(ETHERNET);
    pair.runFor(seconds(1));

    path.change(mtu(1280));
    pair.restartStopwatch();
    pair.left().send(message(8 * KIB));
    pair.runUntilDelivered();

    assertThat(pair.elapsed()).isLessThan(millis(400));
  }

  @Test
  void afterABlackOutTheSizeReturnsSoon() {
    var pair = connect(rtt(millis(50)), rate(megabits(50)), queue(MIB), mtu(ETHERNET));
    pair.left().changePath(ETHERNET);
    pair.left().sendContinuously(message(64 * KIB), 1_000);
    pair.runFor(seconds(1));

    path.change(blackOut(path.clock().now(), seconds(3)));
    pair.runFor(seconds(4) + millis(500));

    assertThat(pair.left().packetSize()).isEqualTo(ETHERNET);
  }

  @Test
  void heavyLossDoesNotLookLikeABlackHole() {
    assertThatLargePacketsStayInUse(loss(0.05));
  }

  @Test
  void burstsOfLossDoNotLookLikeABlackHole() {
    assertThatLargePacketsStayInUse(burstLoss(0.01, 0.2));
  }

  private void assertThatLargePacketsStayInUse(PathProperty losses) {
    var pair = connect(rtt(millis(50)), rate(megabits(50)), queue(MIB), losses);
    pair.left().changePath(ETHERNET);
    pair.left().sendContinuously(message(64 * KIB), 2_000);
    pair.runFor(seconds(1));
    assertThat(pair.left().packetSize()).isEqualTo(ETHERNET);

    for (int i = 0; i < 200; i++) {
      pair.runFor(millis(50));
      assertThat(pair.left().packetSize()).isEqualTo(ETHERNET);
    }
  }

  @Test
  void anotherPathBeginsAtTheSafeSize() {
    var pair = connect(rtt(millis(20)), mtu(ETHERNET));
    pair.left().changePath(ETHERNET);
    pair.runFor(millis(50));

    pair.left().changePath(JUMBO);

    assertThat(pair.left().packetSize()).isEqualTo(BASE);
  }

  private AssociationPair connect(PathProperty... properties) {
    return connect(SctpConfig.defaults(), properties);
  }

  private AssociationPair connect(SctpConfig config, PathProperty... properties) {
    path = VirtualPath.with(properties);
    return Agreements.over(path, config).connect();
  }
}
