package io.p2pcopy.peer;

import io.p2pcopy.signal.NatBehavior;

/** Why no path was found, as far as this side can see. */
public enum NoPathCause {
  /** No STUN server could be reached: the network of this side blocks UDP. */
  UDP_BLOCKED("No connection: this network blocks UDP, which is needed."),

  /** The same on the peer's side, as its description says. */
  PEER_UDP_BLOCKED("No connection: the other side's network blocks UDP, which is needed."),

  /** The mappings of both NATs depend on the destination, so that neither side can aim. */
  BOTH_NATS_STRICT(
      "No connection: both networks have a strict NAT, so neither side can reach the other."),

  /** Not one connectivity check of the peer has arrived. */
  NOTHING_RECEIVED("No connection: nothing came from the other computer."),

  /** The mapping of this side's NAT depends on the destination. */
  NAT_STRICT("No connection: this network has a strict NAT, and no path was found through it."),

  /** The same on the peer's side, as its description says. */
  PEER_NAT_STRICT(
      "No connection: the other side's network has a strict NAT, and no path was found through"
          + " it."),

  /** Checks of the peer arrive, but it answers none of ours. */
  ONE_WAY(
      "No connection: packets came from the other computer, but no path works in both directions.");

  private final String sentence;

  NoPathCause(String sentence) {
    this.sentence = sentence;
  }

  /** {@return one sentence for the user} */
  public String sentence() {
    return sentence;
  }

  /**
   * Judges what was seen during an attempt.
   *
   * @param own the NAT of this side
   * @param peer the NAT of the peer, as its description says
   * @param received whether any check of the peer has arrived
   */
  static NoPathCause of(NatBehavior own, NatBehavior peer, boolean received) {
    if (own.isUdpBlocked()) {
      return UDP_BLOCKED;
    }
    if (peer.isUdpBlocked()) {
      return PEER_UDP_BLOCKED;
    }
    if (own.isStrict() && peer.isStrict()) {
      return BOTH_NATS_STRICT;
    }
    if (!received) {
      return NOTHING_RECEIVED;
    }
    if (own.isStrict()) {
      return NAT_STRICT;
    }
    return peer.isStrict() ? PEER_NAT_STRICT : ONE_WAY;
  }
}
