package io.p2pcopy.sctp;

/**
 * A snapshot of an association's counters and gauges.
 *
 * @param packetsSent SCTP packets of any kind
 * @param packetsReceived SCTP packets of any kind that were handed in, good or bad
 * @param bytesSent of whole SCTP packets
 * @param bytesReceived of whole SCTP packets
 * @param retransmissions DATA chunks that were sent again
 * @param retransmissionTimeouts how often T3-rtx expired
 * @param fastRetransmits how often fast recovery was entered
 * @param smoothedRtt in nanoseconds, 0 before the first measurement
 * @param retransmissionTimeout the present RTO in nanoseconds, with its back-off
 * @param congestionWindow in bytes
 * @param bytesInFlight DATA chunks, with their headers, sent and neither acknowledged nor lost
 * @param peerReceiveWindow in bytes of user data, what is in flight already taken off
 * @param receiveBuffered bytes of user data that arrived and were not taken yet
 * @param packetSize of the largest packets in bytes, as far as the path is known to carry them
 * @param badPackets dropped as malformed, with a wrong checksum or a wrong verification tag
 * @param duplicateTsns DATA chunks that arrived more than once
 * @param droppedChunks DATA chunks dropped because they lay outside the receive window
 * @param interleaving whether both ends have agreed on I-DATA, so that messages of different
 *     streams mix (RFC 8260); false before there is an association
 */
public record SctpStats(
    long packetsSent,
    long packetsReceived,
    long bytesSent,
    long bytesReceived,
    long retransmissions,
    long retransmissionTimeouts,
    long fastRetransmits,
    long smoothedRtt,
    long retransmissionTimeout,
    long congestionWindow,
    long bytesInFlight,
    long peerReceiveWindow,
    long receiveBuffered,
    int packetSize,
    long badPackets,
    long duplicateTsns,
    long droppedChunks,
    boolean interleaving) {}
