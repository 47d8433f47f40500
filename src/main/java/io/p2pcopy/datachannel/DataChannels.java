package io.p2pcopy.datachannel;

import io.p2pcopy.net.Clock;
import io.p2pcopy.sctp.Association;
import io.p2pcopy.sctp.AssociationEvent;
import io.p2pcopy.sctp.IncomingMessage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Executor;
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

  private static final int MAX_LABEL_LENGTH = 65535;

  private final Executor loop;
  private final Clock clock;
  private final Consumer<DataChannel> onIncoming;
  private final Map<Integer, AssociationChannel> byStream = new HashMap<>();
  private final Queue<AssociationChannel> waiting = new ArrayDeque<>();
  private final List<AssociationChannel> busy = new ArrayList<>();
  private @Nullable Association association;
  private @Nullable String failure;
  private long maxMessageSize;
  private int nextStreamId;
  private boolean established;

  /**
   * @param loop runs tasks on the event loop
   * @param onIncoming is told, on the loop, of each channel that the peer opens
   */
  public DataChannels(Executor loop, Clock clock, Consumer<DataChannel> onIncoming) {
    this.loop = loop;
    this.clock = clock;
    this.onIncoming = onIncoming;
  }

  /**
   * Makes a channel that opens as soon as there is an association. May be called from any thread.
   */
  public DataChannel open(String label, String protocol, boolean ordered) {
    checkLength(label);
    checkLength(protocol);
    AssociationChannel channel = new AssociationChannel(this, label, protocol, ordered);
    loop.execute(
        () -> {
          if (failure != null) {
            channel.failed(failure);
          } else if (established) {
            openNow(channel);
          } else {
            waiting.add(channel);
          }
        });
    return channel;
  }

  private static void checkLength(String text) {
    if (text.getBytes(StandardCharsets.UTF_8).length > MAX_LABEL_LENGTH) {
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
    nextStreamId = dtlsClient ? 0 : 1;
  }

  /** Takes one event of the association. */
  public void handle(AssociationEvent event) {
    if (event instanceof AssociationEvent.Established) {
      established = true;
      while (!waiting.isEmpty()) {
        openNow(waiting.remove());
      }
    } else if (event instanceof AssociationEvent.Readable readable) {
      deliver(readable.streamId());
    } else if (event instanceof AssociationEvent.IncomingStreamsReset reset) {
      reset.streamIds().forEach(this::incomingReset);
    } else if (event instanceof AssociationEvent.OutgoingStreamsReset reset) {
      reset.streamIds().forEach(this::outgoingReset);
    }
  }

  /**
   * Ends all channels. {@code reason} is {@code null} after a graceful end, else a sentence that
   * readers and writers are told.
   */
  public void closeAll(@Nullable String reason) {
    failure = reason == null ? "The connection is closed." : reason;
    for (AssociationChannel channel : List.copyOf(byStream.values())) {
      // Nothing will bring the rest later.
      pullAll(channel);
      end(channel, reason);
    }
    while (!waiting.isEmpty()) {
      waiting.remove().failed(failure);
    }
    byStream.clear();
  }

  private static void end(AssociationChannel channel, @Nullable String reason) {
    if (reason == null) {
      channel.ended();
    } else {
      channel.failed(reason);
    }
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

  // What channels call on the loop.

  long maxMessageSize() {
    return maxMessageSize;
  }

  void send(AssociationChannel channel, OutgoingPayload payload) {
    if (association == null || failure != null || byStream.get(channel.id()) != channel) {
      return;
    }
    association.send(clock.nanoTime(), payload.toMessage(channel.id(), channel.sendsUnordered()));
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
    while (channel.hasRoom()) {
      IncomingMessage message = carrier.receive(channel.id());
      if (message == null) {
        endIfBothSidesReset(channel);
        return;
      }
      incoming(channel, message);
    }
  }

  /** Moves all that has arrived, which the association has kept in memory before. */
  private void pullAll(AssociationChannel channel) {
    Association carrier = association;
    IncomingMessage message;
    while (carrier != null && (message = carrier.receive(channel.id())) != null) {
      incoming(channel, message);
    }
  }

  void reset(AssociationChannel channel) {
    if (association != null && failure == null && byStream.get(channel.id()) == channel) {
      association.resetStreams(clock.nanoTime(), channel.id());
    } else if (waiting.remove(channel)) {
      channel.ended();
    }
  }

  private void openNow(AssociationChannel channel) {
    int id = freeStreamId();
    if (id < 0) {
      channel.failed("All streams of the connection are in use.");
      return;
    }
    byStream.put(id, channel);
    channel.assigned(id);
    send(
        channel,
        OutgoingPayload.dcep(
            DcepMessage.Open.reliable(channel.label(), channel.protocol(), channel.ordered())));
    channel.opened();
  }

  private int freeStreamId() {
    int first = nextStreamId;
    do {
      int id = nextStreamId;
      nextStreamId = id + 2 > MAX_STREAM_ID ? id & 1 : id + 2;
      if (!byStream.containsKey(id)) {
        return id;
      }
    } while (nextStreamId != first);
    return -1;
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
      DcepMessage request =
          message.payloadProtocolId() == PayloadProtocol.DCEP
              ? DcepMessage.parse(message.payload())
              : null;
      if (request instanceof DcepMessage.Open open) {
        pull(accept(streamId, open));
        return;
      }
      // RFC 8832, section 6: user data comes after the request; before it, it belongs to no
      // channel.
    }
  }

  private AssociationChannel accept(int streamId, DcepMessage.Open open) {
    AssociationChannel channel =
        new AssociationChannel(this, open.label(), open.protocol(), open.ordered());
    byStream.put(streamId, channel);
    channel.assigned(streamId);
    send(channel, OutgoingPayload.dcep(new DcepMessage.Ack()));
    channel.acknowledged();
    channel.opened();
    onIncoming.accept(channel);
    return channel;
  }

  private void incoming(AssociationChannel channel, IncomingMessage message) {
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
    // RFC 8831, section 6.7: "an incoming stream reset [is answered] by resetting the corresponding
    // outgoing stream".
    channel.close();
    pull(channel);
  }

  private void outgoingReset(int streamId) {
    AssociationChannel channel = byStream.get(streamId);
    if (channel != null) {
      channel.outgoingReset = true;
      pull(channel);
    }
  }

  private void endIfBothSidesReset(AssociationChannel channel) {
    if (channel.incomingReset && channel.outgoingReset) {
      byStream.remove(channel.id());
      channel.ended();
    }
  }
}
