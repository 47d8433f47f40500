package io.p2pcopy.sctp.scenario;

import static io.p2pcopy.sctp.sim.MessageSpec.message;
import static io.p2pcopy.sctp.sim.PathProperty.loss;
import static io.p2pcopy.sctp.sim.PathProperty.queue;
import static io.p2pcopy.sctp.sim.PathProperty.rate;
import static io.p2pcopy.sctp.sim.PathProperty.rtt;
import static io.p2pcopy.sctp.sim.SeenPacket.DATA;
import static io.p2pcopy.sctp.sim.SeenPacket.ERROR;
import static io.p2pcopy.sctp.sim.SeenPacket.I_DATA;
import static io.p2pcopy.sctp.sim.Units.KIB;
import static io.p2pcopy.sctp.sim.Units.MIB;
import static io.p2pcopy.sctp.sim.Units.megabits;
import static io.p2pcopy.sctp.sim.Units.millis;
import static io.p2pcopy.sctp.sim.Units.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.p2pcopy.sctp.AssociationEvent.CloseReason;
import io.p2pcopy.sctp.SctpConfig;
import io.p2pcopy.sctp.sim.AssociationPair;
import io.p2pcopy.sctp.sim.AssociationPair.Side;
import io.p2pcopy.sctp.sim.PacketForge;
import io.p2pcopy.sctp.sim.SeedReport;
import io.p2pcopy.sctp.sim.SeenPacket;
import io.p2pcopy.sctp.sim.VirtualPath;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages whose fragments mix (RFC 8260). */
@ExtendWith(SeedReport.class)
class InterleavingTest {

  private static final SctpConfig PLAIN = SctpConfig.defaults();
  private static final SctpConfig INTERLEAVING = PLAIN.withInterleaving(true);
  private static final long ROUND_TRIP = millis(50);

  /** How long the queue of the line holds a packet up when it is full: 625 KiB at 100 Mbit/s. */
  private static final long FULL_QUEUE = millis(52);

  private final VirtualPath path =
      VirtualPath.with(rtt(ROUND_TRIP), rate(megabits(100)), queue(625 * KIB));

  @Test
  void aSmallMessageEveryTenthOfASecondDoesNotWaitForOneOf64Mebibytes() {
    assertThat(slowestSmallMessage(INTERLEAVING, seconds(1))).isLessThan(2 * ROUND_TRIP);
  }

  /** At first the sender finds out what the line takes, and the queue of the line fills. */
  @Test
  void whileTheRateIsBeingFoundItWaitsNoLongerThanForOneRetransmissionBehindAFullQueue() {
    assertThat(slowestSmallMessage(INTERLEAVING, 0)).isLessThan(2 * (ROUND_TRIP + FULL_QUEUE));
  }

  @Test
  void withoutInterleavingItWaits() {
    assertThat(slowestSmallMessage(PLAIN, seconds(1))).isGreaterThan(seconds(4));
  }

  /**
   * Returns the longest time that a message of 100 bytes took beside one of 64 MiB.
   *
   * @param start how long the large one has been under way when the first of the small ones is sent
   */
  private long slowestSmallMessage(SctpConfig config, long start) {
    int large = 64 * MIB;
    var pair = AssociationPair.connectedOver(path, config.withMaxMessageSize(large));
    pair.left().send(message(large).onStream(1));
    pair.runFor(start);
    long slowest = 0;
    for (int i = 1; i <= 40; i++) {
      pair.runFor(millis(100));
      pair.left().send(message(100).onStream(2));
      long sent = path.clock().now();
      int expected = i;
      pair.runUntil(() -> pair.right().receivedBytesOn(2) == 100L * expected);
      slowest = Math.max(slowest, path.clock().now() - sent);
      if (pair.right().receivedBytesOn(1) > 0) {
        break;
      }
    }
    pair.runUntilDelivered();
    return slowest;
  }

  @Test
  void itIsUsedOnlyIfBothEndsWantIt() {
    assertThat(kindsOfChunks(INTERLEAVING, INTERLEAVING)).containsOnly(I_DATA);
    assertThat(kindsOfChunks(INTERLEAVING, PLAIN)).containsOnly(DATA);
    assertThat(kindsOfChunks(PLAIN, INTERLEAVING)).containsOnly(DATA);
  }

  private static List<Integer> kindsOfChunks(SctpConfig left, SctpConfig right) {
    var line = VirtualPath.with(rtt(ROUND_TRIP));
    var pair =
        AssociationPair.over(
            line, new Side(left, line.newRandom()), new Side(right, line.newRandom()));
    List<Integer> kinds = new ArrayList<>();
    for (var direction : List.of(line.fromLeft(), line.fromRight())) {
      direction.observe(
          packet ->
              packet.chunks().stream()
                  .map(SeenPacket.Chunk::type)
                  .filter(type -> type == DATA || type == I_DATA)
                  .forEach(kinds::add));
    }
    pair.connect();
    pair.left().send(message(10_000));
    pair.right().send(message(10_000).asUnordered());
    pair.runUntilDelivered();
    return kinds;
  }

  @Test
  void streamsShareTheLineEvenlyWhateverTheirMessagesHave() {
    var pair = AssociationPair.connectedOver(path, INTERLEAVING);
    int[] sizes = {2_000, 20_000, 256 * KIB};
    for (int id = 0; id < sizes.length; id++) {
      pair.left().sendContinuously(message(sizes[id]).onStream(id), 100_000, 512 * KIB);
    }

    pair.runFor(seconds(5));

    for (int id = 0; id < sizes.length; id++) {
      double share = pair.right().receivedBytesOn(id) / (double) pair.right().receivedBytes();
      assertThat(share).as("stream " + id).isBetween(0.25, 0.42);
    }
  }

  @Test
  void moreIncompleteMessagesThanTheWindowHoldsDoNotBlockEachOther() {
    path.change(loss(0.01));
    var pair = AssociationPair.connectedOver(path, INTERLEAVING.withReceiveWindow(MIB));
    for (int id = 0; id < 100; id++) {
      pair.left().send(message(256 * KIB).onStream(id));
      pair.left().send(message(10).onStream(id).asUnordered());
    }

    pair.runUntilDelivered();

    assertThat(pair.right().received()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(ints = {16 * KIB, 64 * KIB, 128 * KIB, 256 * KIB, 512 * KIB})
  void messagesAsLargeAsTheWindowDoNotBlockEachOther(int window) {
    var pair = AssociationPair.connectedOver(path, INTERLEAVING.withReceiveWindow(window));
    for (int id = 0; id < 10; id++) {
      pair.left().send(message(Math.min(window, 256 * KIB)).onStream(id));
    }

    pair.runUntilDelivered();

    assertThat(pair.right().received()).isEqualTo(10);
  }

  @Test
  void moreThanHalfOfAllSequenceNumbersMayBeOutstanding() {
    var pair = AssociationPair.connectedOver(path, INTERLEAVING);
    List<Integer> tsns = new ArrayList<>();
    List<Integer> identifiers = new ArrayList<>();
    path.fromLeft().observe(packet -> tsns.addAll(packet.tsns()));
    path.fromLeft().observe(packet -> identifiers.addAll(packet.messageIdentifiers(0)));
    long recovery = path.clock().now() + seconds(3);
    path.dropEvery()
        .packetsFromLeft(
            packet ->
                path.clock().now() < recovery
                    && !tsns.isEmpty()
                    && packet.tsns().contains(tsns.get(0)));

    pair.left().sendContinuously(message(1), 70_000, 70_000);
    pair.runUntil(() -> path.clock().now() >= recovery);
    assertThat(tsns.size()).isGreaterThan(40_000);
    assertThat(pair.right().received()).isZero();
    pair.runUntilDelivered();

    assertThat(pair.right().received()).isEqualTo(70_000);
    assertThat(identifiers).contains(65_535, 65_536, 69_999);
  }

  @Test
  void dataWhereInterleavingWasAgreedUponEndsTheAssociation() {
    var forgery = new Forgery(INTERLEAVING);

    forgery.toLeft(PacketForge.packet(forgery.tag).data(3, forgery.tsn, 1, 0, 0, new byte[10]));

    assertThat(forgery.pair.left().closeReason()).isEqualTo(CloseReason.PROTOCOL_VIOLATION);
  }

  @Test
  void interleavedDataThatNobodyHasAskedForIsReportedAndIgnored() {
    var forgery = new Forgery(PLAIN);
    List<SeenPacket> answers = new ArrayList<>();
    path.fromLeft().observe(answers::add);

    forgery.toLeft(
        PacketForge.packet(forgery.tag).interleaved(3, forgery.tsn, 1, 0, 0, new byte[10]));

    assertThat(forgery.pair.left().isEstablished()).isTrue();
    assertThat(answers).anyMatch(packet -> packet.has(ERROR));
    assertThat(forgery.pair.left().receivedBytesOn(1)).isZero();
  }

  @Test
  void theSameFragmentTwiceEndsTheAssociation() {
    var forgery = new Forgery(INTERLEAVING);
    path.dropEvery().packetsFromLeft();

    for (int i = 0; i < 2; i++) {
      forgery.toLeft(
          PacketForge.packet(forgery.tag).interleaved(0, forgery.tsn + i, 1, 0, 5, new byte[10]));
    }

    assertThat(forgery.pair.left().closeReason()).isEqualTo(CloseReason.PROTOCOL_VIOLATION);
  }

  @Test
  void whatThePeerGivesUpIsNotWaitedFor() {
    var forgery = new Forgery(INTERLEAVING);
    path.dropEvery().packetsFromLeft();
    PacketForge packet = PacketForge.packet(forgery.tag);
    packet.interleaved(2, forgery.tsn, 1, 0, 51, new byte[10]);
    packet.interleaved(3, forgery.tsn + 2, 1, 1, 51, new byte[20]);
    forgery.toLeft(packet);
    assertThat(forgery.pair.left().receivedBytesOn(1)).isZero();

    byte[] skipped =
        ByteBuffer.allocate(12)
            .putInt(forgery.tsn + 1)
            .putShort((short) 1)
            .putShort((short) 0)
            .putInt(0)
            .array();
    forgery.toLeft(PacketForge.packet(forgery.tag).chunk(194, 0, skipped));

    assertThat(forgery.pair.left().receivedBytesOn(1)).isEqualTo(20);
    assertThat(forgery.pair.left().stats().receiveBuffered()).isZero();
  }

  /** Packets to the left end that the right one has not sent. */
  private final class Forgery {
    final AssociationPair pair;
    final int tag;
    final int tsn;

    Forgery(SctpConfig config) {
      List<SeenPacket> seen = new ArrayList<>();
      path.fromRight().observe(seen::add);
      pair = AssociationPair.connectedOver(path, config);
      pair.right().send(message(10).onStream(7));
      pair.runUntilDelivered();
      pair.runFor(seconds(1));
      pair.left().stopComparing();
      SeenPacket last = seen.stream().filter(SeenPacket::hasData).reduce((a, b) -> b).orElseThrow();
      tag = last.verificationTag();
      tsn = last.tsns().get(0) + 1;
    }

    void toLeft(PacketForge packet) {
      pair.left().inject(packet.build());
      pair.runFor(seconds(1));
    }
  }
}
