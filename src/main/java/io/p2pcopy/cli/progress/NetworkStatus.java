package io.p2pcopy.cli.progress;

import io.p2pcopy.peer.ConnectionPath;
import io.p2pcopy.peer.PeerConnection;
import io.p2pcopy.peer.PeerStats;
import java.time.Duration;

/** What can be asked about a connection while data flows. From any thread. */
public interface NetworkStatus {

  ConnectionPath path();

  PeerStats stats();

  /** Returns for how long nothing has come from the peer; zero while the path is not in doubt. */
  Duration silence();

  static NetworkStatus of(PeerConnection peer) {
    return new NetworkStatus() {
      @Override
      public ConnectionPath path() {
        return peer.path();
      }

      @Override
      public PeerStats stats() {
        return peer.stats();
      }

      @Override
      public Duration silence() {
        return peer.silence();
      }
    };
  }
}
