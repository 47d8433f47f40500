package io.p2pcopy.sctp;

import io.p2pcopy.sctp.association.Association;
import java.util.List;

/** An event of an association, returned by {@link Association#pollEvent}. */
public sealed interface AssociationEvent {

  /**
   * The handshake is complete.
   *
   * @param outboundStreams this side may send on streams 0 to {@code outboundStreams - 1}
   * @param inboundStreams the peer may send on streams 0 to {@code inboundStreams - 1}
   */
  record Established(int outboundStreams, int inboundStreams) implements AssociationEvent {}

  /** A stream that had no message to receive has one now. */
  @SuppressWarnings("JavaLangClash") // Always written AssociationEvent.Readable.
  record Readable(int streamId) implements AssociationEvent {}

  /**
   * The peer reset its outgoing side of these streams (RFC 6525). Messages that it sent before the
   * reset can still be received.
   */
  record IncomingStreamsReset(List<Integer> streamIds) implements AssociationEvent {
    public IncomingStreamsReset {
      streamIds = List.copyOf(streamIds);
    }
  }

  /**
   * The peer responded to our request to reset these streams.
   *
   * @param performed false if the peer denied the request or does not have these streams. Messages
   *     queued on streams that the peer does not have are discarded
   */
  record OutgoingStreamsReset(List<Integer> streamIds, boolean performed)
      implements AssociationEvent {
    public OutgoingStreamsReset {
      streamIds = List.copyOf(streamIds);
    }
  }

  /**
   * The peer started a shutdown (RFC 9260, section 9.2). Queued messages are still sent. New
   * messages can be queued only until the next packet is polled.
   */
  record PeerShutdown() implements AssociationEvent {}

  /**
   * The association is closed. This is the last event. Messages that arrived before can still be
   * received.
   *
   * @param detail for logs or the user. May contain unescaped text from the peer
   */
  record Closed(CloseReason reason, String detail) implements AssociationEvent {}

  /** Why an association was closed. */
  enum CloseReason {
    /** Graceful shutdown: the peers acknowledged all messages queued on both sides. */
    SHUTDOWN,
    /** The peer sent an ABORT. */
    ABORTED_BY_PEER,
    /** {@link Association#abort} was called. */
    ABORTED,
    /** The peer stopped responding. */
    LOST,
    /** The peer violated the protocol; this side sent an ABORT. */
    PROTOCOL_VIOLATION
  }
}
