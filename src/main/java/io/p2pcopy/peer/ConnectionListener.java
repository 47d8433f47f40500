package io.p2pcopy.peer;

import io.p2pcopy.signal.Candidate;
import java.util.List;

/**
 * Is told how a {@link PeerConnection} comes about. All methods are called on the event loop and
 * must not block.
 */
public interface ConnectionListener {

  /** Of a connection whose course nobody follows. */
  ConnectionListener NONE = new ConnectionListener() {};

  /**
   * The peer is there, and connecting has begun: its answer was taken, or its first packet came.
   * Called again for another peer, and for one that comes after {@link #attemptFailed}.
   */
  default void peerArrived() {}

  /**
   * No path was found to a peer that is there.
   *
   * @param failure with which the connection ends otherwise
   * @return whether to wait for this peer, or another description, as long as {@link
   *     PeerConfig#patience} lasts
   */
  default boolean attemptFailed(ConnectionException failure) {
    return false;
  }

  /**
   * A public address of this side has been found, or has changed, after its description was made.
   * With these candidates, the description is a better one; the earlier one stays valid.
   *
   * @param candidates all local candidates
   */
  default void candidatesChanged(List<Candidate> candidates) {}
}
