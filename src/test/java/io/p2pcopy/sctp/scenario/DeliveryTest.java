package io.p2pcopy.sctp.scenario;

import static io.p2pcopy.sctp.sim.MessageSpec.message;
import static io.p2pcopy.sctp.sim.PathProperty.burstLoss;
import static io.p2pcopy.sctp.sim.PathProperty.corruption;
import static io.p2pcopy.sctp.sim.PathProperty.duplication;
import static io.p2pcopy.sctp.sim.PathProperty.loss;
import static io.p2pcopy.sctp.sim.PathProperty.queue;
import static io.p2pcopy.sctp.sim.PathProperty.rate;
import static io.p2pcopy.sctp.sim.PathProperty.reordering;
import static io.p2pcopy.sctp.sim.PathProperty.reorderingJitter;
import static io.p2pcopy.sctp.sim.PathProperty.rtt;
import static io.p2pcopy.sctp.sim.Units.KIB;
import static io.p2pcopy.sctp.sim.Units.megabits;
import static io.p2pcopy.sctp.sim.Units.millis;
import static io.p2pcopy.sctp.sim.Units.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.p2pcopy.sctp.SctpConfig;
import io.p2pcopy.sctp.sim.AssociationPair;
import io.p2pcopy.sctp.sim.Endpoint;
import io.p2pcopy.sctp.sim.PathProperty;
import io.p2pcopy.sctp.sim.SeedReport;
import io.p2pcopy.sctp.sim.VirtualPath;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each message is compared on arrival (by the endpoint) for content, order and uniqueness. */
@ExtendWith(SeedReport.class)
class DeliveryTest {

  private final SctpConfig config = kind();

  SctpConfig kind() {
    return SctpConfig.defaults();
  }

  private static final int[] SIZES = {
    1, 2, 3, 4, 5, 100, 1_171, 1_172, 1_173, 1_200, 2_344, 10_000, 65_536, 65_537, 262_144
  };

  static Stream<Arguments> paths() {
    return Stream.of(
        path("clean", new PathProperty[0]),
        path("1 % loss", loss(0.01)),
        path("10 % loss", loss(0.1)),
        path("30 % loss", loss(0.3)),
        path("bursts of 10 packets", burstLoss(0.01, 0.1)),
        path("reordering", reordering(0.2, millis(30))),
        path("heavy reordering", reorderingJitter(millis(100))),
        path("duplication", duplication(0.3)),
        path("corruption", corruption(0.1)),
        path("everything at once", everything()));
  }

  private static PathProperty everything() {
    return path ->
        path.change(loss(0.03), reordering(0.1, millis(20)), duplication(0.1), corruption(0.03));
  }

  private static Arguments path(String name, PathProperty... properties) {
    return Arguments.of(Named.of(name, properties));
  }

  @ParameterizedTest
  @MethodSource("paths")
  void orderedMessagesOfAllSizesArriveOnceWholeAndInOrder(PathProperty... properties) {
    AssociationPair pair = connect(11, properties);

    sendAllSizes(pair.left(), false);
    sendAllSizes(pair.right(), false);
    pair.runUntilDelivered();

    assertThat(pair.left().received()).isEqualTo(2 * SIZES.length);
    assertThat(pair.right().received()).isEqualTo(2 * SIZES.length);
  }

  @ParameterizedTest
  @MethodSource("paths")
  void unorderedMessagesOfAllSizesArriveOnceAndWhole(PathProperty... properties) {
    AssociationPair pair = connect(12, properties);

    sendAllSizes(pair.left(), true);
    sendAllSizes(pair.right(), true);
    pair.runUntilDelivered();

    assertThat(pair.left().received()).isEqualTo(2 * SIZES.length);
    assertThat(pair.right().received()).isEqualTo(2 * SIZES.length);
  }

  @ParameterizedTest
  @MethodSource("paths")
  void orderedAndUnorderedMessagesMixOnTheSameStreams(PathProperty... properties) {
    AssociationPair pair = connect(13, properties);

    for (int i = 0; i < 600; i++) {
      var next = message(1 + i * 37 % 3_000).onStream(i % 7);
      pair.left().send(i % 3 == 0 ? next.asUnordered() : next);
      pair.right().send(i % 5 == 0 ? next.asUnordered() : next);
    }
    pair.runUntilDelivered();

    assertThat(pair.left().received()).isEqualTo(600);
    assertThat(pair.right().received()).isEqualTo(600);
  }

  @Test
  void aLostMessageHoldsUpOnlyItsOwnStream() {
    var path = VirtualPath.with(rtt(millis(100)));
    var pair = AssociationPair.connectedOver(path, config);
    pair.left().send(message(100).onStream(1));
    path.dropNext(1).packetsFromLeft();
    pair.runFor(0);
    pair.left().send(message(100).onStream(2));
    pair.left().send(message(100).onStream(1).asUnordered());
    pair.left().send(message(100).onStream(1));

    pair.runFor(millis(60));

    // Stream 2 and the unordered message did not wait; the ordered one of stream 1 does.
    assertThat(pair.right().received()).isEqualTo(2);
    assertThat(pair.right().receivedBytesOn(2)).isEqualTo(100);
    pair.runUntilDelivered();
    assertThat(pair.right().received()).isEqualTo(4);
  }

  @Test
  void manySmallMessagesSharePackets() {
    var path = VirtualPath.with(rtt(millis(20)));
    var pair = AssociationPair.connectedOver(path, config);
    long before = path.fromLeft().counters().offered();

    for (int i = 0; i < 1_000; i++) {
      pair.left().send(message(10));
    }
    pair.runUntilDelivered();

    // 28 bytes for each chunk (16 header, 10 content, 2 padding): 42 fit into a packet.
    assertThat(path.fromLeft().counters().offered() - before).isLessThan(1_000 / 42 + 15);
  }

  @Test
  void aCorruptedPacketIsDroppedAndCounted() {
    AssociationPair pair = connect(14, corruption(0.2));

    pair.left().sendContinuously(message(10_000), 50);
    pair.runUntilDelivered();

    assertThat(pair.right().stats().badPackets()).isPositive();
    assertThat(pair.left().stats().retransmissions()).isPositive();
  }

  @Test
  void duplicatesOnThePathAreCountedAndNotDelivered() {
    AssociationPair pair = connect(15, duplication(1));

    pair.left().sendContinuously(message(10_000), 50);
    pair.runUntilDelivered();

    assertThat(pair.right().received()).isEqualTo(50);
    assertThat(pair.right().stats().duplicateTsns()).isGreaterThan(400);
  }

  private AssociationPair connect(long seed, PathProperty... properties) {
    var path = VirtualPath.seeded(seed, rtt(millis(40)), rate(megabits(100)), queue(500 * KIB));
    path.change(properties);
    var pair = AssociationPair.over(path, config);
    pair.left().connect();
    pair.right().connect();
    pair.runUntil(() -> pair.left().isEstablished() && pair.right().isEstablished(), seconds(60));
    return pair;
  }

  private static void sendAllSizes(Endpoint sender, boolean unordered) {
    for (int round = 0; round < 2; round++) {
      for (int size : SIZES) {
        var next = message(size).onStream(round);
        sender.send(unordered ? next.asUnordered() : next);
      }
    }
  }
}
