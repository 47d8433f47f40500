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

/** The sending side of an association: messages in, DATA or I-DATA out, SACKs back in. */
public final class DataSender {

  private static final long NEVER = Long.MAX_VALUE;

  /** Smaller rests of a packet are not filled with a fragment that is not the last one. */
  private static final int SMALLEST_FRAGMENT = 256;

  private final SendQueue queue = new SendQueue();
  private final InFlight inFlight;
  private final RttEstimator rtt;
  private final CongestionController congestion;
  private final TailLossProbe probe;
  private final DeliveryRate deliveryRate = new DeliveryRate();
  private final SackProcessor acknowledgements;
  private final Pacer pacer;
  private final BlackHoleDetector blackHole = new BlackHoleDetector();

  /** What fits into a packet of the size that passes everywhere. */
  private int safeFragment;

  private int largestFragment;

  /** Whether messages leave in I-DATA. */
  private boolean interleaving;

  /** The largest receive window that the peer has ever told of. */
  private long largestPeerWindow;

  /** A chunk leaves that will be cut into pieces, each of which passes everywhere. */
  private boolean inPieces;

  private final long largestWindow;

  private long advertisedWindow;
  private long timerDeadline = NEVER;
  private long lastSent = NEVER;

  /** When pacing lets the next packet leave; NEVER if it does not wait for that. */
  private long departure = NEVER;

  private long packetNumber;

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
    this.probe = new TailLossProbe(rtt);
    this.acknowledgements =
        new SackProcessor(inFlight, rtt, congestion, probe, deliveryRate, blackHole);
    this.safeFragment = largestFragment(config.maxPacketSize());
    this.largestFragment = safeFragment;
    this.largestWindow = config.sendWindow();
    this.pacer = new Pacer(largestFragment + (long) DataChunk.HEADER);
  }

  /** Returns the bytes of user data that a packet has room for. */
  public static int largestFragment(int packetSize) {
    return (packetSize - CommonHeader.LENGTH - DataChunk.HEADER) & ~3;
  }

  /** The path carries packets of this size from now on. */
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
   * Whether the next packet had better have the size that passes everywhere: it asks what has
   * become of the last ones.
   */
  public boolean wantsSafePacket() {
    return probe.isWanted();
  }

  /** Returns whether packets have begun to vanish because of their size, once. */
  public boolean takeBlackHole() {
    return blackHole.takeFound(packetNumber);
  }

  /**
   * Returns the size of the chunk that is due to be sent again, if it is larger than {@code room};
   * else 0.
   */
  public int oversized(int room) {
    SentChunk chunk = inFlight.firstLost();
    if (chunk == null && probe.isWanted() && !hasNewFragment(room)) {
      chunk = inFlight.newest();
    }
    int size = chunk == null ? 0 : Chunk.padded(chunk.size());
    return size > room ? size : 0;
  }

  /**
   * Writes the {@linkplain #oversized oversized} chunk, which leaves in pieces, if it may leave
   * now.
   *
   * @param out has room for that chunk and no more
   */
  public boolean writeOversized(long now, ByteBuffer out) {
    inPieces = true;
    boolean written = writeChunks(now, out);
    inPieces = false;
    return written;
  }

  /**
   * The handshake has told what the peer takes.
   *
   * @param interleave whether both ends have agreed on I-DATA
   * @return streams that do not exist there, whose messages are dropped
   */
  public List<Integer> onEstablished(long window, int streamLimit, boolean interleave) {
    advertisedWindow = window;
    if (interleave && !interleaving) {
      interleaving = true;
      safeFragment -= extraHeader();
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

  /** Nothing that was sent can have arrived. */
  public void loseEverything() {
    inFlight.markAllLost();
    timerDeadline = NEVER;
    probe.cancel();
  }

  public SendQueue queue() {
    return queue;
  }

  public void enqueue(OutgoingMessage message) {
    queue.add(message);
  }

  /** Whether something is queued that the congestion window has room for and whose time it is. */
  public boolean canSend(long now) {
    return hasData() && inFlight.bytes() < congestion.window() && pacer.mayDepart(now, congestion);
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
    departure = NEVER;
    if (mustWaitForPacer(now)) {
      departure = pacer.departure(congestion);
      return false;
    }
    if (inFlight.bytes() == 0 && lastSent != NEVER && hasData() && now - lastSent > rtt.timeout()) {
      congestion.onRestartAfterIdle(now, now - lastSent, rtt.timeout());
    }
    int start = out.position();
    boolean any = probe.isWanted() && writeProbe(now, out);
    while (writeRetransmission(now, out, any) || writeFragment(now, out, any)) {
      any = true;
    }
    if (!any) {
      if (isHeldBack()) {
        deliveryRate.onAppLimited(inFlight.bytes());
      }
      return false;
    }
    acknowledgements.onPacketSent();
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

  /** Takes a SACK (RFC 9260, section 6.2.1). */
  public void onSack(long now, SackChunk sack) throws ProtocolViolationException {
    SackProcessor.News news = acknowledgements.onSack(now, sack);
    if (news == SackProcessor.News.OUTDATED) {
      return;
    }
    boolean progressed = news == SackProcessor.News.PROGRESS;
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
      expiriesInARow = 0;
    }
    restartTimers(now, progressed);
  }

  /** Takes the cumulative acknowledgement of a SHUTDOWN. */
  public void onCumulativeAck(long now, int wireTsn) throws ProtocolViolationException {
    onSack(now, new SackChunk(wireTsn, advertisedWindow, new int[0], new int[0]));
  }

  /** The T3-rtx timer (RFC 9260, section 6.3.3). */
  public void handleTimeout(long now) {
    if (now >= departure) {
      // The caller polls for packets after each call.
      departure = NEVER;
    }
    if (now >= acknowledgements.deadline()) {
      acknowledgements.onReorderingTimeout(now);
    }
    if (probe.expires(now)) {
      // RFC 8985, 7.3: the timer of the retransmission starts again with the probe.
      timerDeadline = now + rtt.timeout();
    }
    if (now >= timerDeadline) {
      onRetransmissionTimeout(now);
    }
  }

  /** Returns when {@link #handleTimeout} is due. */
  public long nextTimeout() {
    return Math.min(
        Math.min(timerDeadline, departure),
        Math.min(acknowledgements.deadline(), probe.deadline()));
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
    return acknowledgements.recoveries();
  }

  private boolean hasData() {
    return inFlight.firstLost() != null || !queue.isEmpty();
  }

  private boolean mustWaitForPacer(long now) {
    return !acknowledgements.wantRetransmissionAtOnce()
        && !probe.isWanted()
        && hasData()
        && inFlight.bytes() < congestion.window()
        && !pacer.mayDepart(now, congestion);
  }

  /** RFC 8985, 7.3: the probe is a new chunk if there is one, else the last one once more. */
  private boolean writeProbe(long now, ByteBuffer out) {
    SentChunk newest = inFlight.newest();
    if (newest == null || inFlight.firstLost() != null) {
      probe.cancel();
      return false;
    }
    if (hasNewFragment(out.remaining()) && !inPieces) {
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
        inFlight.bytes() < congestion.window() || acknowledgements.wantRetransmissionAtOnce();
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
    boolean tail = !hasData() || inFlight.bytes() == chunk.size();
    write(out, chunk, tail ? chunk.flags | DataChunk.IMMEDIATE : chunk.flags);
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

  /** Returns how much of the next message this packet takes, 0 for nothing. */
  private int nextFragmentLength(int room) {
    OutboundStream stream = queue.current();
    OutgoingMessage message = stream == null ? null : stream.head();
    if (stream == null || message == null || isFull()) {
      return 0;
    }
    return fragmentLength(message, stream.offset(), room);
  }

  /** Whether the path would take more than the peer's window or our own lets it have. */
  private boolean isHeldBack() {
    return !queue.isEmpty()
        && inFlight.firstLost() == null
        && inFlight.bytes() < congestion.window()
        && (isFull() || peerWindow() < largestFragment);
  }

  private boolean isFull() {
    return inFlight.isFull() || inFlight.heldBytes() >= largestWindow;
  }

  /** Cuts the next fragment off the queue. */
  private SentChunk appendFragment(int length) {
    OutboundStream stream = queue.required();
    SentChunk chunk = inFlight.append();
    fill(chunk, stream, stream.required(), length);
    queue.cut(stream, length, chunk.tsn);
    inFlight.filled(chunk);
    // RFC 7053, 5.1: nothing follows that would make the peer acknowledge this soon.
    boolean alone = inFlight.oldest() == null && congestion.window() <= chunk.size();
    if (queue.isEmpty() || alone) {
      chunk.flags |= DataChunk.IMMEDIATE;
    }
    return chunk;
  }

  /** Returns how much of the message goes into the packet, 0 if it had better wait for the next. */
  private int fragmentLength(OutgoingMessage message, int offset, int room) {
    int rest = message.payload().length - offset;
    int space = Math.min(largestFragment, (room & ~3) - DataChunk.header(interleaving));
    // What the peer's window has no room for would have to wait.
    space =
        Math.min(space, (int) Math.max(safeFragment, Math.min(largestFragment, peerWindow()) & ~3));
    if (rest <= space) {
      return rest;
    }
    return space < Math.min(SMALLEST_FRAGMENT, largestFragment) ? 0 : space;
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
    chunk.large = chunk.length > safeFragment && !inPieces;
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
    expiriesInARow++;
    rtt.backOff();
    // A closed window is asked again and again; the path has lost nothing.
    if (!probingWindow || hasRoomForFirst()) {
      congestion.onTimeout(now, inFlight.bytes());
      acknowledgements.onRetransmissionTimeout(now);
      blackHole.onTimeout();
    }
    inFlight.markAllLost();
  }

  /** Whether the peer has room for the earliest chunk that it has not acknowledged. */
  private boolean hasRoomForFirst() {
    return inFlight.isEmpty() || advertisedWindow >= inFlight.at(inFlight.cumulative() + 1).length;
  }

  private void restartTimers(long now, boolean progressed) {
    if (inFlight.isEmpty()) {
      // RFC 9260, 6.3.2 R2: "Whenever all outstanding data ... have been acknowledged, turn off the
      // T3-rtx timer".
      timerDeadline = NEVER;
    } else if (progressed) {
      // R3 restarts it when the earliest chunk is acknowledged. As RACK finds whatever was lost
      // once something later arrives, the timer is for the silence after which nothing does.
      timerDeadline = now + rtt.timeout();
    }
    if (inFlight.oldest() == null || inFlight.firstLost() != null || probingWindow) {
      probe.cancel();
    } else if (progressed) {
      probe.arm(now);
    }
  }
}
