package io.p2pcopy.ice.punch;

import io.p2pcopy.signal.NatBehavior;

/** What a peer can know of the external port from which a NAT sends to it. */
enum PortPattern {
  /** It is the port that the description names: the mapping does not depend on the destination. */
  STABLE,
  /** It is a few steps from the port that the description names. */
  REGULAR,
  /** It is in a block of ports around that port. */
  BLOCK,
  /** Nothing. */
  RANDOM;

  /** In wider blocks, two sides that both guess do not meet within the packets of an attempt. */
  private static final int WIDEST_BLOCK = 512;

  static PortPattern of(NatBehavior nat) {
    if (!nat.isStrict()) {
      return STABLE;
    }
    return switch (nat.ports()) {
      case REGULAR -> REGULAR;
      case BLOCK -> nat.width() <= WIDEST_BLOCK ? BLOCK : RANDOM;
      case PRESERVED, RANDOM, UNKNOWN -> RANDOM;
    };
  }
}
