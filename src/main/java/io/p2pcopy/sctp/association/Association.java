package io.p2pcopy.sctp.association;

import io.p2pcopy.sctp.AssociationEvent;
import io.p2pcopy.sctp.AssociationEvent.CloseReason;
import io.p2pcopy.sctp.IncomingMessage;
import io.p2pcopy.sctp.OutgoingMessage;
import io.p2pcopy.sctp.SctpConfig;
import io.p2pcopy.sctp.SctpState;
import io.p2pcopy.sctp.SctpStats;
import io.p2pcopy.sctp.cc.CongestionController;
import io.p2pcopy.sctp.packet.AbortChunk;
import io.p2pcopy.sctp.packet.ChunkReader;
import io.p2pcopy.sctp.packet.ChunkType;
import io.p2pcopy.sctp.packet.CommonHeader;
import io.p2pcopy.sctp.packet.DataChunk;
import io.p2pcopy.sctp.packet.ErrorCause;
import io.p2pcopy.sctp.packet.MalformedPacketException;
import io.p2pcopy.sctp.packet.ProtocolViolationException;
import io.p2pcopy.sctp.packet.ShutdownCompleteChunk;
import io.p2pcopy.sctp.packet.Tsn;
import io.p2pcopy.sctp.procedure.ControlChunkQueue;
import io.p2pcopy.sctp.procedure.Handshake;
import io.p2pcopy.sctp.procedure.Heartbeat;
import io.p2pcopy.sctp.procedure.PathMtuDiscovery;
import io.p2pcopy.sctp.procedure.PeerParameters;
import io.p2pcopy.sctp.procedure.Shutdown;
import io.p2pcopy.sctp.procedure.StreamReset;
import io.p2pcopy.sctp.rx.DataReceiver;
import io.p2pcopy.sctp.timer.RttEstimator;
import io.p2pcopy.sctp.tx.DataSender;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One end of an SCTP association (RFC 9260) as WebRTC data channels use it (RFC 8831): a state
 * machine that is told the time and touches nothing outside.
 *
 * <p>Every {@code now} is in nanoseconds of one monotonic clock with any origin. Not thread-safe:
 * one thread at a time calls it. After each call the caller polls events until there are none,
 * packets until there are none, and arranges for {@link #handleTimeout} at {@link #nextTimeout}.
 */
public final class Association {

  private static final long NEVER = Long.MAX_VALUE;

  private final SctpConfig config;
  private final ArrayDeque<AssociationEvent> events = new ArrayDeque<>();
  private final ControlChunkQueue outbox;
  private final RttEstimator rtt;
  private final CongestionController congestion;
  private final Handshake handshake;
  private final Shutdown shutdown;
  private final Heartbeat heartbeat;
  private final DataSender sender;
  private final PathMtuDiscovery pathMtu;
  private final PacketValidator check;
  private final ChunkBundler filler;
  private final ChunkDispatcher dispatch = new ChunkDispatcher(this);

  /** What begins to exist with the association's establishment. */
  record Established(PeerParameters peer, DataReceiver receiver, StreamReset streamReset) {}

  private @Nullable Established established;
  private @Nullable DataReceiver lastReceiver;
  private boolean closed;
  private long packetsSent;
  private long packetsReceived;
  private long bytesSent;
  private long bytesReceived;
  private long badPackets;

  private Association(SctpConfig config, RandomGenerator random) {
    this.config = config;
    outbox = new ControlChunkQueue(config.maxPacketSize());
    rtt = new RttEstimator(config);
    long packetSize = DataSender.largestFragment(config.maxPacketSize()) + (long) DataChunk.HEADER;
    congestion = config.congestionControl().controller(packetSize, random);
    handshake = new Handshake(config, random, outbox, rtt);
    shutdown = new Shutdown(config, outbox, rtt);
    heartbeat = new Heartbeat(config, random, outbox, rtt);
    pathMtu = new PathMtuDiscovery(config.maxPacketSize(), random, outbox, rtt);
    sender = new DataSender(config, Tsn.initial(handshake.initialTsn()), rtt, congestion);
    check = new PacketValidator(config, handshake);
    filler = new ChunkBundler(outbox, pathMtu, sender);
  }

  /**
   * @param random strong enough for verification tags, initial TSNs and the cookie's key; used as
   *     long as the association
   */
  public static Association create(SctpConfig config, RandomGenerator random) {
    return new Association(config, random);
  }

  /**
   * Begins the handshake. Both ends may do so at once (RFC 9260, section 5.2); does nothing if the
   * peer's is under way already. With an {@link PresharedInit} it takes no packet.
   */
  public void connect(long now) {
    if (!closed && handshake.connect(now)) {
      establish(now);
    }
  }

  /**
   * Takes one SCTP packet, from the buffer's position to its limit. Never throws for what it holds.
   *
   * @param packet not used any more after the call
   */
  public void handlePacket(long now, ByteBuffer packet) {
    packetsReceived++;
    bytesReceived += packet.remaining();
    ByteBuffer view = packet.order() == ByteOrder.BIG_ENDIAN ? packet : packet.duplicate();
    if (!check.isWellFormed(view)) {
      badPackets++;
      return;
    }
    int tag = CommonHeader.verificationTag(view);
    var chunks = new ChunkReader(view);
    if (closed) {
      answerAfterEnd(tag, chunks.peekType());
      return;
    }
    if (!check.hasRightTag(tag, chunks)) {
      badPackets++;
      return;
    }
    process(now, tag, chunks);
    ByteBuffer assembled = dispatch.takeAssembled();
    if (assembled != null && !closed) {
      process(now, tag, ChunkReader.ofChunks(assembled));
    }
  }

  /** Does what is due; nothing if called before {@link #nextTimeout}. */
  public void handleTimeout(long now) {
    if (closed) {
      return;
    }
    boolean alive =
        handshake.handleTimeout(now)
            && shutdown.handleTimeout(now, cumulativeTsn())
            && heartbeat.handleTimeout(now);
    sender.handleTimeout(now);
    pathMtu.handleTimeout(now);
    followPathMtu(now);
    alive &= sender.expiriesInARow() <= config.associationMaxRetransmits();
    if (established != null) {
      established.receiver().handleTimeout(now);
      alive &= established.streamReset().handleTimeout(now);
    }
    if (!alive) {
      sendAbort(ErrorCause.userInitiatedAbort("no answer"));
      close(CloseReason.LOST, "the peer did not answer any more");
    }
  }

  /** Returns when {@link #handleTimeout} is to be called, {@link Long#MAX_VALUE} for never. */
  public long nextTimeout() {
    if (closed) {
      return NEVER;
    }
    long next = Math.min(handshake.nextTimeout(), shutdown.nextTimeout());
    next = Math.min(next, Math.min(heartbeat.nextTimeout(), sender.nextTimeout()));
    if (established != null) {
      next = Math.min(next, established.receiver().nextTimeout());
      next = Math.min(next, established.streamReset().nextTimeout());
      next = Math.min(next, pathMtu.nextTimeout());
    }
    return next;
  }

  /**
   * Writes at most one packet at the buffer's position and advances it.
   *
   * @param out big enough for {@link #nextPacketSize}
   * @return false if there is nothing to send now
   */
  public boolean pollTransmit(long now, ByteBuffer out) {
    if (established != null) {
      shutdown.answer(now, sender.isDone());
    }
    int start = out.position();
    ControlChunkQueue.Solitary solitary = outbox.pollSolitary();
    if (solitary != null) {
      begin(out, solitary.verificationTag());
      solitary.chunk().writeTo(out);
      finish(out, start, true);
      return true;
    }
    PeerParameters peer = handshake.peer();
    if (closed || peer == null) {
      return false;
    }
    int limit = out.limit();
    out.limit(start + nextPacketSize());
    begin(out, peer.tag());
    boolean any =
        established == null
            ? filler.writeControl(out)
            : filler.write(now, out, established.receiver(), state().maySendData());
    out.limit(limit);
    if (!any) {
      out.position(start);
      return false;
    }
    finish(out, start, !peer.agreed());
    return true;
  }

  /** Returns the most bytes that a packet can have which the path is known to carry. */
  public int packetSize() {
    return pathMtu.packetSize();
  }

  /** Returns the most bytes that the next packet can have. */
  public int nextPacketSize() {
    return filler.nextPacketSize();
  }

  /**
   * Packets take another path from now on, or the first one. Between our own ends the size of
   * packets follows what it carries; packets of more than {@link SctpConfig#maxPacketSize} must
   * then not be fragmented on their way.
   *
   * @param largestPacket in bytes, that the path may carry by all that is known
   */
  public void pathChanged(long now, int largestPacket) {
    PeerParameters peer = handshake.peer();
    if (!closed && peer != null && peer.agreed()) {
      pathMtu.start(largestPacket);
      followPathMtu(now);
    }
  }

  /** Tells the path's round-trip time, more than 0, that counts until one is measured here. */
  public void estimateRoundTrip(long rtt) {
    this.rtt.onEstimate(rtt);
    congestion.onEstimatedRoundTrip(rtt);
  }

  /** Returns the next event, or null if there is none. */
  public @Nullable AssociationEvent pollEvent() {
    return events.poll();
  }

  /**
   * Whether the handshake is complete and the association has not ended, though it may be ending.
   */
  public boolean isEstablished() {
    return established != null;
  }

  public SctpState state() {
    if (closed) {
      return SctpState.CLOSED;
    }
    return switch (handshake.phase()) {
      case IDLE -> SctpState.CLOSED;
      case COOKIE_WAIT -> SctpState.COOKIE_WAIT;
      case COOKIE_ECHOED -> SctpState.COOKIE_ECHOED;
      case DONE ->
          switch (shutdown.phase()) {
            case NONE -> SctpState.ESTABLISHED;
            case PENDING -> SctpState.SHUTDOWN_PENDING;
            case SENT -> SctpState.SHUTDOWN_SENT;
            case RECEIVED -> SctpState.SHUTDOWN_RECEIVED;
            case ACK_SENT -> SctpState.SHUTDOWN_ACK_SENT;
          };
    };
  }

  /**
   * Returns whether messages may be queued: not after {@link #shutdown}, {@link #abort} or the end,
   * and after {@link AssociationEvent.PeerShutdown} only until everything has been acknowledged.
   */
  public boolean acceptsMessages() {
    return !closed && shutdown.acceptsMessages();
  }

  /**
   * Queues a message, without limit: the caller watches {@link #bufferedAmount()}. Allowed before
   * the association is established.
   *
   * @throws IllegalStateException unless {@link #acceptsMessages}
   * @throws IllegalArgumentException if the peer does not have that stream
   */
  public void send(long now, OutgoingMessage message) {
    if (!acceptsMessages()) {
      throw new IllegalStateException("the association is closed or being closed");
    }
    if (established != null && message.streamId() >= established.peer().outboundStreams()) {
      throw new IllegalArgumentException("the peer has no stream " + message.streamId());
    }
    sender.enqueue(message);
  }

  /** Returns the payload bytes of a stream that were queued and never yet put into a packet. */
  public long bufferedAmount(int streamId) {
    return sender.buffered(streamId);
  }

  /** Returns the payload bytes of all streams that were queued and never yet put into a packet. */
  public long bufferedAmount() {
    return sender.buffered();
  }

  /** Returns up to which TSN the peer has everything, unwrapped. */
  public long cumulativeTsnAck() {
    return sender.cumulativeTsnAck();
  }

  /** Returns up to which TSN everything of the peer has come, unwrapped; 0 before the first. */
  public long cumulativeTsnReceived() {
    return cumulativeTsn();
  }

  /** Returns how many streams can be used in both directions; 0 before {@link #connect}. */
  public int bidirectionalStreams() {
    PeerParameters peer = handshake.peer();
    return peer == null ? 0 : Math.min(peer.outboundStreams(), peer.inboundStreams());
  }

  /**
   * Takes the next complete message of a stream in order of delivery; only taking it opens the
   * receive window again. What had arrived stays readable after the end.
   *
   * @return null if there is none
   */
  public @Nullable IncomingMessage receive(int streamId) {
    return lastReceiver == null ? null : lastReceiver.receive(streamId);
  }

  /** Returns how many messages of a stream can be received now. */
  public int readableMessages(int streamId) {
    return lastReceiver == null ? 0 : lastReceiver.readableMessages(streamId);
  }

  /**
   * Resets the sending side of streams (RFC 6525, section 5.1.2) once what is queued on them is
   * acknowledged. Messages sent on them from now on follow after the reset.
   *
   * @throws IllegalArgumentException if one is not 0 to 65534
   */
  public void resetStreams(long now, int... streamIds) {
    if (closed) {
      return;
    }
    for (int streamId : streamIds) {
      if (streamId < 0 || streamId > OutgoingMessage.MAX_STREAM_ID) {
        throw new IllegalArgumentException("no stream identifier: " + streamId);
      }
    }
    sender.queue().wantReset(streamIds);
    advance(now);
  }

  /** Ends the association gracefully, after everything queued is acknowledged. */
  public void shutdown(long now) {
    if (closed) {
      return;
    }
    if (handshake.phase() == Handshake.Phase.IDLE) {
      close(CloseReason.SHUTDOWN, "closed before it was connected");
      return;
    }
    shutdown.request();
    advance(now);
  }

  /**
   * Ends the association at once; {@link #pollTransmit} still yields the ABORT that says so.
   *
   * @param reason told to the peer
   */
  public void abort(long now, String reason) {
    if (closed) {
      return;
    }
    sendAbort(ErrorCause.userInitiatedAbort(reason));
    close(CloseReason.ABORTED, reason);
  }

  public SctpStats stats() {
    DataReceiver receiver = lastReceiver;
    return new SctpStats(
        packetsSent,
        packetsReceived,
        bytesSent,
        bytesReceived,
        sender.retransmissions(),
        sender.timeouts(),
        sender.fastRetransmits(),
        rtt.smoothed(),
        rtt.timeout(),
        congestion.window(),
        sender.bytesInFlight(),
        sender.peerWindow(),
        receiver == null ? 0 : receiver.buffered(),
        packetSize(),
        badPackets,
        receiver == null ? 0 : receiver.duplicates(),
        receiver == null ? 0 : receiver.dropped(),
        receiver != null && receiver.isInterleaving());
  }

  @Nullable Established established() {
    return established;
  }

  ControlChunkQueue outbox() {
    return outbox;
  }

  Handshake handshake() {
    return handshake;
  }

  Shutdown shutdownProcedure() {
    return shutdown;
  }

  Heartbeat heartbeat() {
    return heartbeat;
  }

  PathMtuDiscovery pathMtu() {
    return pathMtu;
  }

  DataSender sender() {
    return sender;
  }

  boolean isClosed() {
    return closed;
  }

  /** The peer has begun to end the association. */
  void peerShutsDown() {
    events.add(new AssociationEvent.PeerShutdown());
  }

  /** The handshake is complete. */
  void establish(long now) {
    PeerParameters peer = handshake.peer();
    if (peer == null) {
      return;
    }
    var receiver =
        new DataReceiver(
            config,
            Tsn.initial(peer.initialTsn()),
            peer.inboundStreams(),
            peer.interleaving(),
            peer.agreed(),
            rtt,
            events);
    var streamReset =
        new StreamReset(
            config, handshake.initialTsn(), peer, outbox, rtt, sender, receiver, events);
    boolean known = established != null;
    established = new Established(peer, receiver, streamReset);
    lastReceiver = receiver;
    heartbeat.start(now);
    if (known) {
      // What was sent to a peer that does not know of the agreement has not been understood.
      sender.loseEverything();
      pathMtu.start(0);
    } else {
      events.add(new AssociationEvent.Established(peer.outboundStreams(), peer.inboundStreams()));
    }
    List<Integer> dropped =
        sender.onEstablished(peer.window(), peer.outboundStreams(), peer.interleaving());
    if (!dropped.isEmpty()) {
      events.add(new AssociationEvent.OutgoingStreamsReset(dropped, false));
    }
  }

  void close(CloseReason reason, String detail) {
    closed = true;
    established = null;
    events.add(new AssociationEvent.Closed(reason, detail));
  }

  private void process(long now, int tag, ChunkReader chunks) {
    try {
      dispatch.process(now, tag, chunks);
    } catch (MalformedPacketException e) {
      badPackets++;
    } catch (ProtocolViolationException e) {
      String detail = String.valueOf(e.getMessage());
      sendAbort(e.errorCause());
      close(CloseReason.PROTOCOL_VIOLATION, detail);
    }
    if (!closed) {
      if (established != null && established.receiver().endOfPacket(now)) {
        heartbeat.onData();
      }
      heartbeat.onHeard();
      pathMtu.onHeard();
      if (tag == handshake.localTag()) {
        handshake.onHeard();
      }
      advance(now);
      followPathMtu(now);
    }
  }

  /**
   * The sender learns what packets the path carries, as it is the one to notice when it does not.
   */
  private void followPathMtu(long now) {
    if (sender.takeBlackHole()) {
      pathMtu.onBlackHole(now);
    }
    sender.setPacketSize(pathMtu.packetSize());
  }

  /** Goes on with whatever waited for acknowledgements. */
  private void advance(long now) {
    if (established != null) {
      established.streamReset().advance(now);
      shutdown.advance(now, sender.isDone(), cumulativeTsn());
    }
  }

  private long cumulativeTsn() {
    return lastReceiver == null ? 0 : lastReceiver.cumulativeTsn();
  }

  /** RFC 9260, 8.4: a SHUTDOWN ACK out of the blue is answered, or the peer would ask on. */
  private void answerAfterEnd(int tag, int type) {
    if (type == ChunkType.SHUTDOWN_ACK) {
      outbox.addSolitary(tag, new ShutdownCompleteChunk(true));
    }
  }

  private void sendAbort(ErrorCause cause) {
    outbox.clear();
    PeerParameters peer = handshake.peer();
    if (peer != null) {
      outbox.addSolitary(peer.tag(), new AbortChunk(false, List.of(cause)));
    }
  }

  private void begin(ByteBuffer out, int tag) {
    out.order(ByteOrder.BIG_ENDIAN);
    CommonHeader.begin(out, config.localPort(), config.remotePort(), tag);
  }

  private void finish(ByteBuffer out, int start, boolean checksum) {
    if (checksum) {
      CommonHeader.finish(out, start);
    }
    packetsSent++;
    bytesSent += out.position() - start;
  }
}
