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
   * Ordinary checks have found no path to the present peer, which strict (symmetric) NATs may
   * cause. More is tried for up to 20 s.
   *
   * @param strictHere whether the NAT of this side is known to be strict
   * @param strictThere whether that of the peer is
   */
  default void tryingHarder(boolean strictHere, boolean strictThere) {}

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

  /**
   * The established connection has no path at the moment: the peer does not answer, or this machine
   * has left its network. Other paths are searched for; {@link #pathFound} or the end of the
   * connection follows.
   */
  default void pathLost() {}

  /**
   * The established connection uses another path, or has a path again after {@link #pathLost},
   * possibly the same one.
   *
   * @param path the path in use
   */
  default void pathFound(ConnectionPath path) {}

  /**
   * The peer has reported its present candidates inside the established connection, which only
   * another p2pcopy does.
   *
   * @param candidates all that this side accepts; others may be in the peer's description
   */
  default void peerCandidatesChanged(List<Candidate> candidates) {}
}
