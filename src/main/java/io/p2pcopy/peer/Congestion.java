package io.p2pcopy.peer;

import io.p2pcopy.sctp.CongestionControl;

/** The congestion control of this side's sender. The peer chooses its own. */
public enum Congestion {
  /** Paces at the measured delivery rate and tolerates random loss (draft-ietf-ccwg-bbr). */
  BBR(CongestionControl.BBR),

  /** Grows the window like most TCP senders (RFC 9438). */
  CUBIC(CongestionControl.CUBIC),

  /** Halves the congestion window on loss (RFC 9260, section 7.2). */
  NEW_RENO(CongestionControl.NEW_RENO),

  /** Yields to other traffic on the link (draft-irtf-iccrg-ledbat-plus-plus). */
  BACKGROUND(CongestionControl.LEDBAT);

  private final CongestionControl algorithm;

  Congestion(CongestionControl algorithm) {
    this.algorithm = algorithm;
  }

  CongestionControl algorithm() {
    return algorithm;
  }
}
