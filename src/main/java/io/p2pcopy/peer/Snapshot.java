package io.p2pcopy.peer;

import io.p2pcopy.ice.check.SelectedPath;
import io.p2pcopy.net.SocketIo;
import io.p2pcopy.sctp.SctpStats;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The path and counters of a connection as of at most 100 ms ago. Taken on the event loop, read
 * from any thread.
 */
final class Snapshot {
  private static final long INTERVAL = Duration.ofMillis(100).toNanos();

  private volatile @Nullable ConnectionPath path;
  private volatile PeerStats stats = PeerStats.NONE;
  private long takenAt;

  /** Returns the path, or {@code null} while there is none. */
  @Nullable ConnectionPath path() {
    return path;
  }

  /** Returns the counters. */
  PeerStats stats() {
    return stats;
  }

  boolean isOld(long now) {
    return now >= oldAt();
  }

  /** Returns when the next snapshot is due. */
  long oldAt() {
    return takenAt + INTERVAL;
  }

  void take(
      long now,
      SctpStats counters,
      String cipherSuite,
      @Nullable SelectedPath selected,
      @Nullable SocketIo io) {
    takenAt = now;
    stats = PeerStats.of(counters, cipherSuite);
    if (selected != null && io != null) {
      Duration measured = stats.roundTripTime();
      path = ConnectionPath.of(selected, measured.isZero() ? selected.rtt() : measured, io, path);
    }
  }
}
