package io.p2pcopy.sctp.scenario;

import static io.p2pcopy.sctp.sim.MessageSpec.message;
import static io.p2pcopy.sctp.sim.PathProperty.loss;
import static io.p2pcopy.sctp.sim.PathProperty.rate;
import static io.p2pcopy.sctp.sim.PathProperty.rtt;
import static io.p2pcopy.sctp.sim.SeenPacket.DATA;
import static io.p2pcopy.sctp.sim.SeenPacket.SACK;
import static io.p2pcopy.sctp.sim.SeenPacket.containing;
import static io.p2pcopy.sctp.sim.Units.KIB;
import static io.p2pcopy.sctp.sim.Units.MIB;
import static io.p2pcopy.sctp.sim.Units.megabits;
import static io.p2pcopy.sctp.sim.Units.millis;
import static io.p2pcopy.sctp.sim.Units.seconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.p2pcopy.sctp.SctpConfig;
import io.p2pcopy.sctp.sim.AssociationPair;
import io.p2pcopy.sctp.sim.PacketForge;
import io.p2pcopy.sctp.sim.SeedReport;
import io.p2pcopy.sctp.sim.VirtualPath;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SeedReport.class)
class ReceiveWindowTest {
  private static final int WINDOW = 512 * KIB;

  /** A probe of one packet may be buffered beyond the window. */
  private static final int SLACK = 1_200;

  private final VirtualPath path = VirtualPath.with(rtt(millis(20)), rate(megabits(100)));
  private final AssociationPair pair =
      AssociationPair.connectedOver(path, SctpConfig.defaults().withReceiveWindow(WINDOW));

  @Test
  void aReceiverThatDoesNotReadStopsTheSenderAtItsWindow() {
    pair.right().stopReading();
    pair.left().sendContinuously(message(16 * KIB), 1_000);

    pair.runFor(seconds(60));

    assertThat(pair.right().stats().receiveBuffered())
        .isBetween(WINDOW - 2L * SLACK, WINDOW + SLACK + 0L);
    assertThat(pair.left().stats().peerReceiveWindow()).isLessThan(2_400);
    assertThat(pair.left().isEstablished()).isTrue();
    // What the sender holds in memory: its queue, and what it has sent and not had acknowledged.
    assertThat(pair.left().bufferedAmount()).isLessThanOrEqualTo(MIB + 16 * KIB);
  }

  @Test
  void aClosedWindowIsProbedSparingly() {
    pair.right().stopReading();
    pair.left().sendContinuously(message(16 * KIB), 1_000);
    pair.runFor(seconds(5));
    long before = path.fromLeft().counters().offered();

    pair.runFor(seconds(60));

    long probes = path.fromLeft().counters().offered() - before;
    assertThat(probes).isBetween(5L, 400L);
  }

  @Test
  void aTransferContinuesImmediatelyWhenTheWindowReopens() {
    pair.right().stopReading();
    pair.left().sendContinuously(message(16 * KIB), 100);
    pair.runFor(seconds(30));
    pair.restartStopwatch();

    pair.right().readEverything();
    pair.runUntilDelivered();

    // 1.1 MB remain: 90 ms of the line, a few round trips to fill it.
    assertThat(pair.elapsed()).isLessThan(millis(500));
  }

  @Test
  void aLostWindowUpdateDoesNotStopTheTransferForGood() {
    pair.right().stopReading();
    pair.left().sendContinuously(message(16 * KIB), 100);
    pair.runFor(seconds(30));
    path.dropNext(3).packetsFromRight();
    pair.restartStopwatch();

    pair.right().readEverything();
    pair.runUntilDelivered();

    // The probe finds the open window: at most a timeout that has backed off to a second, twice.
    assertThat(pair.elapsed()).isLessThan(millis(3_500));
  }

  @Test
  void aWindowThatStaysClosedForTenMinutesIsNoReasonToGiveUp() {
    pair.right().stopReading();
    pair.left().sendContinuously(message(16 * KIB), 100);

    pair.runFor(seconds(600));
    pair.right().readEverything();
    pair.runUntilDelivered();

    assertThat(pair.right().received()).isEqualTo(100);
  }

  @Test
  void aSlowReaderSetsThePaceOfTheTransfer() {
    pair.right().readSlowly(500_000);
    pair.left().sendContinuously(message(16 * KIB), 1_000);
    pair.runFor(seconds(5));
    long before = pair.right().receivedBytes();

    pair.runFor(seconds(20));

    assertThat((double) (pair.right().receivedBytes() - before))
        .isCloseTo(20 * 500_000.0, within(400_000.0));
    assertThat(pair.right().stats().receiveBuffered()).isLessThanOrEqualTo(WINDOW + SLACK);
    // A reader that is slow is no loss: hardly anything is sent twice.
    assertThat(pair.left().stats().retransmissions()).isLessThan(100);
  }

  @Test
  void aSlowReaderUnderLossGetsEverythingToo() {
    path.change(loss(0.02));
    pair.right().readSlowly(2_000_000);
    pair.left().sendContinuously(message(100_000), 100);

    pair.runUntilDelivered();

    assertThat(pair.right().received()).isEqualTo(100);
  }

  @Test
  void aMessageAsLargeAsTheWindowGetsThrough() {
    var config = SctpConfig.defaults().withReceiveWindow(256 * KIB);
    var narrow = AssociationPair.connectedOver(path, config);
    path.change(loss(0.02));
    for (int i = 0; i < 20; i++) {
      narrow.left().send(message(256 * KIB).onStream(i % 3));
    }

    narrow.runUntilDelivered();

    assertThat(narrow.right().received()).isEqualTo(20);
  }

  @Test
  void aWindowTooSmallForAPacketIsNoReasonToGiveUpEither() {
    List<Integer> tsns = new ArrayList<>();
    List<Integer> tags = new ArrayList<>();
    pair.left().send(message(1_000));
    pair.runUntilDelivered();
    path.fromLeft().observe(packet -> tsns.addAll(packet.tsns()));
    path.fromRight().observe(packet -> tags.add(packet.verificationTag()));
    pair.runFor(seconds(20));
    path.dropEvery().packetsFromLeft(containing(DATA));
    pair.left().send(message(100_000));
    pair.runFor(0);
    // Some implementations tell the last byte of their window and drop what is larger.
    for (int second = 0; second < 300; second++) {
      byte[] window = ByteBuffer.allocate(12).putInt(tsns.get(0) - 1).putInt(500).array();
      pair.left().inject(PacketForge.packet(tags.get(0)).chunk(SACK, 0, window).build());
      pair.runFor(seconds(1));
    }

    assertThat(pair.left().isEstablished()).isTrue();
    assertThat(tsns.size()).isGreaterThan(100);
  }

  @Test
  void manyTinyMessagesDoNotOutgrowTheWindow() {
    pair.right().stopReading();
    pair.left().sendContinuously(message(1), 200_000, 10_000);

    pair.runFor(seconds(60));

    assertThat(pair.right().stats().receiveBuffered()).isLessThanOrEqualTo(WINDOW + SLACK);
    pair.right().readEverything();
    pair.runUntilDelivered();
    assertThat(pair.right().received()).isEqualTo(200_000);
  }
}
