package io.p2pcopy.sctp.association;

import io.p2pcopy.sctp.AssociationEvent;
import io.p2pcopy.sctp.AssociationEvent.CloseReason;
import io.p2pcopy.sctp.IncomingMessage;
import io.p2pcopy.sctp.OutgoingMessage;
import io.p2pcopy.sctp.SctpConfig;
import io.p2pcopy.sctp.SctpState;
import io.p2pcopy.sctp.SctpStats;
import io.p2pcopy.sctp.cc.PathController;
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
 * machine that performs no I/O and reads no clock.
 *
 * <p>Every {@code now} is in nanoseconds of the same monotonic clock, with any origin. Not
 * thread-safe. After each call, the caller polls all events, polls all packets, and schedules
 * {@link #handleTimeout} at {@link #nextTimeout}.
 */
public final class Association {

  private static final long NEVER = Long.MAX_VALUE;

  private final SctpConfig config;
  private final ArrayDeque<AssociationEvent> events = new ArrayDeque<>();
  private final ControlChunkQueue outbox;
  private final RttEstimator rtt;
  private final PathController congestion;
  private final Handshake handshake;
  private final Shutdown shutdown;
  private final Heartbeat heartbeat;
  private final DataSender sender;
  private final PathMtuDiscovery pathMtu;
  private final PacketValidator validator;
  private final ChunkBundler bundler;
  private final ChunkDispatcher dispatcher = new ChunkDispatcher(this);

  /** The objects that exist only while the association is established. */
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
    congestion =
        new PathController(packetSize, size -> config.congestionControl().controller(size, random));
    handshake = new Handshake(config, random, outbox, rtt);
    shutdown = new Shutdown(config, outbox, rtt);
    heartbeat = new Heartbeat(config, random, outbox, rtt);
    pathMtu = new PathMtuDiscovery(config.maxPacketSize(), random, outbox, rtt);
    sender = new DataSender(config, Tsn.initial(handshake.initialTsn()), rtt, congestion);
    validator = new PacketValidator(config, handshake);
    bundler = new ChunkBundler(outbox, pathMtu, sender);
  }

  /**
   * @param random a cryptographically strong generator, used for verification tags, initial TSNs
   *     and the State Cookie's key as long as the association exists
   */
  public static Association create(SctpConfig config, RandomGenerator random) {
    return new Association(config, random);
  }

  /**
   * Starts the handshake. Both peers may start it at the same time (RFC 9260, section 5.2). Does
   * nothing if the peer has already started it. With a {@link PresharedInit} the association is
   * established at once.
   */
  public void connect(long now) {
    if (!closed && handshake.connect(now)) {
      establish(now);
    }
  }

  /**
   * Processes one SCTP packet, from the buffer's position to its limit. Never throws because of the
   * packet's contents.
   *
   * @param packet not retained after the call
   */
  public void handlePacket(long now, ByteBuffer packet) {
    packetsReceived++;
    bytesReceived += packet.remaining();
    ByteBuffer view = packet.order() == ByteOrder.BIG_ENDIAN ? packet : packet.duplicate();
    if (!validator.isWellFormed(view)) {
      badPackets++;
      return;
    }
    int tag = CommonHeader.verificationTag(view);
    var chunks = new ChunkReader(view);
    if (closed) {
      respondAfterClose(tag, chunks.peekType());
      return;
    }
    if (!validator.hasValidTag(tag, chunks)) {
      badPackets++;
      return;
    }
    process(now, tag, chunks);
    ByteBuffer reassembled = dispatcher.takeReassembled();
    if (reassembled != null && !closed) {
      process(now, tag, ChunkReader.ofChunks(reassembled));
    }
  }

  /** Runs the expired timers. Does nothing if called before {@link #nextTimeout}. */
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
    alive &= sender.consecutiveTimeouts() <= config.associationMaxRetransmits();
    if (established != null) {
      established.receiver().handleTimeout(now);
      alive &= established.streamReset().handleTimeout(now);
    }
    if (!alive) {
      sendAbort(ErrorCause.userInitiatedAbort("no answer"));
      close(CloseReason.LOST, "the peer stopped responding");
    }
  }

  /** Returns when to call {@link #handleTimeout}, or {@link Long#MAX_VALUE} if no timer runs. */
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
   * Writes the next packet, if any, at the buffer's position and advances the position.
   *
   * @param out must have {@link #nextPacketSize} bytes remaining
   * @return false if there was nothing to send
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
            ? bundler.writeControl(out)
            : bundler.write(now, out, established.receiver(), state().maySendData());
    out.limit(limit);
    if (!any) {
      out.position(start);
      return false;
    }
    finish(out, start, !peer.preshared());
    return true;
  }

  /** Returns the largest packet size that the path is known to carry, in bytes. */
  public int packetSize() {
    return pathMtu.packetSize();
  }

  /** Returns the maximum size of the next packet, in bytes. */
  public int nextPacketSize() {
    return bundler.nextPacketSize();
  }

  /**
   * Restarts path MTU discovery because packets now take a new path. Does nothing unless the peers
   * use a {@link PresharedInit}. The caller must then set the Don't Fragment bit on packets larger
   * than {@link SctpConfig#maxPacketSize}.
   *
   * @param largestPacket the upper bound of the search, in bytes
   */
  public void pathChanged(long now, int largestPacket) {
    PeerParameters peer = handshake.peer();
    if (!closed && peer != null && peer.preshared()) {
      pathMtu.start(largestPacket);
      followPathMtu(now);
    }
  }

  /**
   * Continues on another path: retransmits what is outstanding, and sends a HEARTBEAT, so that the
   * peer hears of the path even from a side that has no data. Follow it with {@link #pathChanged}
   * and {@link #estimateRoundTrip}.
   *
   * @param unknown whether to forget the congestion state and the RTT, because the path is not just
   *     the former one after a NAT has changed a port
   */
  public void startPath(long now, boolean unknown) {
    if (!closed && established != null) {
      if (unknown) {
        rtt.startPath();
        congestion.startPath();
      }
      sender.startPath();
      heartbeat.startPath(now);
    }
  }

  /** Sets the RTT to use until the first measurement, in nanoseconds, more than 0. */
  public void estimateRoundTrip(long rtt) {
    this.rtt.onEstimate(rtt);
    congestion.onEstimatedRoundTrip(rtt);
  }

  /** Returns the next event, or null if there is none. */
  public @Nullable AssociationEvent pollEvent() {
    return events.poll();
  }

  /**
   * Returns whether the handshake is complete and the association is not closed. Also true during a
   * shutdown.
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
   * Returns whether {@link #send} is allowed: not after {@link #shutdown}, {@link #abort} or {@link
   * AssociationEvent.Closed}, and after {@link AssociationEvent.PeerShutdown} only until all
   * outstanding data is acknowledged.
   */
  public boolean acceptsMessages() {
    return !closed && shutdown.acceptsMessages();
  }

  /**
   * Queues a message. The queue is unbounded; use {@link #bufferedAmount()} to limit it. Allowed
   * before the association is established.
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

  /** Returns the queued payload bytes of a stream that have not been sent yet. */
  public long bufferedAmount(int streamId) {
    return sender.buffered(streamId);
  }

  /** Returns the queued payload bytes of all streams that have not been sent yet. */
  public long bufferedAmount() {
    return sender.buffered();
  }

  /** Returns the Cumulative TSN Ack Point of the sending side, unwrapped to 64 bits. */
  public long cumulativeTsnAck() {
    return sender.cumulativeTsnAck();
  }

  /** Returns the cumulative TSN received, unwrapped to 64 bits; 0 before the handshake. */
  public long cumulativeTsnReceived() {
    return cumulativeTsn();
  }

  /** Returns the number of streams usable in both directions; 0 until the peer's are known. */
  public int bidirectionalStreams() {
    PeerParameters peer = handshake.peer();
    return peer == null ? 0 : Math.min(peer.outboundStreams(), peer.inboundStreams());
  }

  /**
   * Removes and returns the next complete message of a stream. This frees space in the receive
   * window. Messages that have arrived can still be received after the association is closed.
   *
   * @return null if there is none
   */
  public @Nullable IncomingMessage receive(int streamId) {
    return lastReceiver == null ? null : lastReceiver.receive(streamId);
  }

  /** Returns the number of messages of a stream that can be received now. */
  public int readableMessages(int streamId) {
    return lastReceiver == null ? 0 : lastReceiver.readableMessages(streamId);
  }

  /**
   * Resets the outgoing side of streams (RFC 6525, section 5.1.2) once all messages queued on them
   * are acknowledged. Messages sent on them from now on are held until the reset is complete.
   *
   * @throws IllegalArgumentException if an identifier is not 0 to 65534
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
    sender.queue().requestReset(streamIds);
    advance(now);
  }

  /** Shuts the association down once all queued messages are acknowledged. */
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
   * Closes the association immediately. {@link #pollTransmit} then returns the ABORT packet.
   *
   * @param reason sent to the peer
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

  /** Reports that the peer started a shutdown. */
  void onPeerShutdown() {
    events.add(new AssociationEvent.PeerShutdown());
  }

  /** Sets up the established association after the handshake. */
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
            peer.preshared(),
            rtt,
            events);
    var streamReset =
        new StreamReset(
            config, handshake.initialTsn(), peer, outbox, rtt, sender, receiver, events);
    boolean reestablished = established != null;
    established = new Established(peer, receiver, streamReset);
    lastReceiver = receiver;
    heartbeat.start(now);
    if (reestablished) {
      // The peer has no preshared INIT values, so it discarded all DATA sent so far.
      sender.markAllLost();
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
      dispatcher.process(now, tag, chunks);
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
   * Passes black holes found by the sender to path MTU discovery, and its packet size to the
   * sender.
   */
  private void followPathMtu(long now) {
    if (sender.takeBlackHole()) {
      pathMtu.onBlackHole(now);
    }
    sender.setPacketSize(pathMtu.packetSize());
  }

  /** Continues stream resets and the shutdown, which wait for acknowledgements. */
  private void advance(long now) {
    if (established != null) {
      established.streamReset().advance(now);
      shutdown.advance(now, sender.isDone(), cumulativeTsn());
    }
  }

  private long cumulativeTsn() {
    return lastReceiver == null ? 0 : lastReceiver.cumulativeTsn();
  }

  /**
   * RFC 9260, 8.4: responds to a SHUTDOWN ACK out of the blue, so that the peer stops resending.
   */
  private void respondAfterClose(int tag, int type) {
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
