package io.p2pcopy.ice;

import io.p2pcopy.ice.check.PacketVerdict;
import io.p2pcopy.ice.check.SelectedPath;
import io.p2pcopy.signal.Candidate;
import io.p2pcopy.signal.NatBehavior;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;

/** Is told what happens in an {@link IceTransport}. All methods are called on the event loop. */
public interface IceListener {

  void stateChanged(IceState state);

  /**
   * A packet that is not STUN came on a pair on which a connectivity check of this side was
   * answered. It may come shortly before {@link IceState#CONNECTED} is announced.
   *
   * @param packet from its position to its limit; valid during the call only
   * @return whether the peer protected it: only {@linkplain PacketVerdict#NEWEST newer} packets
   *     than all before let the path follow the peer to another address
   */
  PacketVerdict packetReceived(ByteBuffer packet, InetSocketAddress source);

  /** The path on which packets are sent is now this one. */
  default void pathChanged(SelectedPath path) {}

  /**
   * The peer is there: its answer has been taken, or its first check has come. Called again for
   * another peer, and after {@link #attemptFailed}.
   */
  default void peerArrived() {}

  /**
   * Ordinary checks have found no path to a peer that is there. Now strict NATs are presumed, and
   * ports that the descriptions do not name are tried.
   *
   * @param own of this side's NAT
   * @param peer of the peer's NAT
   */
  default void tryingHarder(NatBehavior own, NatBehavior peer) {}

  /**
   * No path has been found to a peer that is there.
   *
   * @return whether to wait for it, or for another one, as long as the patience lasts; otherwise
   *     the state becomes {@link IceState#FAILED}
   */
  default boolean attemptFailed() {
    return false;
  }

  /**
   * A public address of this side has changed, or was found after {@link IceTransport#gather} had
   * completed: what was told to the peer before may not reach this side.
   */
  default void candidatesChanged(List<Candidate> candidates) {}
}
