package io.p2pcopy.peer;

import io.p2pcopy.signal.Candidate;
import java.util.List;

/**
 * Receives the progress of a {@link PeerConnection} attempt. All methods are called on the event
 * loop and must not block.
 */
public interface ConnectionListener {

  /** Ignores all events. */
  ConnectionListener NONE = new ConnectionListener() {};

  /**
   * The peer is present and the connect timeout has started: its answer was applied, or its first
   * connectivity check arrived. Called again for another peer, and for a peer that arrives after
   * {@link #attemptFailed}.
   */
  default void peerArrived() {}

  /**
   * No path to a present peer was found within {@link PeerConfig#connectTimeout}.
   *
   * @param failure the reason, which ends the connection if this method returns false
   * @return whether to keep waiting for this peer or another description, for another {@link
   *     PeerConfig#patience}
   */
  default boolean attemptFailed(ConnectionException failure) {
    return false;
  }

  /**
   * A public address of this side was found, or changed, after the description was created. A
   * description with these candidates has a better chance; the earlier one stays valid.
   *
   * @param candidates all local candidates
   */
  default void candidatesChanged(List<Candidate> candidates) {}
}
