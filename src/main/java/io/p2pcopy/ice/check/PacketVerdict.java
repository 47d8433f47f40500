package io.p2pcopy.ice.check;

/** What the layer above has found out about a packet. */
public enum PacketVerdict {

  /** Nothing in it was protected by the peer: anybody may have sent it. */
  UNVERIFIED,

  /** The peer has protected it; it may have been held up or repeated on the way. */
  VERIFIED,

  /** The peer has protected it, after all others that have come. */
  NEWEST
}
