package io.p2pcopy.sctp.scenario;

import static io.p2pcopy.sctp.sim.ImpolitePeer.FIRST_TSN;
import static io.p2pcopy.sctp.sim.Units.millis;
import static io.p2pcopy.sctp.sim.Units.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.p2pcopy.sctp.AssociationEvent;
import io.p2pcopy.sctp.AssociationEvent.IncomingStreamsReset;
import io.p2pcopy.sctp.IncomingMessage;
import io.p2pcopy.sctp.OutgoingMessage;
import io.p2pcopy.sctp.SctpConfig;
import io.p2pcopy.sctp.SctpState;
import io.p2pcopy.sctp.sim.ImpolitePeer;
import io.p2pcopy.sctp.sim.SeenPacket;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an association does with a peer that does not behave as expected and breaks no rule. */
class ImpolitePeerTest {
  private static final int IN_PROGRESS = 6;
  private static final int PERFORMED = 1;
  private static final int BAD_SEQUENCE_NUMBER = 5;

  private final ImpolitePeer peer = new ImpolitePeer(SctpConfig.defaults()).connect();

  @Test
  void resetsThatAreRequestedBeforeTheLastWasAnsweredAreAllPerformed() {
    // The message before both resets is late.
    peer.sendReset(FIRST_TSN, FIRST_TSN, 1);
    peer.sendReset(FIRST_TSN + 1, FIRST_TSN + 1, 2);
    assertThat(peer.resetResults()).containsExactly(IN_PROGRESS, IN_PROGRESS);

    peer.sendData(FIRST_TSN, 1, 0, new byte[1]);
    peer.sendData(FIRST_TSN + 1, 2, 0, new byte[1]);
    peer.sendReset(FIRST_TSN, FIRST_TSN, 1);
    peer.sendReset(FIRST_TSN + 1, FIRST_TSN + 1, 2);

    assertThat(peer.resetResults()).containsExactly(PERFORMED, PERFORMED);
    assertThat(resets()).containsExactly(List.of(1), List.of(2));
  }

  @Test
  void aSecondResetOfAStreamThatWaitsLikeTheFirstIsPerformedAfterIt() {
    peer.sendReset(FIRST_TSN, FIRST_TSN, 1);
    peer.sendData(FIRST_TSN + 1, 1, 0, new byte[] {2});
    peer.sendReset(FIRST_TSN + 1, FIRST_TSN + 1, 1);
    peer.sendData(FIRST_TSN + 2, 1, 0, new byte[] {3});
    peer.sendData(FIRST_TSN, 1, 0, new byte[] {1});

    assertThat(resets()).containsExactly(List.of(1), List.of(1));
    for (int i = 1; i <= 3; i++) {
      assertThat(peer.association().receive(1))
          .extracting(IncomingMessage::payload)
          .isEqualTo(new byte[] {(byte) i});
    }
  }

  @Test
  void aRequestWhosePredecessorWasLostIsPerformedWhenBothAreRepeated() {
    peer.sendReset(FIRST_TSN + 1, FIRST_TSN - 1, 2);
    assertThat(peer.resetResults()).isEmpty();
    peer.sendReset(FIRST_TSN, FIRST_TSN - 1, 1);
    peer.sendReset(FIRST_TSN + 1, FIRST_TSN - 1, 2);
    peer.sendReset(FIRST_TSN + 1000, FIRST_TSN - 1, 3);

    assertThat(peer.resetResults()).containsExactly(PERFORMED, PERFORMED, BAD_SEQUENCE_NUMBER);
    assertThat(resets()).containsExactly(List.of(1), List.of(2));
  }

  @Test
  void endlessResetsTakeNoMemoryAndEndNothing() {
    for (int i = 0; i < 10_000; i++) {
      peer.sendReset(FIRST_TSN + i, FIRST_TSN + 50_000 + i, 1);
    }

    assertThat(peer.association().state()).isEqualTo(SctpState.ESTABLISHED);
    assertThat(resets()).isEmpty();
  }

  @Test
  void fortyThousandOrderedMessagesMayWaitForOneThatIsMissing() {
    var config = SctpConfig.defaults().withReceiveWindow(8 << 20);
    var peer = new ImpolitePeer(config).connect();
    int count = 40_000;
    for (int i = 1; i < count; i++) {
      peer.sendData(FIRST_TSN + i, 1, i, new byte[] {(byte) i});
    }
    assertThat(peer.association().receive(1)).isNull();
    peer.sendData(FIRST_TSN, 1, 0, new byte[] {0});

    for (int i = 0; i < count; i++) {
      assertThat(peer.association().receive(1))
          .extracting(IncomingMessage::payload)
          .isEqualTo(new byte[] {(byte) i});
    }
    assertThat(peer.association().stats().receiveBuffered()).isZero();
  }

  @Test
  void fragmentsThatComeAfterTheirMessageWasGivenUpTakeNoWindow() {
    var peer = new ImpolitePeer(SctpConfig.defaults().withInterleaving(true)).connect();
    for (boolean unordered : new boolean[] {false, true}) {
      int tsn = FIRST_TSN + (unordered ? 10 : 0);
      int flags = unordered ? 4 : 0;
      peer.send(peer.packet().interleaved(flags | 2, tsn, 1, 0, 53, new byte[100]));
      byte[] skip =
          ByteBuffer.allocate(12)
              .putInt(tsn + 1)
              .putShort((short) 1)
              .putShort((short) (unordered ? 1 : 0))
              .putInt(0)
              .array();
      peer.send(194, 0, skip);
      // Its third fragment has been on a longer way.
      peer.send(peer.packet().interleaved(flags, tsn + 2, 1, 0, 2, new byte[100]));
      assertThat(peer.association().stats().receiveBuffered()).isZero();
      for (int i = 3; i < 10; i++) {
        peer.send(peer.packet().interleaved(4 | 3, tsn + i, 2, i, 53, new byte[1]));
      }
      while (peer.association().receive(2) != null) {
        peer.poll();
      }
    }

    peer.send(peer.packet().interleaved(3, FIRST_TSN + 20, 1, 1, 53, new byte[] {7}));
    assertThat(peer.association().receive(1))
        .extracting(IncomingMessage::payload)
        .isEqualTo(new byte[] {7});
  }

  @Test
  void aPeerThatAnswersHeartbeatsIsThereThoughItAcknowledgesNothing() {
    var config = SctpConfig.defaults().withAssociationMaxRetransmits(60);
    var peer = new ImpolitePeer(config).connect();
    peer.association().send(peer.now(), new OutgoingMessage(1, 53, new byte[10], false));
    for (int i = 0; i < 3000; i++) {
      peer.run(millis(100));
      for (SeenPacket packet : peer.takeSeen()) {
        answerHeartbeats(peer, packet);
      }
    }

    assertThat(peer.association().stats().retransmissionTimeouts()).isGreaterThan(100);
    assertThat(peer.association().state()).isEqualTo(SctpState.ESTABLISHED);
  }

  private static void answerHeartbeats(ImpolitePeer peer, SeenPacket packet) {
    for (SeenPacket.Chunk chunk : packet.chunks()) {
      if (chunk.type() == SeenPacket.HEARTBEAT) {
        byte[] information = new byte[chunk.length() - 4];
        ByteBuffer.wrap(packet.bytes()).get(chunk.start() + 4, information);
        peer.send(SeenPacket.HEARTBEAT_ACK, 0, information);
      }
    }
  }

  @Test
  void eachRepeatedShutdownIsAnsweredAtOnce() {
    for (int i = 0; i < 5; i++) {
      peer.send(SeenPacket.SHUTDOWN, 0, ackOf(-1));
      assertThat(peer.takeSeen())
          .as("answer %d", i)
          .anyMatch(packet -> packet.has(SeenPacket.SHUTDOWN_ACK));
    }
  }

  @Test
  void dataAfterThePeersOwnShutdownIsIgnored() {
    peer.association().send(peer.now(), new OutgoingMessage(1, 53, new byte[10], false));
    peer.poll();
    peer.send(SeenPacket.SHUTDOWN, 0, ackOf(-1));
    assertThat(peer.association().state()).isEqualTo(SctpState.SHUTDOWN_RECEIVED);
    peer.sendData(FIRST_TSN, 1, 0, new byte[10]);

    assertThat(peer.association().receive(1)).isNull();
    assertThat(peer.association().state()).isEqualTo(SctpState.SHUTDOWN_RECEIVED);
    peer.send(SeenPacket.SHUTDOWN, 0, ackOf(0));
    assertThat(peer.association().state()).isEqualTo(SctpState.SHUTDOWN_ACK_SENT);
  }

  @Test
  void whatAPeerSendsWhileWeCloseIsStillReceived() {
    peer.association().shutdown(peer.now());
    peer.poll();
    for (int i = 0; i < 100; i++) {
      peer.sendData(FIRST_TSN + i, 1, i, new byte[10]);
      assertThat(peer.association().receive(1)).isNotNull();
    }
    assertThat(peer.takeSeen()).filteredOn(packet -> packet.has(SeenPacket.SHUTDOWN)).hasSize(101);
    assertThat(peer.association().state()).isEqualTo(SctpState.SHUTDOWN_SENT);
  }

  @Test
  void aMessageCanBeQueuedBetweenThePeersShutdownAndItsAnswer() {
    peer.association().handlePacket(peer.now(), shutdownPacket());
    assertThat(peer.association().acceptsMessages()).isTrue();
    peer.association().send(peer.now(), new OutgoingMessage(1, 53, new byte[10], false));
    peer.poll();

    assertThat(peer.takeSeen())
        .anyMatch(SeenPacket::hasData)
        .noneMatch(packet -> packet.has(SeenPacket.SHUTDOWN_ACK));
    assertThat(peer.events()).contains(new AssociationEvent.PeerShutdown());
    peer.send(SeenPacket.SHUTDOWN, 0, ackOf(0));
    assertThat(peer.takeSeen()).anyMatch(packet -> packet.has(SeenPacket.SHUTDOWN_ACK));
    assertThat(peer.association().acceptsMessages()).isFalse();
  }

  @Test
  void aPeerWithOneStreamIsSentNothingOnOthers() {
    var peer = new ImpolitePeer(SctpConfig.defaults()).withStreams(1).connect();

    assertThat(peer.association().bidirectionalStreams()).isEqualTo(1);
    peer.sendData(FIRST_TSN, 7, 0, new byte[1]);
    assertThat(peer.takeSeen()).anyMatch(packet -> packet.has(SeenPacket.ERROR));
    peer.run(seconds(1));
    assertThat(peer.association().state()).isEqualTo(SctpState.ESTABLISHED);
  }

  private ByteBuffer shutdownPacket() {
    return ByteBuffer.wrap(peer.packet().chunk(SeenPacket.SHUTDOWN, 0, ackOf(-1)).build());
  }

  /** Returns the value of a SHUTDOWN that acknowledges so many TSNs after the first. */
  private byte[] ackOf(int tsns) {
    return ByteBuffer.allocate(4).putInt(peer.theirFirstTsn() + tsns).array();
  }

  private List<List<Integer>> resets() {
    return peer.events().stream()
        .filter(IncomingStreamsReset.class::isInstance)
        .map(event -> ((IncomingStreamsReset) event).streamIds())
        .toList();
  }
}
