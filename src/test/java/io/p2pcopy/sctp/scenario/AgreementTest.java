package io.p2pcopy.sctp.scenario;

import static io.p2pcopy.sctp.sim.MessageSpec.message;
import static io.p2pcopy.sctp.sim.PathProperty.loss;
import static io.p2pcopy.sctp.sim.PathProperty.queue;
import static io.p2pcopy.sctp.sim.PathProperty.rate;
import static io.p2pcopy.sctp.sim.PathProperty.reorderingJitter;
import static io.p2pcopy.sctp.sim.PathProperty.rtt;
import static io.p2pcopy.sctp.sim.Units.KIB;
import static io.p2pcopy.sctp.sim.Units.MIB;
import static io.p2pcopy.sctp.sim.Units.megabits;
import static io.p2pcopy.sctp.sim.Units.megabitsPerSecond;
import static io.p2pcopy.sctp.sim.Units.millis;
import static io.p2pcopy.sctp.sim.Units.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.p2pcopy.sctp.AssociationEvent;
import io.p2pcopy.sctp.SctpConfig;
import io.p2pcopy.sctp.sim.Agreements;
import io.p2pcopy.sctp.sim.AssociationPair;
import io.p2pcopy.sctp.sim.SeedReport;
import io.p2pcopy.sctp.sim.SeenPacket;
import io.p2pcopy.sctp.sim.VirtualPath;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Two ends that know of each other what INIT chunks would say, and one that meets a stranger. */
@ExtendWith(SeedReport.class)
class AgreementTest {
  private static final long RTT = millis(100);

  private VirtualPath path = VirtualPath.with(rtt(RTT));
  private final List<SeenPacket> packets = new ArrayList<>();

  @Test
  void theFirstMessageArrivesAfterHalfARoundTrip() {
    AssociationPair pair = connected();

    pair.left().send(message(5 * KIB));
    pair.right().send(message(KIB));
    pair.runUntilDelivered();

    assertThat(pair.elapsed()).isEqualTo(RTT / 2);
    assertThat(packets).noneMatch(packet -> packet.has(SeenPacket.INIT));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void aLostFirstFlightIsSentAgain(int lost) {
    AssociationPair pair = connected();
    path.dropNext(lost).packetsFromLeft();

    pair.left().send(message(5 * KIB));
    pair.runUntilDelivered();

    assertThat(pair.elapsed()).isLessThan(millis(700));
  }

  @Test
  void aLostFirstFlightIsMissedSoonerIfTheRoundTripTimeIsKnown() {
    path = VirtualPath.with(rtt(millis(20)));
    AssociationPair pair = connected();
    path.dropNext(5).packetsFromLeft();

    pair.left().estimateRoundTrip(millis(20));
    pair.left().send(message(5 * KIB));
    pair.runUntilDelivered();

    // Without it, the first timeout is half a second.
    assertThat(pair.elapsed()).isLessThan(millis(300));
  }

  @Test
  void aStandingStartAtAKnownPaceFillsTheLine() {
    path = VirtualPath.with(rtt(RTT), rate(megabits(100)), queue(1_250_000));
    AssociationPair pair = connected();

    pair.left().estimateRoundTrip(RTT);
    pair.left().sendContinuously(message(64 * KIB), 10_000, 2 * MIB);
    pair.runFor(millis(1_500));
    long before = pair.right().receivedBytes();
    pair.runFor(millis(300));

    long carried = pair.right().receivedBytes() - before;
    assertThat(megabitsPerSecond(carried, millis(300))).isGreaterThan(92);
    assertThat(pair.left().stats().retransmissionTimeouts()).isZero();
  }

  @Test
  void aTransferSurvivesLossAndReorderingFromTheFirstPacketOn() {
    path = VirtualPath.with(rtt(millis(20)), loss(0.2), reorderingJitter(millis(10)));
    AssociationPair pair = connected();

    pair.left().sendContinuously(message(30_000), 50);
    pair.right().sendContinuously(message(3_000), 50);
    pair.runUntilDelivered();

    assertThat(pair.elapsed()).isLessThan(seconds(20));
  }

  @Test
  void afterTheFirstSackTheSenderUsesTheAdvertisedWindow() {
    AssociationPair pair = connected();

    pair.left().send(message(250 * KIB));
    pair.runUntilDelivered();

    // Slow start from ten packets takes five round trips; 64 KiB are no bound for it.
    assertThat(pair.elapsed()).isLessThan(6 * RTT);
  }

  @Test
  void packetsBetweenOurOwnEndsHaveNoChecksum() {
    AssociationPair pair = connected();

    pair.left().send(message(MIB / 8));
    pair.runUntilDelivered();

    assertThat(packets).isNotEmpty().allMatch(packet -> checksum(packet) == 0);
  }

  @ParameterizedTest
  @CsvSource({"0,0", "1,0", "2,0", "3,0", "0,1", "0,2", "0,3", "1,1", "2,2"})
  void aPeerThatKnowsOfNoAgreementConnectsAsUsual(int lostFromLeft, int lostFromRight) {
    AssociationPair pair = Agreements.onlyLeftOver(path);
    path.dropNext(lostFromLeft).packetsFromLeft();
    path.dropNext(lostFromRight).packetsFromRight();

    pair.left().connect();
    pair.left().send(message(50 * KIB));
    pair.right().connect();
    pair.right().send(message(50 * KIB));
    pair.runUntilDelivered();

    assertThat(pair.elapsed()).isLessThan(seconds(4));
    assertThat(pair.left().events(AssociationEvent.Established.class)).hasSize(1);
  }

  @Test
  void aPeerThatKnowsOfNoAgreementGetsChecksumsAndSmallPackets() {
    AssociationPair pair = Agreements.onlyLeftOver(path);
    pair.left().connect();
    pair.right().connect();
    pair.left().changePath(1432);
    pair.runUntil(() -> pair.right().isEstablished());
    path.fromLeft().observe(packets::add);

    pair.left().send(message(MIB / 8));
    pair.runUntilDelivered();
    pair.runFor(seconds(2));

    assertThat(packets).isNotEmpty().allMatch(packet -> checksum(packet) != 0);
    assertThat(packets).allMatch(packet -> packet.length() <= 1200);
  }

  @Test
  void nobodyElseIsToldOfPacketsWithoutChecksums() {
    AssociationPair pair = AssociationPair.over(path);
    observe();

    pair.connect();

    assertThat(packets)
        .isNotEmpty()
        .allMatch(packet -> checksum(packet) != 0)
        .noneMatch(packet -> tellsOfParameter(packet, 0x8001));
  }

  private AssociationPair connected() {
    AssociationPair pair = Agreements.over(path, SctpConfig.defaults());
    observe();
    return pair.connect();
  }

  private void observe() {
    path.fromLeft().observe(packets::add);
    path.fromRight().observe(packets::add);
  }

  private static int checksum(SeenPacket packet) {
    return ByteBuffer.wrap(packet.bytes()).getInt(8);
  }

  private static boolean tellsOfParameter(SeenPacket packet, int type) {
    ByteBuffer bytes = ByteBuffer.wrap(packet.bytes());
    boolean handshake = packet.has(SeenPacket.INIT) || packet.has(SeenPacket.INIT_ACK);
    for (int at = 32; handshake && at + 4 <= packet.length(); ) {
      if (Short.toUnsignedInt(bytes.getShort(at)) == type) {
        return true;
      }
      at += (Short.toUnsignedInt(bytes.getShort(at + 2)) + 3) & ~3;
    }
    return false;
  }
}
