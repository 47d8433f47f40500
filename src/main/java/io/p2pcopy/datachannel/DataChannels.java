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
 * All channels of one association: gives out stream identifiers, answers the peer's requests for
 * channels, and brings messages and resets to the channel they are for.
 *
 * <p>Everything runs on the event loop except where a method says otherwise.
 */
public final class DataChannels {

  /** RFC 8831, section 6.2 reserves 65535. */
  private static final int MAX_STREAM_ID = 65534;

  /**
   * How long a stream rests between two channels, if there are others, in nanoseconds: peers of
   * earlier versions lose the request for a channel that comes right behind the reset.
   */
  private static final long STREAM_REUSE_DELAY_NANOS = 1_000_000_000L;

  private static final int MAX_LABEL_BYTES = 65535;

  /** The loop does something else after so many messages of one channel. */
  private static final int MESSAGES_PER_FLUSH = 1024;

  private final Executor loop;
  private final BooleanSupplier inLoop;
  private final Clock clock;
  private final Consumer<DataChannel> onIncoming;
  private final ChannelMemory memory;
  private final Map<Integer, AssociationChannel> byStream = new HashMap<>();
  private final List<AssociationChannel> busy = new ArrayList<>();

  /** The streams of this side's parity that are in use, by half their identifiers. */
  private final BitSet taken = new BitSet();

  private final Queue<Released> released = new ArrayDeque<>();

  /** A stream that was in use until recently. */
  private record Released(int index, long time) {}

  /** Guards the channels without a stream, which any thread adds, and what ends them. */
  private final Object lock = new Object();

  private final Set<AssociationChannel> waiting = new LinkedHashSet<>();
  private @Nullable String failure;
  private @Nullable Throwable failureCause;

  private @Nullable Association association;
  private volatile long maxMessageSize;
  private int firstStreamId;
  private boolean established;

  /** Why no channel can be opened or written to any more, although the association is there. */
  private @Nullable String closing;

  private boolean closingLocally;

  /**
   * @param loop runs tasks on the event loop
   * @param inLoop tells whether the calling thread is the event loop's
   * @param limits what the peer can make this side keep
   * @param onIncoming is told, on the loop, of each channel that the peer opens
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
   * Makes a channel that opens as soon as there is an association, or is closed if there will be
   * none any more. May be called from any thread.
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
   * Names the association that carries the channels.
   *
   * @param dtlsClient RFC 8832, section 6: "the DTLS client MUST choose even stream identifiers,
   *     the server odd ones"
   * @param peerMaxMessageSize the largest message in bytes that the peer takes
   */
  public void attach(Association carrier, boolean dtlsClient, long peerMaxMessageSize) {
    association = carrier;
    maxMessageSize = peerMaxMessageSize;
    firstStreamId = dtlsClient ? 0 : 1;
  }

  /** Takes one event of the association. */
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
   * This side is about to end the association. Channels take no more messages; what they have
   * accepted is in the association's queue when this returns.
   */
  public void beginClosing() {
    closingLocally = true;
    beginClosing("The connection was closed on this side.");
  }

  /**
   * Throws away what has no room in the inbox of a channel from which no thread has read since the
   * last call, so that it does not keep the peer from ending the association. Called again and
   * again while the connection is being closed on this side.
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
   * Ends all channels. {@code reason} is {@code null} after a graceful end, else a sentence that
   * readers and writers are told.
   *
   * @param cause what was thrown, if that is the reason
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
      // Nothing will bring the rest later.
      pullAll(channel);
      channel.closed(reason, cause);
    }
    byStream.clear();
    busy.clear();
    unopened.forEach(channel -> channel.closed(reasonForNewChannels, cause));
  }

  /**
   * Tells channels with queued bytes how many are left. Called at the end of each turn, after
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

  // What channels call from any thread.

  void post(Runnable task) {
    loop.execute(task);
  }

  /**
   * What would wait for the event loop must not run on it.
   *
   * @throws IllegalStateException if it does
   */
  void requireBlockable(String method) {
    if (inLoop.getAsBoolean()) {
      throw new IllegalStateException(method + " would block the event loop");
    }
  }

  // What channels call on the loop.

  long maxMessageSize() {
    return maxMessageSize;
  }

  /** Hands messages of the channel to the association; the rest of many in the next turn. */
  void flush(AssociationChannel channel) {
    if (!flush(channel, MESSAGES_PER_FLUSH)) {
      loop.execute(() -> flush(channel));
    }
  }

  /** The same with all messages of a channel that takes no more. */
  private void flushAll(AssociationChannel channel) {
    flush(channel, Integer.MAX_VALUE);
  }

  /** Returns whether the channel was found empty, which makes its next message post a flush. */
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
    // What is sent while the connection ends is lost with it.
    if (carrier == null || !carrier.acceptsMessages() || byStream.get(channel.id()) != channel) {
      return;
    }
    carrier.send(clock.nanoTime(), payload.toMessage(channel.id(), channel.sendsUnordered()));
    if (!channel.busy) {
      channel.busy = true;
      busy.add(channel);
    }
  }

  /** Moves what has arrived into the channel's inbox, as far as there is room in it. */
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
   * Returns the next message of the channel; what follows the peer's reset is another channel's.
   */
  private static @Nullable IncomingMessage next(Association carrier, AssociationChannel channel) {
    if (!channel.incomingReset) {
      return carrier.receive(channel.id());
    }
    return channel.unreadBeforeReset-- > 0 ? carrier.receive(channel.id()) : null;
  }

  /** Moves all that has arrived, which the association has kept in memory before. */
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

  /** Opens what waits, or fails it, once it is certain which. */
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

  /** Returns the lowest stream of ours that both ends have and no channel uses, or -1. */
  private int freeStreamId() {
    int streams = association == null ? 0 : association.bidirectionalStreams();
    int id = lowestFree(STREAM_REUSE_DELAY_NANOS);
    if (id >= streams) {
      id = lowestFree(0);
    }
    return id < streams && id <= MAX_STREAM_ID ? id : -1;
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
    AssociationChannel channel = byStream.get(streamId);
    if (channel != null) {
      pull(channel);
      return;
    }
    Association carrier = association;
    IncomingMessage message;
    while (carrier != null && (message = carrier.receive(streamId)) != null) {
      if (message.payloadProtocolId() != PayloadProtocol.DCEP) {
        // RFC 8832, section 6: user data comes after the request; before it, it belongs to no
        // channel.
        continue;
      }
      if (DcepMessage.parse(message.payload()) instanceof DcepMessage.Open open
          && mayOpen(streamId)
          && memory.admit(open.label(), open.protocol())) {
        pull(accept(streamId, open));
        return;
      }
      // So is one for which there is no room.
      if (DcepMessage.isOpen(message.payload()) && isAnswerable(streamId)) {
        // RFC 8832, section 6: a request that breaks the rules is answered by closing the channel,
        // "and MUST NOT send a DATA_CHANNEL_ACK message".
        carrier.resetStreams(clock.nanoTime(), streamId);
      }
    }
  }

  /** Whether the peer may open a channel on a stream that no channel uses. */
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
        // RFC 8831, section 6.6 knows no other identifiers.
      }
    }
  }

  private void controlArrived(AssociationChannel channel, byte[] payload) {
    DcepMessage message = DcepMessage.parse(payload);
    if (message instanceof DcepMessage.Ack) {
      channel.acknowledged();
    } else if (message instanceof DcepMessage.Open) {
      // RFC 8832, section 6: a request on a stream that is in use is an error; the channel is
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
    // The peer uses the stream again only when this side has reset it, too.
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
    // The peer does not know of resets, or will not have this one. To our user the channel is
    // closed all the same; its stream, which goes on with the sequence numbers that it has, stays
    // taken.
    pullAll(channel);
    byStream.remove(streamId);
    channel.ended();
  }

  private void endIfBothSidesReset(AssociationChannel channel) {
    if (channel.incomingReset && channel.outgoingReset) {
      release(channel);
      channel.ended();
      // The next channel on the stream may have come already.
      deliver(channel.id());
    }
  }
}
