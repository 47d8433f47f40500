package io.p2pcopy.sctp;

import io.p2pcopy.sctp.association.Association;
import java.util.List;

/** What happened inside an association; handed out by {@link Association#pollEvent}. */
public sealed interface AssociationEvent {

  /**
   * The handshake is complete.
   *
   * @param outboundStreams streams 0 to {@code outboundStreams - 1} may be sent on
   * @param inboundStreams streams 0 to {@code inboundStreams - 1} may be received on
   */
  record Established(int outboundStreams, int inboundStreams) implements AssociationEvent {}

  /** A message can be received on a stream that had none before. */
  @SuppressWarnings("JavaLangClash") // Always written AssociationEvent.Readable.
  record Readable(int streamId) implements AssociationEvent {}

  /**
   * The peer has reset its side of these streams (RFC 6525). Messages that it sent before are still
   * readable.
   */
  record IncomingStreamsReset(List<Integer> streamIds) implements AssociationEvent {
    public IncomingStreamsReset {
      streamIds = List.copyOf(streamIds);
    }
  }

  /**
   * The peer has answered our request to reset these streams.
   *
   * @param performed false if the peer denied it, or if the peer has no such streams; what was
   *     queued on streams that the peer does not have is lost
   */
  record OutgoingStreamsReset(List<Integer> streamIds, boolean performed)
      implements AssociationEvent {
    public OutgoingStreamsReset {
      streamIds = List.copyOf(streamIds);
    }
  }

  /**
   * The peer has begun to end the association (RFC 9260, section 9.2). What is queued is still
   * sent; nothing new may be queued once the next packet has been polled.
   */
  record PeerShutdown() implements AssociationEvent {}

  /**
   * The association has ended; the last event. Messages that had arrived are still readable.
   *
   * @param detail for a log or a person; may hold text of the peer, not escaped
   */
  record Closed(CloseReason reason, String detail) implements AssociationEvent {}

  /** Why an association has ended. */
  enum CloseReason {
    /** Gracefully: everything that was queued on either side was acknowledged. */
    SHUTDOWN,
    /** The peer sent an ABORT. */
    ABORTED_BY_PEER,
    /** {@link Association#abort} was called. */
    ABORTED,
    /** The peer did not answer any more. */
    LOST,
    /** The peer broke the protocol and was sent an ABORT. */
    PROTOCOL_VIOLATION
  }
}
