package io.p2pcopy.sctp;

import io.p2pcopy.sctp.cc.Bbr;
import io.p2pcopy.sctp.cc.CongestionController;
import io.p2pcopy.sctp.cc.Cubic;
import io.p2pcopy.sctp.cc.Ledbat;
import io.p2pcopy.sctp.cc.NewReno;
import java.util.random.RandomGenerator;

/** The ways to find out how much a path takes. */
public enum CongestionControl {
  /** Halves its window with each episode of losses (RFC 9260, section 7.2). */
  NEW_RENO,

  /** Grows its window by time rather than round trips (RFC 9438); what most of TCP does. */
  CUBIC,

  /** Sends as fast as the path delivers, whatever it loses at random (draft-ietf-ccwg-bbr). */
  BBR,

  /** Takes only what others leave of the line (RFC 6817, draft-irtf-iccrg-ledbat-plus-plus). */
  LEDBAT;

  /** Returns a controller of this kind for one association, with packets of so many bytes. */
  public CongestionController controller(long packetSize, RandomGenerator random) {
    return switch (this) {
      case NEW_RENO -> new NewReno(packetSize);
      case CUBIC -> new Cubic(packetSize);
      case BBR -> new Bbr(packetSize, random);
      case LEDBAT -> new Ledbat(packetSize);
    };
  }
}
