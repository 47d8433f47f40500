package io.p2pcopy.sctp.tx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.p2pcopy.sctp.OutgoingMessage;
import io.p2pcopy.sctp.SctpConfig;
import io.p2pcopy.sctp.cc.NewReno;
import io.p2pcopy.sctp.packet.ProtocolViolationException;
import io.p2pcopy.sctp.packet.SackChunk;
import io.p2pcopy.sctp.timer.RttEstimator;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DataSenderTest {

  private static final long FIRST = (1L << 32) + 100;
  private static final long RTT = 20_000_000;
  private static final int[] NONE = {};

  private final SctpConfig config = SctpConfig.defaults();
  private final DataSender sender =
      new DataSender(config, FIRST, new RttEstimator(config), new NewReno(1188));
  private final ByteBuffer out = ByteBuffer.allocate(1200);

  @BeforeEach
  void establish() {
    sender.onEstablished(5 << 20, 65_535, false);
  }

  @Test
  void twoLaterPacketsDoNotCountAsALossAndThreeDo() throws Exception {
    queue(10);
    assertThat(sendAll(0)).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);

    sender.onSack(RTT, gap(-1, 2, 3));
    assertThat(sendAll(RTT)).isEmpty();
    sender.onSack(RTT, gap(-1, 2, 4));
    assertThat(sendAll(RTT)).containsExactly(0);
    assertThat(sender.fastRetransmits()).isEqualTo(1);
  }

  @Test
  void aChunkIsFastRetransmittedOnlyOnceForTheSameReports() throws Exception {
    queue(10);
    sendAll(0);
    sender.onSack(RTT, gap(-1, 2, 4));
    assertThat(sendAll(RTT)).containsExactly(0);

    for (int end = 5; end <= 10; end++) {
      sender.onSack(RTT, gap(-1, 2, end));
    }
    assertThat(sendAll(RTT)).isEmpty();
  }

  @Test
  void aSackWithoutGapsThatWereThereBeforeTakesNothingBack() throws Exception {
    queue(10);
    sendAll(0);
    sender.onSack(RTT, gap(-1, 2, 3));
    long before = sender.bytesInFlight();
    sender.onSack(RTT, new SackChunk((int) FIRST - 1, 5 << 20, NONE, NONE));

    assertThat(sender.bytesInFlight()).isEqualTo(before);
  }

  @Test
  void aCumulativeAckThatStopsShortOfAnAcknowledgedChunkTakesItBack() throws Exception {
    queue(3);
    sendAll(0);
    sender.onSack(RTT, gap(-1, 2, 2));
    sender.onSack(RTT, new SackChunk((int) FIRST, 5 << 20, NONE, NONE));

    assertThat(sendAll(RTT)).containsExactly(1);
  }

  @Test
  void anOldSackIsIgnored() throws Exception {
    queue(5);
    sendAll(0);
    sender.onSack(RTT, new SackChunk((int) FIRST + 3, 5 << 20, NONE, NONE));
    sender.onSack(RTT, new SackChunk((int) FIRST + 1, 0, NONE, NONE));

    assertThat(sender.peerWindow()).isPositive();
    assertThat(sender.cumulativeTsnAck()).isEqualTo(FIRST + 3);
  }

  @Test
  void aSackForSomethingNeverSentIsAViolation() {
    queue(1);
    sendAll(0);

    assertThatThrownBy(
            () -> sender.onSack(RTT, new SackChunk((int) FIRST + 1, 5 << 20, NONE, NONE)))
        .isInstanceOf(ProtocolViolationException.class);
  }

  @Test
  void absurdGapBlocksDoNoHarm() throws Exception {
    queue(5);
    sendAll(0);
    int[] gaps = {
      SackChunk.gapBlock(0, 0),
      SackChunk.gapBlock(1, 65_535),
      SackChunk.gapBlock(9, 3),
      SackChunk.gapBlock(65_535, 65_535),
      SackChunk.gapBlock(4, 65_535)
    };
    sender.onSack(RTT, new SackChunk((int) FIRST - 1, 5 << 20, gaps, NONE));

    assertThat(sender.cumulativeTsnAck()).isEqualTo(FIRST - 1);
    // The fourth and the fifth are acknowledged, and so the first two are lost.
    assertThat(sender.bytesInFlight()).isEqualTo(1188);
  }

  @Test
  void theWindowOfThePeerIsKept() throws Exception {
    sender.onEstablished(3000, 65_535, false);
    queue(5);
    assertThat(sendAll(0)).containsExactly(0, 1);

    sender.onSack(RTT, new SackChunk((int) FIRST + 1, 0, NONE, NONE));
    assertThat(sendAll(RTT)).as("the probe").containsExactly(2);
    sender.handleTimeout(sender.nextTimeout());
    assertThat(sendAll(RTT)).as("the probe again").containsExactly(2);
    sender.onSack(2 * RTT, new SackChunk((int) FIRST + 2, 9000, NONE, NONE));
    assertThat(sendAll(2 * RTT)).containsExactly(3, 4);
  }

  @Test
  void theTimerSendsOnePacketFirst() throws Exception {
    queue(10);
    sendAll(0);
    long deadline = sender.nextTimeout();
    sender.handleTimeout(deadline - 1);
    assertThat(sendAll(deadline - 1)).isEmpty();

    sender.handleTimeout(deadline);
    assertThat(sendAll(deadline)).containsExactly(0);
    assertThat(sender.timeouts()).isEqualTo(1);
  }

  @Test
  void theTimerStopsWhenEverythingIsAcknowledged() throws Exception {
    queue(3);
    sendAll(0);
    sender.onSack(RTT, new SackChunk((int) FIRST + 2, 5 << 20, NONE, NONE));

    assertThat(sender.nextTimeout()).isEqualTo(Long.MAX_VALUE);
    assertThat(sender.isDone()).isTrue();
  }

  @Test
  void smallMessagesShareAPacketAndTheLastAsksForAnAnswer() {
    for (int i = 0; i < 3; i++) {
      sender.enqueue(new OutgoingMessage(1, 51, new byte[10], false));
    }
    sender.writeChunks(0, out.clear());

    assertThat(out.position()).isEqualTo(3 * 28);
    assertThat(out.get(1)).isEqualTo((byte) 3);
    assertThat(out.get(28 + 1)).isEqualTo((byte) 3);
    assertThat(out.get(56 + 1)).isEqualTo((byte) 11);
  }

  private void queue(int packets) {
    for (int i = 0; i < packets; i++) {
      sender.enqueue(new OutgoingMessage(1, 51, new byte[1172], false));
    }
  }

  /** Returns which TSNs leave, counted from the first one. */
  private List<Integer> sendAll(long now) {
    var tsns = new ArrayList<Integer>();
    while (sender.writeChunks(now, out.clear().limit(1188))) {
      tsns.add(out.getInt(4) - (int) FIRST);
    }
    return tsns;
  }

  private static SackChunk gap(int cumulative, int start, int end) {
    int[] gaps = {SackChunk.gapBlock(start, end)};
    return new SackChunk((int) FIRST + cumulative, 5 << 20, gaps, NONE);
  }
}
