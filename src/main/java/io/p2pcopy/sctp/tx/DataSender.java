package io.p2pcopy.sctp.tx;

import io.p2pcopy.sctp.OutgoingMessage;
import io.p2pcopy.sctp.SctpConfig;
import io.p2pcopy.sctp.cc.AckSample;
import io.p2pcopy.sctp.cc.CongestionController;
import io.p2pcopy.sctp.packet.Chunk;
import io.p2pcopy.sctp.packet.CommonHeader;
import io.p2pcopy.sctp.packet.DataChunk;
import io.p2pcopy.sctp.packet.ProtocolViolationException;
import io.p2pcopy.sctp.packet.SackChunk;
import io.p2pcopy.sctp.packet.Tsn;
import java.nio.ByteBuffer;
import java.util.List;

/** The sending side of an association: messages in, DATA chunks out, SACKs back in. */
public final class DataSender {

  private static final long NEVER = Long.MAX_VALUE;

  /** Smaller rests of a packet are not filled with a fragment that is not the last one. */
  private static final int SMALLEST_FRAGMENT = 256;

  private final SendQueue queue = new SendQueue();
  private final InFlight inFlight;
  private final RttEstimator rtt;
  private final CongestionController congestion;
  private final LossDetector lossDetector;
  private final DeliveryRate deliveryRate = new DeliveryRate();
  private final Recovery recovery = new Recovery();
  private final int largestFragment;

  private long advertisedWindow;
  private long timerDeadline = NEVER;
  private long lastSent = NEVER;
  private long packetNumber;

  /** RFC 9260, 7.2.4: the first packet of a fast retransmit ignores the congestion window. */
  private boolean retransmitAtOnce;

  /** A chunk was sent although the peer's window had no room for it. */
  private boolean probingWindow;

  private int expiriesInARow;
  private long retransmissions;
  private long timeouts;

  /**
   * @param initialTsn unwrapped
   */
  public DataSender(
      SctpConfig config, long initialTsn, RttEstimator rtt, CongestionController congestion) {
    this.inFlight = new InFlight(initialTsn);
    this.rtt = rtt;
    this.congestion = congestion;
    this.lossDetector = new PacketThreshold(rtt);
    this.largestFragment = largestFragment(config);
  }

  /** Returns the bytes of user data that a packet has room for. */
  public static int largestFragment(SctpConfig config) {
    return (config.maxPacketSize() - CommonHeader.LENGTH - DataChunk.HEADER) & ~3;
  }

  /**
   * The handshake has told what the peer takes.
   *
   * @return streams that do not exist there, whose messages are dropped
   */
  public List<Integer> onEstablished(long window, int streamLimit) {
    advertisedWindow = window;
    return queue.dropFrom(streamLimit);
  }

  public SendQueue queue() {
    return queue;
  }

  public void enqueue(OutgoingMessage message) {
    queue.add(message);
  }

  /** Whether something is queued that the congestion window has room for. */
  public boolean canSend() {
    return hasData() && inFlight.bytes() < congestion.window();
  }

  /** Returns the bytes of a stream that were queued and never sent. */
  public long buffered(int streamId) {
    return queue.buffered(streamId);
  }

  /** Returns the bytes of all streams that were queued and never sent. */
  public long buffered() {
    return queue.buffered();
  }

  /**
   * Writes as many DATA chunks as fit and may leave now.
   *
   * @param out its limit is the packet's
   * @return whether anything was written
   */
  public boolean writeChunks(long now, ByteBuffer out) {
    long before = inFlight.bytes();
    if (before == 0 && lastSent != NEVER && hasData() && now - lastSent > rtt.timeout()) {
      congestion.onRestartAfterIdle(now, now - lastSent, rtt.timeout());
    }
    int start = out.position();
    boolean any = false;
    while (writeRetransmission(now, out, any) || writeFragment(now, out, any)) {
      any = true;
    }
    if (!any) {
      return false;
    }
    retransmitAtOnce = false;
    lastSent = now;
    congestion.onSent(now, out.position() - start, inFlight.bytes());
    if (timerDeadline == NEVER) {
      timerDeadline = now + rtt.timeout();
    }
    if (!hasData() && inFlight.bytes() < congestion.window()) {
      deliveryRate.onAppLimited(inFlight.bytes());
    }
    return true;
  }

  /** Takes a SACK (RFC 9260, section 6.2.1). */
  public void onSack(long now, SackChunk sack) throws ProtocolViolationException {
    long cumulative = Tsn.unwrap(sack.cumulativeTsnAck(), inFlight.cumulative());
    if (cumulative < inFlight.cumulative()) {
      return;
    }
    if (cumulative >= inFlight.next()) {
      throw new ProtocolViolationException("a SACK for a TSN that was never sent");
    }
    var progress = new Progress(now, inFlight.bytes(), deliveryRate.delivered());
    deliveryRate.begin();
    boolean advanced = acknowledgeUpTo(cumulative, progress);
    acknowledgeGaps(sack.gapBlocks(), cumulative, progress);
    if (!inFlight.isEmpty() && inFlight.at(cumulative + 1).state == SentChunk.State.ACKED) {
      // A gap block told of it before, and a cumulative TSN that stops short of it takes that back.
      inFlight.renege();
    }
    finishSack(sack.advertisedWindow(), advanced, progress);
  }

  /** Takes the cumulative acknowledgement of a SHUTDOWN. */
  public void onCumulativeAck(long now, int wireTsn) throws ProtocolViolationException {
    onSack(now, new SackChunk(wireTsn, advertisedWindow, new int[0], new int[0]));
  }

  /** The T3-rtx timer (RFC 9260, section 6.3.3). */
  public void handleTimeout(long now) {
    if (now < timerDeadline) {
      return;
    }
    timerDeadline = NEVER;
    timeouts++;
    rtt.backOff();
    if (probingWindow && advertisedWindow == 0) {
      // RFC 9260, 6.1 A: a closed window is asked again and again; the path has lost nothing.
      inFlight.markAllLost();
      expiriesInARow++;
      return;
    }
    expiriesInARow++;
    congestion.onTimeout(now, inFlight.bytes());
    recovery.onTimeout(inFlight.next() - 1);
    inFlight.markAllLost();
  }

  /** Returns when {@link #handleTimeout} is due. */
  public long nextTimeout() {
    return timerDeadline;
  }

  /** Returns how often the timer expired since the peer was last heard to make progress. */
  public int expiriesInARow() {
    return expiriesInARow;
  }

  /** The peer has answered a HEARTBEAT: it is there. */
  public void onPeerAlive() {
    expiriesInARow = 0;
  }

  /** Whether everything that was queued is sent and acknowledged. */
  public boolean isDone() {
    return inFlight.isEmpty() && !queue.hasMessages();
  }

  /** Returns the TSN of the next new chunk, unwrapped. */
  public long nextTsn() {
    return inFlight.next();
  }

  /** Returns up to which TSN everything is acknowledged. */
  public long cumulativeTsnAck() {
    return inFlight.cumulative();
  }

  public long bytesInFlight() {
    return inFlight.bytes();
  }

  /** Returns what the peer's receive window has room for. */
  public long peerWindow() {
    return Math.max(0, advertisedWindow - inFlight.payloadBytes());
  }

  public long retransmissions() {
    return retransmissions;
  }

  public long timeouts() {
    return timeouts;
  }

  public long fastRetransmits() {
    return recovery.timesEntered();
  }

  private boolean hasData() {
    return inFlight.firstLost() != null || !queue.isEmpty();
  }

  private boolean writeRetransmission(long now, ByteBuffer out, boolean packetBegun) {
    SentChunk chunk = inFlight.firstLost();
    if (chunk == null || Chunk.padded(chunk.size()) > out.remaining()) {
      return false;
    }
    boolean allowed = inFlight.bytes() < congestion.window() || retransmitAtOnce;
    if (!allowed) {
      return false;
    }
    if (chunk.tsn == inFlight.cumulative() + 1) {
      // RFC 9260, 7.2.4: "Restart the T3-rtx timer only if ... the endpoint is retransmitting the
      // first outstanding DATA chunk sent to that address."
      timerDeadline = now + rtt.timeout();
    }
    retransmissions++;
    send(now, chunk, packetBegun);
    boolean tail = !hasData();
    write(out, chunk, tail ? chunk.flags | DataChunk.IMMEDIATE : chunk.flags);
    return true;
  }

  private boolean writeFragment(long now, ByteBuffer out, boolean packetBegun) {
    OutboundStream stream = queue.current();
    if (stream == null || inFlight.firstLost() != null || inFlight.isFull()) {
      return false;
    }
    OutgoingMessage message = stream.head();
    int length = message == null ? 0 : fragmentLength(message, stream.offset(), out.remaining());
    // RFC 9260, 6.1 B: "the sender MUST NOT transmit new data ... if it has cwnd + (PMDCS - 1) or
    // more bytes of data outstanding".
    if (message == null || length == 0 || inFlight.bytes() >= congestion.window()) {
      return false;
    }
    boolean fits = length <= peerWindow();
    // RFC 9260, 6.1 A: "regardless of the value of rwnd ... the data sender can always have one
    // DATA
    // chunk in flight to the receiver".
    if (!fits && !inFlight.isEmpty()) {
      return false;
    }
    probingWindow = !fits;
    SentChunk chunk = inFlight.append();
    fill(chunk, stream, message, length);
    queue.cut(stream, length, chunk.tsn);
    if (queue.isEmpty()) {
      // RFC 7053, 5.1: nothing follows that would make the peer acknowledge this soon.
      chunk.flags |= DataChunk.IMMEDIATE;
    }
    send(now, chunk, packetBegun);
    write(out, chunk, chunk.flags);
    return true;
  }

  /** Returns how much of the message goes into the packet, 0 if it had better wait for the next. */
  private int fragmentLength(OutgoingMessage message, int offset, int room) {
    int rest = message.payload().length - offset;
    int space = Math.min(largestFragment, (room & ~3) - DataChunk.HEADER);
    if (rest <= space) {
      return rest;
    }
    return space < Math.min(SMALLEST_FRAGMENT, largestFragment) ? 0 : space;
  }

  private static void fill(
      SentChunk chunk, OutboundStream stream, OutgoingMessage message, int length) {
    int offset = stream.offset();
    chunk.payload = message.payload();
    chunk.offset = offset;
    chunk.length = length;
    chunk.streamId = stream.id;
    chunk.ssn = message.unordered() ? 0 : stream.ssn();
    chunk.payloadProtocolId = message.payloadProtocolId();
    chunk.flags =
        (message.unordered() ? DataChunk.UNORDERED : 0)
            | (offset == 0 ? DataChunk.BEGIN : 0)
            | (offset + length == message.payload().length ? DataChunk.END : 0);
  }

  private void send(long now, SentChunk chunk, boolean packetBegun) {
    if (!packetBegun) {
      packetNumber++;
    }
    deliveryRate.onSent(now, chunk, inFlight.bytes());
    chunk.packetNumber = packetNumber;
    chunk.sentTime = now;
    inFlight.sent(chunk);
  }

  private static void write(ByteBuffer out, SentChunk chunk, int flags) {
    DataChunk.write(
        out,
        flags,
        (int) chunk.tsn,
        chunk.streamId,
        chunk.ssn,
        chunk.payloadProtocolId,
        chunk.payload,
        chunk.offset,
        chunk.length);
  }

  private boolean acknowledgeUpTo(long cumulative, Progress progress) {
    boolean advanced = cumulative > inFlight.cumulative();
    while (inFlight.cumulative() < cumulative) {
      SentChunk chunk = inFlight.at(inFlight.cumulative() + 1);
      if (chunk.state != SentChunk.State.ACKED) {
        acknowledge(chunk, progress);
      }
      inFlight.advance();
    }
    return advanced;
  }

  private void acknowledgeGaps(int[] blocks, long cumulative, Progress progress) {
    for (int block : blocks) {
      int start = SackChunk.gapStart(block);
      long end = Math.min(cumulative + SackChunk.gapEnd(block), inFlight.next() - 1);
      if (start < 2) {
        // Nothing that can be a gap block: it would have moved the cumulative TSN.
        continue;
      }
      for (long tsn = inFlight.nextUnacked(cumulative + start);
          tsn <= end;
          tsn = inFlight.nextUnacked(tsn + 1)) {
        acknowledge(inFlight.at(tsn), progress);
      }
    }
  }

  private void acknowledge(SentChunk chunk, Progress progress) {
    if (chunk.state == SentChunk.State.IN_FLIGHT || chunk.state == SentChunk.State.LOST) {
      inFlight.acknowledge(chunk);
    }
    lossDetector.onAcked(progress.now, chunk);
    deliveryRate.onAcked(progress.now, chunk);
    progress.onAcked(chunk);
  }

  private void finishSack(long window, boolean advanced, Progress progress) {
    long now = progress.now;
    long bytesAcked = deliveryRate.delivered() - progress.deliveredBefore;
    long sampledRtt = progress.rtt();
    if (sampledRtt != AckSample.NONE) {
      rtt.onSample(sampledRtt);
    }
    long inFlightAcked = inFlight.bytes();
    boolean wasInRecovery = recovery.isFast();
    recovery.onCumulative(inFlight.cumulative());
    long highestLost = lossDetector.detect(now, inFlight);
    if (highestLost > 0 && recovery.onLoss(highestLost, inFlight.next() - 1)) {
      congestion.onRecoveryEntered(now, inFlight.bytes());
      retransmitAtOnce = true;
    }
    advertisedWindow = window;
    if (bytesAcked > 0 || highestLost > 0) {
      congestion.onAck(
          new AckSample(
              now,
              bytesAcked,
              inFlightAcked - inFlight.bytes(),
              advanced,
              wasInRecovery || recovery.isFast(),
              sampledRtt,
              progress.inFlightBefore,
              inFlight.bytes(),
              deliveryRate.delivered(),
              deliveryRate.priorDelivered(),
              deliveryRate.sample(rtt.minimum()),
              deliveryRate.appLimited()));
    }
    if (bytesAcked > 0) {
      rtt.onProgress();
    }
    if (bytesAcked > 0 || window == 0) {
      // RFC 9260, 6.1 A: a peer that goes on telling of its closed window is not lost.
      expiriesInARow = 0;
    }
    restartTimer(now, advanced);
  }

  private void restartTimer(long now, boolean advanced) {
    if (inFlight.isEmpty()) {
      // RFC 9260, 6.3.2 R2: "Whenever all outstanding data ... have been acknowledged, turn off the
      // T3-rtx timer".
      timerDeadline = NEVER;
    } else if (advanced) {
      // R3: "Whenever a SACK chunk is received that acknowledges the DATA chunk with the earliest
      // outstanding TSN for that address, restart the T3-rtx timer".
      timerDeadline = now + rtt.timeout();
    }
  }

  /** What one SACK newly acknowledged. */
  private static final class Progress {
    final long now;
    final long inFlightBefore;
    final long deliveredBefore;
    private long newestPacket;
    private long newestSentTime;
    private boolean newestSentOnce;

    Progress(long now, long inFlightBefore, long deliveredBefore) {
      this.now = now;
      this.inFlightBefore = inFlightBefore;
      this.deliveredBefore = deliveredBefore;
    }

    void onAcked(SentChunk chunk) {
      if (chunk.packetNumber > newestPacket) {
        newestPacket = chunk.packetNumber;
        newestSentTime = chunk.sentTime;
        newestSentOnce = true;
      }
      // RFC 9260, 6.3.1 C5, Karn's algorithm: "RTT measurements MUST NOT be made using packets that
      // were retransmitted". Nor with those that such a one brought to light: their SACK was lost.
      if (chunk.packetNumber == newestPacket && chunk.transmissions > 1) {
        newestSentOnce = false;
      }
    }

    long rtt() {
      return newestSentOnce ? now - newestSentTime : AckSample.NONE;
    }
  }
}
