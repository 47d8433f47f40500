package io.p2pcopy.sctp.tx;

import io.p2pcopy.sctp.OutgoingMessage;
import io.p2pcopy.sctp.SctpConfig;
import io.p2pcopy.sctp.cc.CongestionController;
import io.p2pcopy.sctp.packet.Chunk;
import io.p2pcopy.sctp.packet.CommonHeader;
import io.p2pcopy.sctp.packet.DataChunk;
import io.p2pcopy.sctp.packet.ProtocolViolationException;
import io.p2pcopy.sctp.packet.SackChunk;
import io.p2pcopy.sctp.timer.RttEstimator;
import java.nio.ByteBuffer;
import java.util.List;

/** Sends queued messages as DATA or I-DATA, processes SACKs, and runs T3-rtx. */
public final class DataSender {

  private static final long NEVER = Long.MAX_VALUE;

  /** Less space than this in a packet is not filled, except with the last fragment of a message. */
  private static final int MIN_FRAGMENT_BYTES = 256;

  private final SendQueue queue = new SendQueue();
  private final InFlight inFlight;
  private final RttEstimator rtt;
  private final CongestionController congestion;
  private final TailLossProbe probe;
  private final DeliveryRate deliveryRate = new DeliveryRate();
  private final SackProcessor sackProcessor;
  private final Pacer pacer;
  private final BlackHoleDetector blackHole = new BlackHoleDetector();

  /** User data that fits into a packet of the base size (BASE_PLPMTU, RFC 8899), in bytes. */
  private int baseFragment;

  private int largestFragment;

  /** Whether messages are sent as I-DATA. */
  private boolean interleaving;

  /** The largest a_rwnd that the peer has advertised. */
  private long largestPeerWindow;

  /** Whether the chunk being written will be sent as packet fragments of the base size. */
  private boolean fragmentingPacket;

  private final long maxHeldBytes;

  private long advertisedWindow;
  private long timerDeadline = NEVER;
  private long lastSent = NEVER;

  /** When the pacer allows the next packet; NEVER if no packet waits for the pacer. */
  private long departure = NEVER;

  private long packetNumber;

  /** Whether the chunk in flight is a zero window probe (RFC 9260, section 6.1 A). */
  private boolean probingWindow;

  private int consecutiveTimeouts;
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
    this.probe = new TailLossProbe(rtt);
    this.sackProcessor =
        new SackProcessor(inFlight, rtt, congestion, probe, deliveryRate, blackHole);
    this.baseFragment = largestFragment(config.maxPacketSize());
    this.largestFragment = baseFragment;
    this.maxHeldBytes = config.sendWindow();
    this.pacer = new Pacer(largestFragment + (long) DataChunk.HEADER);
  }

  /** Returns how many bytes of user data fit into one DATA chunk of a packet. */
  public static int largestFragment(int packetSize) {
    return (packetSize - CommonHeader.LENGTH - DataChunk.HEADER) & ~3;
  }

  /** Sets the largest packet size that the path carries. */
  public void setPacketSize(int size) {
    int fragment = largestFragment(size) - extraHeader();
    if (fragment != largestFragment) {
      largestFragment = fragment;
      long data = fragment + (long) DataChunk.header(interleaving);
      pacer.setPacketSize(data);
      congestion.onPacketSize(data);
    }
  }

  /**
   * Returns whether the next packet should have the base size because it is a tail loss probe,
   * which must not be lost in a path MTU black hole.
   */
  public boolean needsBasePacket() {
    return probe.isDue();
  }

  /** Returns whether a path MTU black hole was found since the last call. */
  public boolean takeBlackHole() {
    return blackHole.takeFound(packetNumber);
  }

  /** Returns the size of the next chunk to retransmit if it exceeds {@code room}, else 0. */
  public int oversized(int room) {
    SentChunk chunk = inFlight.firstLost();
    if (chunk == null && probe.isDue() && !hasNewFragment(room)) {
      chunk = inFlight.newest();
    }
    int size = chunk == null ? 0 : Chunk.padded(chunk.size());
    return size > room ? size : 0;
  }

  /**
   * Writes the {@linkplain #oversized oversized} chunk, to be sent as packet fragments, if the
   * congestion window and the pacer allow it.
   *
   * @param out has exactly enough room for that chunk
   */
  public boolean writeOversized(long now, ByteBuffer out) {
    fragmentingPacket = true;
    boolean written = writeChunks(now, out);
    fragmentingPacket = false;
    return written;
  }

  /**
   * Applies the peer's parameters from the handshake.
   *
   * @param interleave whether I-DATA was negotiated
   * @return the streams that the peer does not have; messages queued on them are dropped
   */
  public List<Integer> onEstablished(long window, int streamLimit, boolean interleave) {
    advertisedWindow = window;
    if (interleave && !interleaving) {
      interleaving = true;
      baseFragment -= extraHeader();
      largestFragment -= extraHeader();
      inFlight.liftMessageLimit();
      onWindow(window);
    }
    return queue.dropFrom(streamLimit);
  }

  private int extraHeader() {
    return DataChunk.header(interleaving) - DataChunk.HEADER;
  }

  private void onWindow(long window) {
    if (interleaving && window > largestPeerWindow) {
      largestPeerWindow = window;
      queue.interleave(window);
    }
  }

  /** Marks everything outstanding as lost, because the peer cannot have received it. */
  public void markAllLost() {
    inFlight.markAllLost();
    timerDeadline = NEVER;
    probe.cancel();
  }

  /**
   * Retransmits at once what is outstanding, since packets take another path now: the RTO, perhaps
   * backed off, would only add to the silence.
   */
  public void startPath() {
    consecutiveTimeouts = 0;
    if (!inFlight.isEmpty()) {
      sackProcessor.startPath();
    }
    markAllLost();
  }

  public SendQueue queue() {
    return queue;
  }

  public void enqueue(OutgoingMessage message) {
    queue.add(message);
  }

  /** Returns whether there is data to send that the congestion window and the pacer allow now. */
  public boolean canSend(long now) {
    return hasData() && inFlight.bytes() < congestion.window() && pacer.mayDepart(now, congestion);
  }

  /** Returns the queued payload bytes of a stream that have not been sent yet. */
  public long buffered(int streamId) {
    return queue.buffered(streamId);
  }

  /** Returns the queued payload bytes of all streams that have not been sent yet. */
  public long buffered() {
    return queue.buffered();
  }

  /**
   * Writes as many DATA chunks as fit into the packet and may be sent now.
   *
   * @param out its limit is the end of the packet
   * @return whether anything was written
   */
  public boolean writeChunks(long now, ByteBuffer out) {
    departure = NEVER;
    if (mustWaitForPacer(now)) {
      departure = pacer.departure(congestion);
      return false;
    }
    if (inFlight.bytes() == 0 && lastSent != NEVER && hasData() && now - lastSent > rtt.timeout()) {
      congestion.onRestartAfterIdle(now, now - lastSent, rtt.timeout());
    }
    int start = out.position();
    boolean any = probe.isDue() && writeProbe(now, out);
    while (writeRetransmission(now, out, any) || writeFragment(now, out, any)) {
      any = true;
    }
    if (!any) {
      if (isWindowLimited()) {
        deliveryRate.onAppLimited(inFlight.bytes());
      }
      return false;
    }
    sackProcessor.onPacketSent();
    lastSent = now;
    pacer.onSent(out.position() - start);
    congestion.onSent(now, out.position() - start, inFlight.bytes());
    if (timerDeadline == NEVER) {
      timerDeadline = now + rtt.timeout();
    }
    if (!probingWindow) {
      probe.arm(now);
    }
    if (!hasData() && inFlight.bytes() < congestion.window()) {
      deliveryRate.onAppLimited(inFlight.bytes());
    }
    return true;
  }

  /** Processes a SACK (RFC 9260, section 6.2.1). */
  public void onSack(long now, SackChunk sack) throws ProtocolViolationException {
    SackProcessor.SackResult result = sackProcessor.onSack(now, sack);
    if (result == SackProcessor.SackResult.OUTDATED) {
      return;
    }
    boolean progressed = result == SackProcessor.SackResult.PROGRESS;
    advertisedWindow = sack.advertisedWindow();
    onWindow(advertisedWindow + inFlight.payloadBytes());
    if (progressed) {
      rtt.onProgress();
      probe.onProgress();
    }
    if (progressed || !hasRoomForFirst()) {
      // RFC 9260, 6.1 A: "If the sender continues to receive SACK chunks from the peer while doing
      // zero window probing, the unacknowledged window probes SHOULD NOT increment the error
      // counter".
      consecutiveTimeouts = 0;
    }
    restartTimers(now, progressed);
  }

  /** Processes the Cumulative TSN Ack of a SHUTDOWN. */
  public void onCumulativeAck(long now, int wireTsn) throws ProtocolViolationException {
    onSack(now, new SackChunk(wireTsn, advertisedWindow, new int[0], new int[0]));
  }

  /** Runs T3-rtx (RFC 9260, section 6.3.3), the probe timer and the reordering timer. */
  public void handleTimeout(long now) {
    if (now >= departure) {
      // No packet is written here: the caller polls for packets after each call.
      departure = NEVER;
    }
    if (now >= sackProcessor.deadline()) {
      sackProcessor.onReorderingTimeout(now);
    }
    if (probe.expires(now)) {
      // RFC 8985, 7.3: the retransmission timer restarts when the probe is sent.
      timerDeadline = now + rtt.timeout();
    }
    if (now >= timerDeadline) {
      onRetransmissionTimeout(now);
    }
  }

  /** Returns when {@link #handleTimeout} is due. */
  public long nextTimeout() {
    return Math.min(
        Math.min(timerDeadline, departure), Math.min(sackProcessor.deadline(), probe.deadline()));
  }

  /** Returns how often T3-rtx expired since the last acknowledgement of new data. */
  public int consecutiveTimeouts() {
    return consecutiveTimeouts;
  }

  /** Clears the error counter because the peer responded to a HEARTBEAT. */
  public void onPeerAlive() {
    consecutiveTimeouts = 0;
  }

  /** Returns whether all queued messages are sent and acknowledged. */
  public boolean isDone() {
    return inFlight.isEmpty() && !queue.hasMessages();
  }

  /** Returns the TSN of the next new chunk, unwrapped. */
  public long nextTsn() {
    return inFlight.next();
  }

  /** Returns the Cumulative TSN Ack Point, unwrapped. */
  public long cumulativeTsnAck() {
    return inFlight.cumulative();
  }

  public long bytesInFlight() {
    return inFlight.bytes();
  }

  /** Returns the free space in the peer's receive window, in bytes of user data. */
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
    return sackProcessor.recoveries();
  }

  private boolean hasData() {
    return inFlight.firstLost() != null || !queue.isEmpty();
  }

  private boolean mustWaitForPacer(long now) {
    return !sackProcessor.isFastRetransmitPending()
        && !probe.isDue()
        && hasData()
        && inFlight.bytes() < congestion.window()
        && !pacer.mayDepart(now, congestion);
  }

  /** RFC 8985, 7.3: the probe is a new chunk if there is one, else the last one sent. */
  private boolean writeProbe(long now, ByteBuffer out) {
    SentChunk newest = inFlight.newest();
    if (newest == null || inFlight.firstLost() != null) {
      probe.cancel();
      return false;
    }
    if (hasNewFragment(out.remaining()) && !fragmentingPacket) {
      SentChunk chunk = appendFragment(nextFragmentLength(out.remaining()));
      probe.onSent(0);
      send(now, chunk, false);
      write(out, chunk, chunk.flags | DataChunk.IMMEDIATE);
      return true;
    }
    if (Chunk.padded(newest.size()) > out.remaining()) {
      return false;
    }
    probe.onSent(newest.transmissions == 1 ? newest.tsn : 0);
    retransmissions++;
    inFlight.withdraw(newest);
    send(now, newest, false);
    write(out, newest, newest.flags | DataChunk.IMMEDIATE);
    return true;
  }

  private boolean hasNewFragment(int room) {
    int length = nextFragmentLength(room);
    return length > 0 && length <= peerWindow();
  }

  private boolean writeRetransmission(long now, ByteBuffer out, boolean packetBegun) {
    SentChunk chunk = inFlight.firstLost();
    if (chunk == null || Chunk.padded(chunk.size()) > out.remaining()) {
      return false;
    }
    boolean allowed =
        inFlight.bytes() < congestion.window() || sackProcessor.isFastRetransmitPending();
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
    boolean last = !hasData() || inFlight.bytes() == chunk.size();
    write(out, chunk, last ? chunk.flags | DataChunk.IMMEDIATE : chunk.flags);
    return true;
  }

  private boolean writeFragment(long now, ByteBuffer out, boolean packetBegun) {
    // RFC 9260, 6.1 B: "the sender MUST NOT transmit new data ... if it has cwnd + (PMDCS - 1) or
    // more bytes of data outstanding".
    if (inFlight.firstLost() != null || inFlight.bytes() >= congestion.window()) {
      return false;
    }
    int length = nextFragmentLength(out.remaining());
    if (length == 0) {
      return false;
    }
    boolean fits = length <= peerWindow();
    // RFC 9260, 6.1 A: "regardless of the value of rwnd ... the data sender can always have one
    // DATA chunk in flight to the receiver".
    if (!fits && !inFlight.isEmpty()) {
      return false;
    }
    probingWindow = !fits;
    SentChunk chunk = appendFragment(length);
    send(now, chunk, packetBegun);
    write(out, chunk, chunk.flags);
    return true;
  }

  /** Returns how many bytes of the next message to put into this packet, or 0. */
  private int nextFragmentLength(int room) {
    OutboundStream stream = queue.current();
    OutgoingMessage message = stream == null ? null : stream.head();
    if (stream == null || message == null || isFull()) {
      return 0;
    }
    return fragmentLength(message, stream.offset(), room);
  }

  /** Whether the receive window or the send window, not the path, limits sending. */
  private boolean isWindowLimited() {
    return !queue.isEmpty()
        && inFlight.firstLost() == null
        && inFlight.bytes() < congestion.window()
        && (isFull() || peerWindow() < largestFragment);
  }

  private boolean isFull() {
    return inFlight.isFull() || inFlight.heldBytes() >= maxHeldBytes;
  }

  /** Moves the next fragment from the queue into flight. */
  private SentChunk appendFragment(int length) {
    OutboundStream stream = queue.requireCurrent();
    SentChunk chunk = inFlight.append();
    fill(chunk, stream, stream.requireHead(), length);
    queue.consume(stream, length, chunk.tsn);
    inFlight.filled(chunk);
    // RFC 7053, 5.1: set the I bit when no further DATA will trigger a SACK soon.
    boolean alone = inFlight.oldest() == null && congestion.window() <= chunk.size();
    if (queue.isEmpty() || alone) {
      chunk.flags |= DataChunk.IMMEDIATE;
    }
    return chunk;
  }

  /** Returns how many bytes of the message to put into the packet, 0 to wait for the next one. */
  private int fragmentLength(OutgoingMessage message, int offset, int room) {
    int rest = message.payload().length - offset;
    int space = Math.min(largestFragment, (room & ~3) - DataChunk.header(interleaving));
    // A fragment larger than the peer's window would have to wait.
    space =
        Math.min(space, (int) Math.max(baseFragment, Math.min(largestFragment, peerWindow()) & ~3));
    if (rest <= space) {
      return rest;
    }
    return space < Math.min(MIN_FRAGMENT_BYTES, largestFragment) ? 0 : space;
  }

  private void fill(SentChunk chunk, OutboundStream stream, OutgoingMessage message, int length) {
    int offset = stream.offset();
    chunk.payload = message.payload();
    chunk.offset = offset;
    chunk.length = length;
    chunk.streamId = stream.id;
    chunk.interleaved = interleaving;
    chunk.sequence = message.unordered() && !interleaving ? 0 : stream.sequence();
    chunk.fragment = stream.fragment();
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
    chunk.large = chunk.length > baseFragment && !fragmentingPacket;
    inFlight.sent(chunk);
  }

  private static void write(ByteBuffer out, SentChunk chunk, int flags) {
    DataChunk.writeHeader(
        out,
        chunk.interleaved,
        flags,
        (int) chunk.tsn,
        chunk.streamId,
        chunk.sequence,
        chunk.payloadProtocolId,
        chunk.fragment,
        chunk.length);
    DataChunk.writePayload(out, chunk.payload, chunk.offset, chunk.length);
  }

  private void onRetransmissionTimeout(long now) {
    timerDeadline = NEVER;
    probe.cancel();
    timeouts++;
    consecutiveTimeouts++;
    rtt.backOff();
    // An unanswered zero window probe is no sign of loss.
    if (!probingWindow || hasRoomForFirst()) {
      congestion.onTimeout(now, inFlight.bytes());
      sackProcessor.onRetransmissionTimeout(now);
      blackHole.onTimeout();
    }
    inFlight.markAllLost();
  }

  /** Whether the peer's window has room for the earliest outstanding chunk. */
  private boolean hasRoomForFirst() {
    return inFlight.isEmpty() || advertisedWindow >= inFlight.at(inFlight.cumulative() + 1).length;
  }

  private void restartTimers(long now, boolean progressed) {
    if (inFlight.isEmpty()) {
      // RFC 9260, 6.3.2 R2: "Whenever all outstanding data ... have been acknowledged, turn off the
      // T3-rtx timer".
      timerDeadline = NEVER;
    } else if (progressed) {
      // R3 restarts it only when the earliest outstanding chunk is acknowledged. RACK finds every
      // loss that is followed by an acknowledgement, so here T3-rtx only has to cover the time
      // without any.
      timerDeadline = now + rtt.timeout();
    }
    if (inFlight.oldest() == null || inFlight.firstLost() != null || probingWindow) {
      probe.cancel();
    } else if (progressed) {
      probe.arm(now);
    }
  }
}
