package io.p2pcopy.sctp;

/**
 * A snapshot of an association's counters and gauges.
 *
 * @param packetsSent SCTP packets of any kind
 * @param packetsReceived all SCTP packets received, including bad ones
 * @param bytesSent of whole SCTP packets
 * @param bytesReceived of whole SCTP packets
 * @param retransmissions DATA chunks that were retransmitted
 * @param retransmissionTimeouts how often T3-rtx expired
 * @param fastRetransmits how often fast recovery was entered
 * @param smoothedRtt in nanoseconds, 0 before the first measurement
 * @param retransmissionTimeout the current RTO in nanoseconds, including exponential backoff
 * @param congestionWindow in bytes
 * @param bytesInFlight bytes of DATA chunks, including headers, that are neither acknowledged nor
 *     lost
 * @param peerReceiveWindow in bytes of user data, less the data in flight
 * @param receiveBuffered bytes of user data that the application has not received yet
 * @param packetSize the largest packet size that the path is known to carry, in bytes
 * @param badPackets packets dropped because they were malformed or had a wrong checksum or
 *     verification tag
 * @param duplicateTsns DATA chunks received more than once
 * @param droppedChunks DATA chunks dropped because they were outside the receive window
 * @param interleaving whether I-DATA was negotiated (RFC 8260); false before the association is
 *     established
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
