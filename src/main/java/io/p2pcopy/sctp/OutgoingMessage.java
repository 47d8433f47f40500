package io.p2pcopy.sctp;

/**
 * A user message to send.
 *
 * @param streamId 0 to 65534
 * @param payloadProtocolId identifies the type of the payload to the peer; any 32 bits
 * @param payload at least one byte; must not be modified after {@code send}
 * @param unordered whether the peer may deliver it ahead of earlier messages of its stream
 */
@SuppressWarnings("ArrayRecordComponent") // A copy for each message would halve the rate.
public record OutgoingMessage(
    int streamId, int payloadProtocolId, byte[] payload, boolean unordered) {

  /** The largest usable stream identifier: RFC 8832 reserves 65535. */
  public static final int MAX_STREAM_ID = 65_534;

  public OutgoingMessage {
    if (streamId < 0 || streamId > MAX_STREAM_ID) {
      throw new IllegalArgumentException("no stream identifier: " + streamId);
    }
    // RFC 9260, 3.3.1: "a DATA chunk with no User Data field" is a protocol violation.
    if (payload.length == 0) {
      throw new IllegalArgumentException("SCTP carries no empty messages");
    }
  }
}
