package io.p2pcopy.sctp.scenario;

import static io.p2pcopy.sctp.sim.MessageSpec.message;
import static io.p2pcopy.sctp.sim.PathProperty.duplication;
import static io.p2pcopy.sctp.sim.PathProperty.fromRight;
import static io.p2pcopy.sctp.sim.PathProperty.loss;
import static io.p2pcopy.sctp.sim.PathProperty.mtu;
import static io.p2pcopy.sctp.sim.PathProperty.queue;
import static io.p2pcopy.sctp.sim.PathProperty.rate;
import static io.p2pcopy.sctp.sim.PathProperty.reordering;
import static io.p2pcopy.sctp.sim.PathProperty.rtt;
import static io.p2pcopy.sctp.sim.SeenPacket.DATA;
import static io.p2pcopy.sctp.sim.SeenPacket.containing;
import static io.p2pcopy.sctp.sim.Units.KIB;
import static io.p2pcopy.sctp.sim.Units.megabits;
import static io.p2pcopy.sctp.sim.Units.millis;
import static io.p2pcopy.sctp.sim.Units.seconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.p2pcopy.sctp.CongestionControl;
import io.p2pcopy.sctp.SctpConfig;
import io.p2pcopy.sctp.sim.AssociationPair;
import io.p2pcopy.sctp.sim.SeedReport;
import io.p2pcopy.sctp.sim.VirtualPath;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(SeedReport.class)
class LossRecoveryTest {
  private static final long RTT = millis(100);

  private final VirtualPath path = VirtualPath.with(rtt(RTT), rate(megabits(10)), queue(125_000));
  private final AssociationPair pair = AssociationPair.connectedOver(path);

  @Test
  void aSingleLossInTheMiddleIsRepairedWithoutATimeout() {
    pair.left().send(message(200 * KIB));
    path.dropNth(20).packetsFromLeft(containing(DATA));

    pair.runUntilDelivered();

    assertThat(pair.left().stats().retransmissionTimeouts()).isZero();
    assertThat(pair.left().stats().fastRetransmits()).isEqualTo(1);
    assertThat(pair.left().stats().retransmissions()).isEqualTo(1);
  }

  @Test
  void severalLossesOfOneFlightAreRepairedTogether() {
    pair.left().send(message(200 * KIB));
    pair.left().send(message(200 * KIB));
    for (int nth : new int[] {60, 62, 65, 70}) {
      path.dropNth(nth).packetsFromLeft(containing(DATA));
    }

    pair.runUntilDelivered();

    assertThat(pair.left().stats().retransmissionTimeouts()).isZero();
    assertThat(pair.left().stats().retransmissions()).isEqualTo(4);
  }

  @Test
  void aLostTailIsFoundWithinThreeRoundTripsWithoutATimeout() {
    long undisturbed = deliveryTime(64 * KIB, 0);
    long disturbed = deliveryTime(64 * KIB, 1);

    assertThat(disturbed - undisturbed).isLessThan(3 * RTT + millis(30));
  }

  @Test
  void aLostTailOfManyPacketsIsRepairedWithoutATimeout() {
    long undisturbed = deliveryTime(64 * KIB, 0);
    long disturbed = deliveryTime(64 * KIB, 8);

    // The probe brings the news after three; NewReno then begins again with a single packet.
    assertThat(disturbed - undisturbed).isLessThan(11 * RTT);
  }

  /** Returns how long a message takes whose last packets are lost; no timeout may help. */
  private static long deliveryTime(int size, int lostAtTheEnd) {
    var path = VirtualPath.with(rtt(RTT), rate(megabits(10)), queue(125_000));
    var pair = AssociationPair.connectedOver(path);
    pair.left().send(message(size));
    path.dropLast(lostAtTheEnd).packetsFromLeft();
    pair.runUntil(pair.right()::hasMessage);

    assertThat(path.fromLeft().counters().droppedByRule()).isEqualTo(lostAtTheEnd);
    assertThat(pair.left().stats().retransmissionTimeouts()).isZero();
    return pair.elapsed();
  }

  @Test
  void eachTimeoutSendsOnePacketUntilSomethingIsAcknowledged() {
    pair.left().sendContinuously(message(64 * KIB), 100);
    pair.runFor(seconds(1));
    path.dropEvery().packetsFromLeft();
    long before = pair.left().stats().retransmissionTimeouts();
    pair.runUntil(() -> pair.left().stats().retransmissionTimeouts() == before + 1);
    var withData = new AtomicLong();
    path.fromLeft().observe(packet -> withData.addAndGet(packet.tsns().isEmpty() ? 0 : 1));

    pair.runFor(seconds(5));

    // RFC 9260, 7.2.3: the congestion window is one packet after a timeout.
    long timeouts = pair.left().stats().retransmissionTimeouts() - before;
    assertThat(timeouts).isGreaterThan(4);
    assertThat(withData).hasValueLessThan(timeouts);
  }

  @Test
  void aRetransmissionThatIsLostTooIsFoundWithoutATimeout() {
    List<Integer> tsns = new ArrayList<>();
    path.fromLeft().observe(packet -> tsns.addAll(packet.tsns()));
    pair.left().send(message(200 * KIB));
    pair.runUntil(() -> tsns.size() >= 20);
    int unlucky = tsns.get(19) + 30;
    path.dropNext(3).packetsFromLeft(packet -> packet.tsns().contains(unlucky));

    pair.runUntilDelivered();

    assertThat(path.fromLeft().counters().droppedByRule()).isEqualTo(3);
    assertThat(pair.left().stats().retransmissionTimeouts()).isZero();
    assertThat(pair.elapsed()).isLessThan(seconds(2));
  }

  @ParameterizedTest
  @EnumSource
  void fivePercentOfLossNeedNoTimeout(CongestionControl congestion) {
    var config = SctpConfig.defaults().withCongestionControl(congestion);
    var path = VirtualPath.with(rtt(millis(40)), rate(megabits(20)), queue(100_000));
    var pair = AssociationPair.connectedOver(path, config);
    path.change(loss(0.05));
    pair.left().sendContinuously(message(64 * KIB), 100_000);

    pair.runFor(seconds(20));

    assertThat(pair.left().stats().retransmissions()).isGreaterThan(100);
    assertThat(pair.left().stats().retransmissionTimeouts()).isZero();
  }

  @Test
  void reorderingIsLearntSoThatLittleIsSentTwice() {
    path.change(reordering(0.1, millis(20)));
    pair.left().sendContinuously(message(64 * KIB), 100_000);
    pair.runFor(seconds(5));
    long before = pair.left().stats().retransmissions();
    long dropped = path.fromLeft().counters().droppedByQueue();

    pair.runFor(seconds(20));

    // A tenth of some 20,000 packets is overtaken by up to 16 others.
    long needless =
        pair.left().stats().retransmissions()
            - before
            - (path.fromLeft().counters().droppedByQueue() - dropped);
    assertThat(needless).isLessThan(20);
  }

  @Test
  void lostAcknowledgementsCauseNoRetransmissionWhileOthersFollow() {
    path.change(fromRight(loss(0.3)));

    pair.left().send(message(256 * KIB));
    pair.left().send(message(256 * KIB));
    pair.runUntilDelivered();

    // Acknowledgements are cumulative: only what the queue dropped is sent again, and perhaps the
    // end, after which nothing follows.
    assertThat(pair.left().stats().retransmissions())
        .isLessThanOrEqualTo(path.fromLeft().counters().droppedByQueue() + 4);
  }

  @Test
  void slightReorderingIsNotTakenForLoss() {
    path.change(reordering(0.05, millis(1)));

    pair.left().sendContinuously(message(64 * KIB), 40);
    pair.runUntilDelivered();

    // A millisecond is one packet of the line: nobody is reported missing three times.
    assertThat(pair.left().stats().retransmissions())
        .isLessThanOrEqualTo(path.fromLeft().counters().droppedByQueue() + 5);
  }

  @Test
  void duplicatesAreNotTakenForLoss() {
    path.change(duplication(0.2));

    pair.left().send(message(256 * KIB));
    pair.runUntilDelivered();

    assertThat(pair.left().stats().retransmissions())
        .isLessThanOrEqualTo(path.fromLeft().counters().droppedByQueue());
  }

  @Test
  void theRoundTripTimeIsMeasuredWithinTheDelayOfAcknowledgements() {
    pair.left().sendContinuously(message(1_000), 3_000, 5_000);
    pair.runFor(seconds(3));

    assertThat((double) pair.left().stats().smoothedRtt())
        .isCloseTo((double) millis(160), within((double) millis(65)));
  }

  @Test
  void anAcknowledgementComesForEverySecondPacket() {
    path.change(queue(Long.MAX_VALUE));
    pair.left().sendContinuously(message(100_000), 1_000);
    pair.runFor(seconds(1));
    long packets = path.fromLeft().counters().delivered();
    long acknowledgements = path.fromRight().counters().offered();

    pair.runFor(seconds(2));

    packets = path.fromLeft().counters().delivered() - packets;
    acknowledgements = path.fromRight().counters().offered() - acknowledgements;
    assertThat(path.fromLeft().counters().droppedByQueue()).isZero();
    assertThat((double) acknowledgements / packets).isBetween(0.45, 0.55);
  }

  @Test
  void aSinglePacketIsAcknowledgedAfterTheDelayAtTheLatest() {
    // The last packet of all asks for an acknowledgement at once (RFC 7053); these are never last.
    pair.left().sendContinuously(message(1_000_000 / 4), 1);
    pair.runUntilDelivered();
    pair.runFor(seconds(1));
    long before = path.fromRight().counters().offered();

    pair.left().send(message(1_000));
    pair.runFor(RTT / 2 + millis(105));

    assertThat(path.fromRight().counters().offered()).isEqualTo(before + 1);
  }

  @Test
  void packetsBelowTheWebRtcLimitSurviveAPathWithThatMtu() {
    // 1280 bytes, IPv6's least MTU, less IPv6, UDP and DTLS.
    path.change(mtu(1_280 - 40 - 8 - 29));

    pair.left().send(message(256 * KIB));
    pair.runUntilDelivered();

    assertThat(path.fromLeft().counters().droppedByMtu()).isZero();
  }

  @Test
  void theSenderDoesNotExceedItsFirstWindow() {
    List<Integer> tsns = new ArrayList<>();
    path.fromLeft().observe(packet -> tsns.addAll(packet.tsns()));
    pair.left().send(message(256 * KIB));

    pair.runFor(0);

    // RFC 6928 allows ten packets; one may be shorter because of a HEARTBEAT before the DATA.
    assertThat(tsns).hasSizeLessThanOrEqualTo(11);
    assertThat(pair.left().stats().bytesInFlight())
        .isLessThanOrEqualTo(pair.left().stats().congestionWindow() + 1_200);
  }
}
