package io.p2pcopy.peer;

import io.p2pcopy.sctp.SctpStats;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

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

  static PeerStats of(@Nullable SctpStats stats) {
    if (stats == null) {
      return new PeerStats(0, 0, 0, 0, Duration.ZERO, 0, 0);
    }
    return new PeerStats(
        stats.packetsSent(),
        stats.packetsReceived(),
        stats.retransmissions(),
        stats.retransmissionTimeouts(),
        Duration.ofNanos(Math.max(0, stats.smoothedRtt())),
        stats.congestionWindow(),
        stats.bytesInFlight());
  }
}
