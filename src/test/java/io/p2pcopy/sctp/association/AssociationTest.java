package io.p2pcopy.sctp.association;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.p2pcopy.sctp.AssociationEvent;
import io.p2pcopy.sctp.AssociationEvent.CloseReason;
import io.p2pcopy.sctp.Pump;
import io.p2pcopy.sctp.SctpConfig;
import io.p2pcopy.sctp.SctpState;
import io.p2pcopy.sctp.packet.ChunkType;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AssociationTest {

  private static final long SECOND = 1000 * Pump.MILLISECOND;

  @Test
  void bothSidesThatConnectAtOnceAreEstablished() {
    var pump = Pump.connected();

    assertThat(pump.left.state()).isEqualTo(SctpState.ESTABLISHED);
    assertThat(pump.right.state()).isEqualTo(SctpState.ESTABLISHED);
    assertThat(pump.leftEvents).containsExactly(new AssociationEvent.Established(65_535, 65_535));
    assertThat(pump.rightEvents).containsExactly(new AssociationEvent.Established(65_535, 65_535));
  }

  @Test
  void oneSideThatConnectsIsEnough() {
    var pump = new Pump();
    pump.left.connect(pump.now);
    pump.run(2 * 2 * Pump.DELAY);

    assertThat(pump.left.state()).isEqualTo(SctpState.ESTABLISHED);
    assertThat(pump.right.state()).isEqualTo(SctpState.ESTABLISHED);
  }

  @Test
  void theSmallerNumberOfStreamsCounts() {
    var pump =
        Pump.connected(
            SctpConfig.defaults().withStreams(100, 30), SctpConfig.defaults().withStreams(20, 70));

    assertThat(pump.leftEvents).containsExactly(new AssociationEvent.Established(70, 20));
    assertThat(pump.rightEvents).containsExactly(new AssociationEvent.Established(20, 70));
    assertThatThrownBy(() -> pump.sendLeft(70, new byte[1]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anyHandshakePacketMayBeLostOnce() {
    for (int lostLeft = -1; lostLeft < 4; lostLeft++) {
      for (int lostRight = -1; lostRight < 4; lostRight++) {
        var pump = new Pump();
        pump.passesFromLeft = allBut(lostLeft);
        pump.passesFromRight = allBut(lostRight);
        pump.left.connect(pump.now);
        pump.right.connect(pump.now);
        pump.sendLeft(1, new byte[] {1});
        pump.run(6 * SECOND);

        assertThat(Pump.drain(pump.right, 1)).as(lostLeft + " " + lostRight).hasSize(1);
        assertThat(pump.left.state()).isEqualTo(SctpState.ESTABLISHED);
      }
    }
  }

  @Test
  void messagesOfAllSizesArriveInOrder() {
    var pump = Pump.connected();
    var sent = new ArrayList<byte[]>();
    for (int size : new int[] {1, 2, 3, 1171, 1172, 1173, 2344, 65_536, 262_144, 5}) {
      byte[] payload = Pump.bytes(size, size);
      sent.add(payload);
      pump.sendLeft(7, payload);
    }
    assertThat(pump.left.bufferedAmount(7)).isEqualTo(pump.left.bufferedAmount()).isPositive();
    pump.run(2 * SECOND);

    assertThat(Pump.drain(pump.right, 7)).containsExactlyElementsOf(sent);
    assertThat(pump.left.bufferedAmount()).isZero();
    assertThat(pump.left.stats().bytesInFlight()).isZero();
    assertThat(pump.left.stats().retransmissions()).isZero();
  }

  @Test
  void everythingArrivesInOrderThoughATenthOfThePacketsIsLost() {
    var random = new SplittableRandom(3);
    var pump = Pump.connected();
    pump.passesFromLeft = packet -> random.nextInt(10) != 0;
    pump.passesFromRight = packet -> random.nextInt(10) != 0;
    var sent = new ArrayList<byte[]>();
    for (int i = 0; i < 60; i++) {
      byte[] payload = Pump.bytes(1 + random.nextInt(60_000), i);
      sent.add(payload);
      pump.sendLeft(3, payload);
    }
    pump.run(60 * SECOND);

    assertThat(Pump.drain(pump.right, 3)).containsExactlyElementsOf(sent);
    assertThat(pump.left.stats().fastRetransmits()).isPositive();
    assertThat(pump.left.stats().bytesInFlight()).isZero();
  }

  @Test
  void aMessageOfAnotherStreamOvertakesALostPacket() {
    var pump = Pump.connected();
    var packets = new AtomicInteger();
    pump.passesFromLeft = packet -> packets.getAndIncrement() != 0;
    pump.sendLeft(1, Pump.bytes(1172, 1));
    pump.sendLeft(2, Pump.bytes(1172, 2));
    pump.run(Pump.DELAY);

    assertThat(Pump.drain(pump.right, 1)).isEmpty();
    assertThat(Pump.drain(pump.right, 2)).hasSize(1);
    pump.run(SECOND);
    assertThat(Pump.drain(pump.right, 1)).hasSize(1);
  }

  @Test
  void aLostRetransmissionIsFoundWithoutTheTimer() {
    var pump = Pump.connected();
    var lost = new AtomicInteger();
    byte[] marked = Pump.bytes(1172, 1000);
    pump.passesFromLeft = packet -> !endsWith(packet, marked) || lost.incrementAndGet() > 2;
    for (int i = 0; i < 400; i++) {
      pump.sendLeft(1, i == 5 ? marked : Pump.bytes(1172, i));
    }
    pump.run(2 * SECOND);

    assertThat(Pump.drain(pump.right, 1)).hasSize(400);
    assertThat(lost.get()).isEqualTo(3);
    assertThat(pump.left.stats().retransmissionTimeouts()).isZero();
  }

  @Test
  void aSlowReaderClosesTheWindowAndOpensItAgain() {
    var small = SctpConfig.defaults().withReceiveWindow(64 * 1024).withMaxMessageSize(16 * 1024);
    var pump = Pump.connected(SctpConfig.defaults(), small);
    for (int i = 0; i < 40; i++) {
      pump.sendLeft(1, Pump.bytes(16 * 1024, i));
    }
    pump.run(10 * SECOND);
    assertThat(pump.right.stats().receiveBuffered()).isBetween(40_000L, 64L * 1024);

    long before = pump.now;
    var received = new ArrayList<byte[]>();
    while (received.size() < 40 && pump.now < before + 20 * SECOND) {
      received.addAll(Pump.drain(pump.right, 1));
      pump.run(5 * Pump.MILLISECOND);
    }
    assertThat(received).hasSize(40);
    assertThat(pump.now - before).isLessThan(2 * SECOND);
    assertThat(pump.left.state()).isEqualTo(SctpState.ESTABLISHED);
  }

  @Test
  void aWindowThatStaysClosedForMinutesDoesNotEndTheAssociation() {
    var small = SctpConfig.defaults().withReceiveWindow(8 * 1024).withMaxMessageSize(4096);
    var pump = Pump.connected(SctpConfig.defaults().withAssociationMaxRetransmits(5), small);
    for (int i = 0; i < 10; i++) {
      pump.sendLeft(1, Pump.bytes(4096, i));
    }
    pump.run(300 * SECOND);

    assertThat(pump.left.state()).isEqualTo(SctpState.ESTABLISHED);
    var received = new ArrayList<byte[]>();
    for (int i = 0; i < 40; i++) {
      received.addAll(Pump.drain(pump.right, 1));
      pump.run(100 * Pump.MILLISECOND);
    }
    assertThat(received).hasSize(10);
  }

  @Test
  void shutdownWaitsUntilEverythingIsDelivered() {
    var pump = Pump.connected();
    pump.sendLeft(1, Pump.bytes(200_000, 1));
    pump.left.shutdown(pump.now);
    assertThat(pump.left.state()).isEqualTo(SctpState.SHUTDOWN_PENDING);
    pump.run(2 * SECOND);

    assertThat(Pump.drain(pump.right, 1)).hasSize(1);
    assertThat(last(pump.leftEvents)).isEqualTo(closed(CloseReason.SHUTDOWN));
    assertThat(last(pump.rightEvents)).isEqualTo(closed(CloseReason.SHUTDOWN));
    assertThat(pump.left.nextTimeout()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void bothEndsMayShutDownAtOnceAndLosePackets() {
    for (int lostLeft = -1; lostLeft < 4; lostLeft++) {
      for (int lostRight = -1; lostRight < 4; lostRight++) {
        var pump = Pump.connected();
        pump.passesFromLeft = allBut(lostLeft);
        pump.passesFromRight = allBut(lostRight);
        pump.left.shutdown(pump.now);
        pump.right.shutdown(pump.now);
        pump.run(10 * SECOND);

        assertThat(last(pump.leftEvents)).isEqualTo(closed(CloseReason.SHUTDOWN));
        assertThat(last(pump.rightEvents)).isEqualTo(closed(CloseReason.SHUTDOWN));
      }
    }
  }

  @Test
  void anAbortSendsTheReasonToThePeer() {
    var pump = Pump.connected();
    pump.left.abort(pump.now, "enough");
    pump.run(SECOND);

    assertThat(last(pump.leftEvents))
        .isEqualTo(new AssociationEvent.Closed(CloseReason.ABORTED, "enough"));
    assertThat(last(pump.rightEvents))
        .isEqualTo(
            new AssociationEvent.Closed(
                CloseReason.ABORTED_BY_PEER, "user-initiated abort: enough"));
  }

  @Test
  void aTransferContinuesSoonAfterAnOutageOfTenSeconds() {
    var pump = Pump.connected();
    for (int i = 0; i < 100; i++) {
      pump.sendLeft(1, Pump.bytes(10_000, i));
    }
    pump.run(25 * Pump.MILLISECOND);
    pump.passesFromLeft = packet -> false;
    pump.passesFromRight = packet -> false;
    pump.run(10 * SECOND);
    pump.passesFromLeft = packet -> true;
    pump.passesFromRight = packet -> true;
    pump.run(2 * SECOND);

    assertThat(Pump.drain(pump.right, 1)).hasSize(100);
  }

  @Test
  void aPeerThatIsGoneIsNoticed() {
    var config = SctpConfig.defaults().withAssociationMaxRetransmits(8);
    var pump = Pump.connected(config, config);
    pump.passesFromLeft = packet -> false;
    pump.sendLeft(1, new byte[1]);
    pump.run(60 * SECOND);

    assertThat(last(pump.leftEvents))
        .isInstanceOfSatisfying(
            AssociationEvent.Closed.class,
            closed -> assertThat(closed.reason()).isEqualTo(CloseReason.LOST));
  }

  @Test
  void anIdleAssociationHasNothingToDoUntilTheNextHeartbeat() {
    var pump = Pump.connected();
    pump.sendLeft(1, Pump.bytes(200_000, 1));
    pump.run(2 * SECOND);
    Pump.drain(pump.right, 1);
    pump.run(58 * SECOND);

    for (int i = 0; i < 10; i++) {
      long before = pump.now;
      pump.run(Math.min(pump.left.nextTimeout(), pump.right.nextTimeout()) - pump.now);
      pump.run(SECOND);
      assertThat(Math.min(pump.left.nextTimeout(), pump.right.nextTimeout()) - before)
          .isGreaterThan(5 * SECOND);
    }
  }

  @Test
  void aSilentPeerIsAskedByHeartbeats() {
    var config = SctpConfig.defaults().withAssociationMaxRetransmits(3);
    var pump = Pump.connected(config, config);
    pump.run(120 * SECOND);
    assertThat(pump.left.state()).isEqualTo(SctpState.ESTABLISHED);

    pump.passesFromRight = packet -> false;
    pump.run(60 * SECOND);
    assertThat(pump.left.state()).isEqualTo(SctpState.CLOSED);
  }

  @Test
  void aResetIsPerformedAfterEverythingSentBefore() {
    var pump = Pump.connected();
    pump.sendLeft(4, Pump.bytes(100_000, 1));
    pump.left.resetStreams(pump.now, 4);
    pump.sendLeft(4, Pump.bytes(10, 2));
    pump.run(2 * SECOND);

    assertThat(pump.rightEvents).contains(new AssociationEvent.IncomingStreamsReset(List.of(4)));
    assertThat(pump.leftEvents)
        .contains(new AssociationEvent.OutgoingStreamsReset(List.of(4), true));
    assertThat(Pump.drain(pump.right, 4))
        .containsExactly(Pump.bytes(100_000, 1), Pump.bytes(10, 2));
  }

  @Test
  void resetsSurviveLoss() {
    var random = new SplittableRandom(11);
    var pump = Pump.connected();
    pump.passesFromLeft = packet -> random.nextInt(5) != 0;
    pump.passesFromRight = packet -> random.nextInt(5) != 0;
    for (int round = 0; round < 20; round++) {
      pump.sendLeft(4, Pump.bytes(5000, round));
      pump.left.resetStreams(pump.now, 4);
      pump.run(20 * SECOND);
      assertThat(Pump.drain(pump.right, 4)).containsExactly(Pump.bytes(5000, round));
    }
    assertThat(
            pump.leftEvents.stream()
                .filter(AssociationEvent.OutgoingStreamsReset.class::isInstance))
        .hasSize(20);
    assertThat(
            pump.rightEvents.stream()
                .filter(AssociationEvent.IncomingStreamsReset.class::isInstance))
        .hasSize(20);
  }

  @Test
  void aMessageLargerThanAllowedEndsTheAssociation() {
    var pump =
        Pump.connected(SctpConfig.defaults(), SctpConfig.defaults().withMaxMessageSize(10_000));
    pump.sendLeft(1, new byte[10_001]);
    pump.run(SECOND);

    assertThat(pump.right.state()).isEqualTo(SctpState.CLOSED);
    assertThat(last(pump.rightEvents))
        .isInstanceOfSatisfying(
            AssociationEvent.Closed.class,
            closed -> assertThat(closed.reason()).isEqualTo(CloseReason.PROTOCOL_VIOLATION));
    assertThat(pump.left.state()).isEqualTo(SctpState.CLOSED);
  }

  @Test
  void streamsTakeTurns() {
    var pump = Pump.connected();
    for (int i = 0; i < 50; i++) {
      pump.sendLeft(1, Pump.bytes(1172, i));
    }
    pump.sendLeft(2, Pump.bytes(1172, 1));
    pump.run(Pump.DELAY);

    assertThat(Pump.drain(pump.right, 2)).hasSize(1);
    assertThat(Pump.drain(pump.right, 1)).hasSizeLessThan(50);
  }

  @Test
  void aDamagedPacketIsDroppedAndCounted() {
    var pump = Pump.connected();
    pump.passesFromLeft =
        packet -> {
          packet[packet.length - 1] ^= 1;
          return true;
        };
    pump.sendLeft(1, Pump.bytes(100, 1));
    pump.run(50 * Pump.MILLISECOND);

    assertThat(Pump.drain(pump.right, 1)).isEmpty();
    assertThat(pump.right.stats().badPackets()).isPositive();
  }

  @Test
  void everySecondPacketIsAcknowledged() {
    var pump = Pump.connected();
    var sacks = new AtomicInteger();
    pump.passesFromRight =
        packet -> {
          sacks.addAndGet(packet[12] == ChunkType.SACK ? 1 : 0);
          return true;
        };
    for (int i = 0; i < 10; i++) {
      pump.sendLeft(1, Pump.bytes(1172, i));
    }
    pump.run(SECOND);

    assertThat(sacks.get()).isLessThanOrEqualTo(6);
    assertThat(pump.left.stats().bytesInFlight()).isZero();
  }

  private static java.util.function.Predicate<byte[]> allBut(int index) {
    var count = new AtomicInteger();
    return packet -> count.getAndIncrement() != index;
  }

  private static boolean endsWith(byte[] packet, byte[] tail) {
    int from = packet.length - tail.length;
    return from >= 0 && java.util.Arrays.equals(packet, from, packet.length, tail, 0, tail.length);
  }

  private static AssociationEvent closed(CloseReason reason) {
    return new AssociationEvent.Closed(reason, "everything was delivered");
  }

  private static AssociationEvent last(List<AssociationEvent> events) {
    return events.get(events.size() - 1);
  }
}
