package io.p2pcopy.peer;

import io.p2pcopy.sctp.CongestionControl;

/** How a peer finds out how fast it may send; what the other side does is its own affair. */
public enum Congestion {
  /** Sends as fast as the path delivers, whatever it loses at random (draft-ietf-ccwg-bbr). */
  BBR(CongestionControl.BBR),

  /** Does as most of TCP does (RFC 9438). */
  CUBIC(CongestionControl.CUBIC),

  /** Halves its rate with each episode of losses (RFC 9260, section 7.2). */
  NEW_RENO(CongestionControl.NEW_RENO),

  /** Takes only what others leave of the line (draft-irtf-iccrg-ledbat-plus-plus). */
  BACKGROUND(CongestionControl.LEDBAT);

  private final CongestionControl algorithm;

  Congestion(CongestionControl algorithm) {
    this.algorithm = algorithm;
  }

  CongestionControl algorithm() {
    return algorithm;
  }
}
