package io.p2pcopy.sctp;

/**
 * A complete user message from the peer.
 *
 * @param streamId 0 to 65534
 * @param payloadProtocolId as the peer set it; any 32 bits
 * @param payload at least one byte; owned by the caller that received the message
 * @param unordered whether it may have been delivered ahead of earlier messages of its stream
 */
@SuppressWarnings("ArrayRecordComponent") // A copy for each message would halve the rate.
public record IncomingMessage(
    int streamId, int payloadProtocolId, byte[] payload, boolean unordered) {}
