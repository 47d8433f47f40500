package io.p2pcopy.peer;

import io.p2pcopy.sctp.SctpStats;
import java.time.Duration;

/**
 * Counters of a connection since its establishment, and its current state.
 *
 * @param packetsSent SCTP packets, retransmissions included
 * @param packetsReceived SCTP packets, valid or not
 * @param retransmissions retransmitted DATA or I-DATA chunks
 * @param timeouts expiries of the retransmission timer (T3-rtx)
 * @param roundTripTime the smoothed round-trip time; zero while unknown
 * @param congestionWindow the congestion window in bytes
 * @param bytesInFlight bytes sent and not yet acknowledged
 * @param packetSize the largest SCTP packet in bytes, zero before the association exists; grows by
 *     path MTU discovery (RFC 8899)
 * @param cipherSuite the DTLS cipher suite by its IANA name; empty before the handshake
 * @param interleaving whether messages of different channels are interleaved (I-DATA, RFC 8260),
 *     which both ends must support; false before the association is established
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
