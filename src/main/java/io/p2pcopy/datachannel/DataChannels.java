package io.p2pcopy.datachannel;

import io.p2pcopy.net.Clock;
import io.p2pcopy.sctp.AssociationEvent;
import io.p2pcopy.sctp.IncomingMessage;
import io.p2pcopy.sctp.association.Association;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The data channels of one association: assigns stream identifiers, accepts channels opened by the
 * peer, and dispatches messages and resets to their channels.
 *
 * <p>All methods must be called on the event loop unless stated otherwise.
 */
public final class DataChannels {

  /** RFC 8831, section 6.2 reserves 65535. */
  private static final int MAX_STREAM_ID = 65534;

  /**
   * How long a stream stays unused between two channels if other streams are free: earlier versions
   * lose a DATA_CHANNEL_OPEN that directly follows the reset.
   */
  private static final long STREAM_REUSE_DELAY_NANOS = 1_000_000_000L;

  private static final int MAX_LABEL_BYTES = 65535;

  /** The maximum number of messages of one channel per task, so that other tasks get their turn. */
  private static final int MESSAGES_PER_FLUSH = 1024;

  private final Executor loop;
  private final BooleanSupplier inLoop;
  private final Clock clock;
  private final Consumer<DataChannel> onIncoming;
  private final ChannelMemory memory;
  private final Map<Integer, AssociationChannel> byStream = new HashMap<>();
  private final List<AssociationChannel> busy = new ArrayList<>();

  /** The streams of this side's parity that are in use, indexed by half their identifier. */
  private final BitSet taken = new BitSet();

  private final Queue<Released> released = new ArrayDeque<>();

  /** A recently released stream. */
  private record Released(int index, long time) {}

  /** Guards {@link #waiting}, {@link #failure} and {@link #failureCause}, used by any thread. */
  private final Object lock = new Object();

  private final Set<AssociationChannel> waiting = new LinkedHashSet<>();
  private @Nullable String failure;
  private @Nullable Throwable failureCause;

  private @Nullable Association association;
  private @Nullable ReservedStream reserved;
  private volatile long maxMessageSize;
  private int firstStreamId;
  private boolean established;

  /** Why channels cannot be opened or written to during a shutdown, or null. */
  private @Nullable String closing;

  private boolean closingLocally;

  /**
   * @param loop runs tasks on the event loop
   * @param inLoop returns whether the calling thread is the event loop's
   * @param limits the limits for the peer
   * @param onIncoming called on the event loop with each channel that the peer opens
   */
  public DataChannels(
      Executor loop,
      BooleanSupplier inLoop,
      Clock clock,
      ChannelLimits limits,
      Consumer<DataChannel> onIncoming) {
    memory = new ChannelMemory(limits);
    this.loop = loop;
    this.inLoop = inLoop;
    this.clock = clock;
    this.onIncoming = onIncoming;
  }

  /**
   * Creates a channel, which opens when the association is established, or is closed if the
   * connection has failed. May be called from any thread.
   */
  public DataChannel open(String label, String protocol, boolean ordered) {
    checkLength(label);
    checkLength(protocol);
    AssociationChannel channel =
        new AssociationChannel(this, memory, label, protocol, ordered, false);
    @Nullable String ended;
    @Nullable Throwable endedCause;
    synchronized (lock) {
      ended = failure;
      endedCause = failureCause;
      if (ended == null) {
        waiting.add(channel);
      }
    }
    if (ended == null) {
      loop.execute(this::openWaiting);
    } else {
      channel.closed(ended, endedCause);
    }
    return channel;
  }

  private static void checkLength(String text) {
    if (text.getBytes(StandardCharsets.UTF_8).length > MAX_LABEL_BYTES) {
      throw new IllegalArgumentException("longer than 65535 bytes");
    }
  }

  /**
   * Sets the association that carries the channels.
   *
   * @param dtlsClient RFC 8832, section 6: "the DTLS client MUST choose even stream identifiers,
   *     the server odd ones"
   * @param peerMaxMessageSize the largest message that the peer accepts, in bytes
   */
  public void attach(Association carrier, boolean dtlsClient, long peerMaxMessageSize) {
    association = carrier;
    maxMessageSize = peerMaxMessageSize;
    firstStreamId = dtlsClient ? 0 : 1;
  }

  /**
   * Takes the stream {@link ReservedStream#ID} from the channels. Called after {@link #attach}, and
   * only if the peer does the same.
   *
   * @param receiver is called with each message, on the event loop
   */
  public ReservedStream reserve(Consumer<byte[]> receiver) {
    Association carrier = association;
    if (carrier == null) {
      throw new IllegalStateException("not attached");
    }
    ReservedStream stream = new ReservedStream(carrier, clock, receiver);
    reserved = stream;
    return stream;
  }

  private boolean isReserved(int streamId) {
    return reserved != null && streamId == ReservedStream.ID;
  }

  /** Processes an event of the association. */
  public void handle(AssociationEvent event) {
    if (event instanceof AssociationEvent.Established) {
      established = true;
      openWaiting();
    } else if (event instanceof AssociationEvent.Readable readable) {
      deliver(readable.streamId());
    } else if (event instanceof AssociationEvent.IncomingStreamsReset reset) {
      reset.streamIds().forEach(this::incomingReset);
    } else if (event instanceof AssociationEvent.OutgoingStreamsReset reset) {
      reset.streamIds().forEach(id -> outgoingReset(id, reset.performed()));
    } else if (event instanceof AssociationEvent.PeerShutdown) {
      beginClosing("The other side has closed the connection.");
    }
  }

  /**
   * Prepares for a shutdown of the association by this side. Channels reject further messages. When
   * this returns, all accepted messages are in the association's queue.
   */
  public void beginClosing() {
    closingLocally = true;
    beginClosing("The connection was closed on this side.");
  }

  /**
   * Discards messages that do not fit into the inbox of a channel that the application has not read
   * since the last call. Otherwise they would keep the receive window closed and block the peer's
   * shutdown. Called repeatedly while this side closes the connection.
   */
  public void discardUnread() {
    for (AssociationChannel channel : List.copyOf(byStream.values())) {
      channel.discarding = !channel.wasRead() && !channel.hasRoom();
      pull(channel);
    }
  }

  private void beginClosing(String reason) {
    closing = reason;
    for (AssociationChannel channel : List.copyOf(byStream.values())) {
      channel.beginClosing(reason);
      flushAll(channel);
    }
    openWaiting();
  }

  /**
   * Closes all channels.
   *
   * @param reason a sentence for the exceptions of readers and writers, or null after a graceful
   *     shutdown
   * @param cause the cause of those exceptions, or null
   */
  public void closeAll(@Nullable String reason, @Nullable Throwable cause) {
    List<AssociationChannel> unopened;
    String reasonForNewChannels = reason == null ? "The connection is closed." : reason;
    synchronized (lock) {
      failure = reasonForNewChannels;
      failureCause = cause;
      unopened = List.copyOf(waiting);
      waiting.clear();
    }
    for (AssociationChannel channel : List.copyOf(byStream.values())) {
      // The association is closed, so this is the last chance to take its messages.
      pullAll(channel);
      channel.closed(reason, cause);
    }
    byStream.clear();
    busy.clear();
    unopened.forEach(channel -> channel.closed(reasonForNewChannels, cause));
  }

  /**
   * Updates the queued bytes of channels. Called at the end of each event loop iteration, after
   * packets were written.
   */
  public void turnEnded() {
    Association carrier = association;
    if (carrier == null) {
      return;
    }
    for (int i = busy.size() - 1; i >= 0; i--) {
      AssociationChannel channel = busy.get(i);
      long queued = carrier.bufferedAmount(channel.id());
      if (queued == 0) {
        busy.remove(i);
        channel.busy = false;
      }
      channel.queuedInAssociation(queued);
    }
  }

  // The following methods are called by channels from any thread.

  void post(Runnable task) {
    loop.execute(task);
  }

  /**
   * Checks that a blocking method is not called on the event loop.
   *
   * @throws IllegalStateException if it is
   */
  void requireBlockable(String method) {
    if (inLoop.getAsBoolean()) {
      throw new IllegalStateException(method + " would block the event loop");
    }
  }

  // The following methods are called by channels on the event loop.

  long maxMessageSize() {
    return maxMessageSize;
  }

  /** Moves messages of the channel to the association; posts a task for the rest of many. */
  void flush(AssociationChannel channel) {
    if (!flush(channel, MESSAGES_PER_FLUSH)) {
      loop.execute(() -> flush(channel));
    }
  }

  /** Moves all messages of a closing channel to the association. */
  private void flushAll(AssociationChannel channel) {
    flush(channel, Integer.MAX_VALUE);
  }

  /** Returns whether the channel is empty, so that its next message posts a new task. */
  private boolean flush(AssociationChannel channel, int most) {
    for (int i = 0; i < most; i++) {
      OutgoingPayload payload = channel.takeOutgoing();
      if (payload == null) {
        return true;
      }
      send(channel, payload);
    }
    return false;
  }

  private void send(AssociationChannel channel, OutgoingPayload payload) {
    Association carrier = association;
    // Messages sent during the shutdown are discarded.
    if (carrier == null || !carrier.acceptsMessages() || byStream.get(channel.id()) != channel) {
      return;
    }
    carrier.send(clock.nanoTime(), payload.toMessage(channel.id(), channel.sendsUnordered()));
    if (!channel.busy) {
      channel.busy = true;
      busy.add(channel);
    }
  }

  /** Moves received messages into the channel's inbox as long as there is room. */
  void pull(AssociationChannel channel) {
    Association carrier = association;
    if (carrier == null || byStream.get(channel.id()) != channel) {
      return;
    }
    while (channel.hasRoom() || channel.discarding) {
      IncomingMessage message = next(carrier, channel);
      if (message == null) {
        endIfBothSidesReset(channel);
        return;
      }
      incoming(channel, message);
    }
  }

  /**
   * Returns the next message of the channel. Messages after the peer's reset belong to the next
   * channel on the stream.
   */
  private static @Nullable IncomingMessage next(Association carrier, AssociationChannel channel) {
    if (!channel.incomingReset) {
      return carrier.receive(channel.id());
    }
    return channel.unreadBeforeReset-- > 0 ? carrier.receive(channel.id()) : null;
  }

  /** Moves all received messages into the inbox. They are in memory already. */
  private void pullAll(AssociationChannel channel) {
    Association carrier = association;
    IncomingMessage message;
    while (carrier != null && (message = next(carrier, channel)) != null) {
      incoming(channel, message);
    }
  }

  void reset(AssociationChannel channel) {
    boolean unopened;
    synchronized (lock) {
      unopened = waiting.remove(channel);
    }
    if (unopened) {
      channel.ended();
    } else if (association != null && byStream.get(channel.id()) == channel) {
      flushAll(channel);
      association.resetStreams(clock.nanoTime(), channel.id());
    }
  }

  /** Opens the waiting channels, or fails them if the association is shutting down. */
  private void openWaiting() {
    String reason = closing;
    if (!established && reason == null) {
      return;
    }
    List<AssociationChannel> channels;
    synchronized (lock) {
      channels = List.copyOf(waiting);
      waiting.clear();
    }
    for (AssociationChannel channel : channels) {
      if (reason == null) {
        openNow(channel);
      } else {
        channel.failed(reason);
      }
    }
  }

  private void openNow(AssociationChannel channel) {
    int id = freeStreamId();
    if (id < 0) {
      channel.failed("All streams of the connection are in use.");
      return;
    }
    byStream.put(id, channel);
    taken.set(id >> 1);
    channel.assigned(id);
    send(
        channel,
        OutgoingPayload.dcep(
            DcepMessage.Open.reliable(channel.label(), channel.protocol(), channel.ordered())));
    channel.opened();
  }

  /** Returns the lowest free stream identifier of our parity, or -1. */
  private int freeStreamId() {
    int streams = association == null ? 0 : association.bidirectionalStreams();
    int id = lowestFree(STREAM_REUSE_DELAY_NANOS);
    if (id >= streams) {
      id = lowestFree(0);
    }
    return id < streams && id <= MAX_STREAM_ID && !isReserved(id) ? id : -1;
  }

  private int lowestFree(long unusedFor) {
    Released first = released.peek();
    while (first != null && clock.nanoTime() - first.time() >= unusedFor) {
      taken.clear(released.remove().index());
      first = released.peek();
    }
    return 2 * taken.nextClearBit(0) + firstStreamId;
  }

  private void release(AssociationChannel channel) {
    byStream.remove(channel.id());
    if ((channel.id() & 1) == firstStreamId) {
      released.add(new Released(channel.id() >> 1, clock.nanoTime()));
    }
  }

  private void deliver(int streamId) {
    ReservedStream stream = reserved;
    if (stream != null && streamId == ReservedStream.ID) {
      stream.deliver();
      return;
    }
    AssociationChannel channel = byStream.get(streamId);
    if (channel != null) {
      pull(channel);
      return;
    }
    Association carrier = association;
    IncomingMessage message;
    while (carrier != null && (message = carrier.receive(streamId)) != null) {
      if (message.payloadProtocolId() != PayloadProtocol.DCEP) {
        // RFC 8832, section 6: user data before the DATA_CHANNEL_OPEN belongs to no channel.
        continue;
      }
      if (DcepMessage.parse(message.payload()) instanceof DcepMessage.Open open
          && mayOpen(streamId)
          && memory.admit(open.label(), open.protocol())) {
        pull(accept(streamId, open));
        return;
      }
      if (DcepMessage.isOpen(message.payload()) && isAnswerable(streamId)) {
        // Invalid, or a limit is exceeded. RFC 8832, section 6: the channel is closed,
        // "and MUST NOT send a DATA_CHANNEL_ACK message".
        carrier.resetStreams(clock.nanoTime(), streamId);
      }
    }
  }

  /** Whether the peer may open a channel on this unused stream. */
  private boolean mayOpen(int streamId) {
    // RFC 8832, section 6: the DTLS client uses even streams, the server odd ones.
    return (streamId & 1) != firstStreamId && isAnswerable(streamId);
  }

  private boolean isAnswerable(int streamId) {
    return association != null && streamId < association.bidirectionalStreams() && !closingLocally;
  }

  private AssociationChannel accept(int streamId, DcepMessage.Open open) {
    AssociationChannel channel =
        new AssociationChannel(this, memory, open.label(), open.protocol(), open.ordered(), true);
    byStream.put(streamId, channel);
    channel.assigned(streamId);
    send(channel, OutgoingPayload.dcep(new DcepMessage.Ack()));
    channel.acknowledged();
    channel.opened();
    if (closing != null) {
      channel.beginClosing(closing);
    }
    onIncoming.accept(channel);
    return channel;
  }

  private void incoming(AssociationChannel channel, IncomingMessage message) {
    if (channel.discarding && !channel.hasRoom()) {
      return;
    }
    byte[] payload = message.payload();
    switch (message.payloadProtocolId()) {
      case PayloadProtocol.STRING -> channel.arrived(new Message(Message.Kind.TEXT, payload));
      case PayloadProtocol.BINARY -> channel.arrived(new Message(Message.Kind.BINARY, payload));
      case PayloadProtocol.STRING_EMPTY ->
          channel.arrived(new Message(Message.Kind.TEXT, new byte[0]));
      case PayloadProtocol.BINARY_EMPTY ->
          channel.arrived(new Message(Message.Kind.BINARY, new byte[0]));
      case PayloadProtocol.DCEP -> controlArrived(channel, payload);
      default -> {
        // RFC 8831, section 6.6 defines no other identifiers.
      }
    }
  }

  private void controlArrived(AssociationChannel channel, byte[] payload) {
    DcepMessage message = DcepMessage.parse(payload);
    if (message instanceof DcepMessage.Ack) {
      channel.acknowledged();
    } else if (message instanceof DcepMessage.Open) {
      // RFC 8832, section 6: a DATA_CHANNEL_OPEN on a stream in use is an error; the channel is
      // closed.
      channel.close();
    }
  }

  private void incomingReset(int streamId) {
    AssociationChannel channel = byStream.get(streamId);
    if (channel == null) {
      return;
    }
    channel.incomingReset = true;
    // The peer reuses the stream only after this side has reset it too.
    channel.unreadBeforeReset = association == null ? 0 : association.readableMessages(streamId);
    // RFC 8831, section 6.7: "an incoming stream reset [is answered] by resetting the corresponding
    // outgoing stream".
    channel.close();
    pull(channel);
  }

  private void outgoingReset(int streamId, boolean performed) {
    AssociationChannel channel = byStream.get(streamId);
    if (channel == null) {
      return;
    }
    channel.outgoingReset = true;
    if (performed) {
      pull(channel);
      return;
    }
    // The peer does not support resets or denied this one. The channel is closed anyway, but its
    // stream stays in use, because its sequence numbers continue.
    pullAll(channel);
    byStream.remove(streamId);
    channel.ended();
  }

  private void endIfBothSidesReset(AssociationChannel channel) {
    if (channel.incomingReset && channel.outgoingReset) {
      release(channel);
      channel.ended();
      // The peer may already have opened the next channel on the stream.
      deliver(channel.id());
    }
  }
}
