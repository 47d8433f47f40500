package io.p2pcopy.ice;

import io.p2pcopy.signal.Candidate;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;

/** Is told what happens in an {@link IceTransport}. All methods are called on the event loop. */
public interface IceListener {

  void stateChanged(IceState state);

  /**
   * A packet that is not STUN came from an address that the peer's connectivity checks have proven.
   * It may come shortly before {@link IceState#CONNECTED} is announced.
   *
   * @param packet from its position to its limit; valid during the call only
   */
  void packetReceived(ByteBuffer packet, InetSocketAddress source);

  /** The path on which packets are sent is now this one. */
  default void pathChanged(SelectedPath path) {}

  /**
   * A public address of this side has changed, or was found after {@link IceTransport#gather} had
   * completed: what was told to the peer before may not reach this side.
   */
  default void candidatesChanged(List<Candidate> candidates) {}
}
