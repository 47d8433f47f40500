package io.p2pcopy.sctp.rx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.p2pcopy.sctp.AssociationEvent;
import io.p2pcopy.sctp.IncomingMessage;
import io.p2pcopy.sctp.SctpConfig;
import io.p2pcopy.sctp.packet.DataChunk;
import io.p2pcopy.sctp.packet.ForwardTsnChunk;
import io.p2pcopy.sctp.packet.ProtocolViolationException;
import io.p2pcopy.sctp.packet.SackChunk;
import io.p2pcopy.sctp.timer.RttEstimator;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import org.junit.jupiter.api.Test;

class DataReceiverTest {

  private static final int BEGIN = DataChunk.BEGIN;
  private static final int END = DataChunk.END;
  private static final int WHOLE = BEGIN | END;

  private final ArrayDeque<AssociationEvent> events = new ArrayDeque<>();
  private final SctpConfig config =
      SctpConfig.defaults().withReceiveWindow(10_000).withMaxMessageSize(5000);
  private final DataReceiver receiver =
      new DataReceiver(config, 1L << 32, 10, false, false, new RttEstimator(config), events);

  @Test
  void theFirstPacketIsAcknowledgedAtOnceThenEverySecond() throws Exception {
    assertThat(dueAfter(0, 0)).isTrue();
    assertThat(dueAfter(1, 1)).isFalse();
    assertThat(dueAfter(2, 2)).isTrue();
  }

  @Test
  void aSinglePacketIsAcknowledgedAfterTheDelay() throws Exception {
    dueAfter(0, 0);
    dueAfter(1, 1);
    assertThat(receiver.nextTimeout()).isEqualTo(config.sackDelay());
    receiver.handleTimeout(config.sackDelay());

    assertThat(receiver.isSackDue()).isTrue();
  }

  @Test
  void aGapADuplicateAndTheImmediateBitAreAnsweredAtOnce() throws Exception {
    dueAfter(0, 0);
    assertThat(dueAfter(2, 2)).as("gap").isTrue();
    assertThat(dueAfter(1, 1)).as("gap closed").isTrue();
    assertThat(dueAfter(2, 2)).as("duplicate").isTrue();
    receiver.onData(chunk(WHOLE | DataChunk.IMMEDIATE, 3, 0, 3, 10));
    assertThat(receiver.isSackDue()).as("I bit").isTrue();
  }

  @Test
  void whatDoesNotFitIntoTheWindowIsDroppedAndNotAcknowledged() throws Exception {
    for (int i = 0; i < 12; i++) {
      receiver.onData(chunk(WHOLE, i, 0, i, 1000));
    }

    assertThat(receiver.buffered()).isEqualTo(10_000);
    assertThat(receiver.dropped()).isEqualTo(2);
    assertThat(receiver.takeSack(1000).cumulativeTsnAck()).isEqualTo(9);
    assertThat(receiver.takeSack(1000).advertisedWindow()).isZero();
  }

  @Test
  void takingMessagesTellsThePeerThatTheWindowIsOpenAgain() throws Exception {
    for (int i = 0; i < 10; i++) {
      receiver.onData(chunk(WHOLE, i, 0, i, 1000));
    }
    receiver.takeSack(1000);
    receiver.receive(0);
    assertThat(receiver.isSackDue()).as("a silly window").isFalse();
    for (int i = 0; i < 4; i++) {
      receiver.receive(0);
    }

    assertThat(receiver.isSackDue()).isTrue();
    assertThat(receiver.takeSack(1000).advertisedWindow()).isBetween(4000L, 5000L);
  }

  @Test
  void aStreamThatDoesNotExistIsReportedAndItsDataAcknowledged() throws Exception {
    assertThat(receiver.onData(chunk(WHOLE, 0, 10, 0, 10))).isFalse();
    assertThat(receiver.onData(chunk(WHOLE, 1, 9, 0, 10))).isTrue();

    assertThat(receiver.cumulativeTsn()).isEqualTo((1L << 32) + 1);
    assertThat(receiver.buffered()).isEqualTo(10);
  }

  @Test
  void fragmentsThatDoNotBelongTogetherAreAViolation() throws Exception {
    assertViolation(chunk(END, 0, 0, 0, 10));
    receiver.onData(chunk(BEGIN, 1, 0, 0, 10));
    assertViolation(chunk(BEGIN, 2, 0, 1, 10));
    receiver.onData(chunk(BEGIN, 6, 1, 0, 10));
    assertViolation(chunk(END, 7, 2, 0, 10));
  }

  @Test
  void aForwardTsnGivesUpWhatIsMissingAndDeliversWhatIsThere() throws Exception {
    receiver.onData(chunk(BEGIN, 0, 0, 0, 10));
    receiver.onData(chunk(WHOLE, 3, 0, 1, 20));
    assertThat(receiver.receive(0)).isNull();
    receiver.onForwardTsn(new ForwardTsnChunk(2, new int[] {0}));

    IncomingMessage message = receiver.receive(0);
    assertThat(message).isNotNull().extracting(m -> m.payload().length).isEqualTo(20);
    assertThat(receiver.cumulativeTsn()).isEqualTo((1L << 32) + 3);
    assertThat(receiver.buffered()).isZero();
  }

  @Test
  void aForwardTsnFarAheadDoesNoHarm() throws Exception {
    receiver.onData(chunk(BEGIN, 5, 0, 0, 10));
    receiver.onForwardTsn(new ForwardTsnChunk(0x7fff_0000, new int[] {-1, 0}));
    receiver.onData(chunk(WHOLE, 0x7fff_0001, 0, 1, 10));

    assertThat(receiver.receive(0)).isNotNull();
    assertThat(receiver.buffered()).isZero();
  }

  @Test
  void aResetWaitsForWhatWasSentBeforeAndHoldsWhatCameAfter() throws Exception {
    receiver.onData(chunk(WHOLE, 1, 3, 1, 20));
    assertThat(receiver.resetStreams((1L << 32) + 1, new int[] {3})).isFalse();
    receiver.onData(chunk(WHOLE, 2, 3, 0, 30));
    assertThat(events).isEmpty();
    receiver.onData(chunk(WHOLE, 0, 3, 0, 10));

    assertThat(events)
        .containsExactly(
            new AssociationEvent.Readable(3),
            new AssociationEvent.IncomingStreamsReset(List.of(3)));
    for (int length : new int[] {10, 20, 30}) {
      assertThat(receiver.receive(3))
          .isNotNull()
          .extracting(m -> m.payload().length)
          .isEqualTo(length);
    }
  }

  @Test
  void gapBlocksThatHaveNoRoomFollowInTheNextSackOfAPeerThatRemembersThem() throws Exception {
    var receiver =
        new DataReceiver(
            config, 1L << 32, 10, false, true, new RttEstimator(config), new ArrayDeque<>());
    for (int tsn : new int[] {2, 4, 5, 7, 9, 11}) {
      receiver.onData(chunk(WHOLE, tsn, 0, 0, 10));
    }
    int room = SackChunk.FIXED + 2 * 4;

    assertThat(receiver.takeSack(room).gapBlocks()).containsExactly(block(3, 3), block(5, 6));
    assertThat(receiver.takeSack(room).gapBlocks()).containsExactly(block(8, 8), block(10, 10));
    assertThat(receiver.takeSack(room).gapBlocks()).containsExactly(block(12, 12));
    assertThat(receiver.takeSack(room).gapBlocks()).containsExactly(block(3, 3), block(5, 6));
    receiver.onData(chunk(WHOLE, 0, 0, 0, 10));
    receiver.onData(chunk(WHOLE, 1, 0, 0, 10));
    receiver.onData(chunk(WHOLE, 3, 0, 0, 10));

    // All up to 5 has arrived; what was told of last came before that.
    assertThat(receiver.takeSack(room).gapBlocks()).containsExactly(block(2, 2), block(4, 4));
  }

  @Test
  void anyOtherPeerIsToldOfTheLowestGapBlocksEachTime() throws Exception {
    for (int tsn : new int[] {2, 4, 6}) {
      receiver.onData(chunk(WHOLE, tsn, 0, 0, 10));
    }
    int room = SackChunk.FIXED + 2 * 4;

    assertThat(receiver.takeSack(room).gapBlocks()).containsExactly(block(3, 3), block(5, 5));
    assertThat(receiver.takeSack(room).gapBlocks()).containsExactly(block(3, 3), block(5, 5));
  }

  private static int block(int start, int end) {
    return SackChunk.gapBlock(start, end);
  }

  private boolean dueAfter(int tsn, int ssn) throws ProtocolViolationException {
    receiver.onData(chunk(WHOLE, tsn, 0, ssn, 10));
    receiver.endOfPacket(0);
    boolean due = receiver.isSackDue();
    if (due) {
      receiver.takeSack(1000);
    }
    return due;
  }

  private void assertViolation(DataChunk chunk) {
    assertThatThrownBy(() -> receiver.onData(chunk)).isInstanceOf(ProtocolViolationException.class);
  }

  private static DataChunk chunk(int flags, int tsn, int streamId, int ssn, int length) {
    return new DataChunk(
        false, flags, tsn, streamId, ssn, 51, 0, ByteBuffer.allocate(length), 0, length);
  }
}
