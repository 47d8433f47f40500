package io.p2pcopy.hostile;

import io.p2pcopy.sctp.sim.PacketForge;

/** A peer of an established association, whose packets a scenario makes by hand. */
public interface SctpByHand {

  /** Returns an empty packet with the right verification tag. */
  PacketForge packet();

  /** Sends it. */
  void send(PacketForge packet);

  /** The TSN of the first DATA chunk that this peer sends, if it keeps to the standard. */
  int firstTsn();

  /** The TSN of the first DATA chunk of the other side. */
  int theirFirstTsn();
}
