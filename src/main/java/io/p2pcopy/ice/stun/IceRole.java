package io.p2pcopy.ice.stun;

/** Who decides which of the valid pairs is used (RFC 8445, section 6.1.1). */
public enum IceRole {
  /** The side that made the offer. */
  CONTROLLING,
  /** The side that answered it. */
  CONTROLLED
}
