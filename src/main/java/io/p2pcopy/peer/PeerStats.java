package io.p2pcopy.peer;

import io.p2pcopy.sctp.SctpStats;
import java.time.Duration;

/**
 * What a connection has counted since its beginning.
 *
 * @param packetsSent SCTP packets, retransmissions included
 * @param packetsReceived SCTP packets that were of any kind, good or bad
 * @param retransmissions DATA chunks that were sent again
 * @param timeouts expiries of the retransmission timer (T3-rtx)
 * @param roundTripTime smoothed, zero while unknown
 * @param congestionWindow bytes that may be in flight
 * @param bytesInFlight bytes sent and not acknowledged
 */
public record PeerStats(
    long packetsSent,
    long packetsReceived,
    long retransmissions,
    long timeouts,
    Duration roundTripTime,
    long congestionWindow,
    long bytesInFlight) {

  static final PeerStats NONE = new PeerStats(0, 0, 0, 0, Duration.ZERO, 0, 0);

  static PeerStats of(SctpStats stats) {
    return new PeerStats(
        stats.packetsSent(),
        stats.packetsReceived(),
        stats.retransmissions(),
        stats.retransmissionTimeouts(),
        Duration.ofNanos(stats.smoothedRtt()),
        stats.congestionWindow(),
        stats.bytesInFlight());
  }
}
