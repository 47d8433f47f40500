package io.p2pcopy.peer;

import io.p2pcopy.sctp.SctpStats;
import java.time.Duration;

/**
 * What a connection has counted since its beginning, and how it stands.
 *
 * @param packetsSent SCTP packets, retransmissions included
 * @param packetsReceived SCTP packets that were of any kind, good or bad
 * @param retransmissions DATA chunks that were sent again
 * @param timeouts expiries of the retransmission timer (T3-rtx)
 * @param roundTripTime smoothed, zero while unknown
 * @param congestionWindow bytes that may be in flight
 * @param bytesInFlight bytes sent and not acknowledged
 * @param packetSize of the largest SCTP packets in bytes, zero before there are any; on some paths
 *     it grows to what the network between the peers carries (RFC 8899)
 * @param cipherSuite of DTLS, by its name in IANA's registry; empty before the peers are connected
 * @param interleaving whether long messages of one channel leave room for those of others, which
 *     both ends must be able to (I-DATA, RFC 8260); false before they are connected
 */
public record PeerStats(
    long packetsSent,
    long packetsReceived,
    long retransmissions,
    long timeouts,
    Duration roundTripTime,
    long congestionWindow,
    long bytesInFlight,
    int packetSize,
    String cipherSuite,
    boolean interleaving) {

  static final PeerStats NONE = new PeerStats(0, 0, 0, 0, Duration.ZERO, 0, 0, 0, "", false);

  static PeerStats of(SctpStats stats, String cipherSuite) {
    return new PeerStats(
        stats.packetsSent(),
        stats.packetsReceived(),
        stats.retransmissions(),
        stats.retransmissionTimeouts(),
        Duration.ofNanos(stats.smoothedRtt()),
        stats.congestionWindow(),
        stats.bytesInFlight(),
        stats.packetSize(),
        cipherSuite,
        stats.interleaving());
  }
}
