package io.p2pcopy.cli;

import io.p2pcopy.cli.progress.NetworkStatus;
import io.p2pcopy.net.SocketIo;
import io.p2pcopy.peer.ConnectionPath;
import io.p2pcopy.peer.PeerStats;
import java.net.InetSocketAddress;
import java.time.Duration;

/** A network whose state a test sets. */
public final class TestNetwork implements NetworkStatus {
  private PeerStats stats = stats(0, 0);
  private Duration silence = Duration.ZERO;

  public void hasSent(long packets, long ofThemAgain) {
    stats = stats(packets, ofThemAgain);
  }

  public void isSilentFor(Duration time) {
    silence = time;
  }

  @Override
  public ConnectionPath path() {
    return new ConnectionPath(
        ConnectionPath.Kind.NAT,
        new InetSocketAddress("192.0.2.1", 1),
        new InetSocketAddress("198.51.100.1", 2),
        Duration.ofMillis(23),
        new SocketIo(true, true, 1, 1, 1));
  }

  @Override
  public PeerStats stats() {
    return stats;
  }

  @Override
  public Duration silence() {
    return silence;
  }

  private static PeerStats stats(long packets, long again) {
    return new PeerStats(packets, 0, again, 0, Duration.ofMillis(23), 0, 0, 0, "", true);
  }
}
