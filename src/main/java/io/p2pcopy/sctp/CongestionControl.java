package io.p2pcopy.sctp;

import io.p2pcopy.sctp.cc.Bbr;
import io.p2pcopy.sctp.cc.CongestionController;
import io.p2pcopy.sctp.cc.Cubic;
import io.p2pcopy.sctp.cc.Ledbat;
import io.p2pcopy.sctp.cc.NewReno;
import java.util.random.RandomGenerator;

/** The congestion control algorithms. */
public enum CongestionControl {
  /** Halves the congestion window on each loss event (RFC 9260, section 7.2). */
  NEW_RENO,

  /**
   * CUBIC (RFC 9438), the default of most TCP stacks: window growth depends on time, not on RTT.
   */
  CUBIC,

  /** BBR (draft-ietf-ccwg-bbr): sends at the measured delivery rate, regardless of random loss. */
  BBR,

  /** LEDBAT++ (RFC 6817, draft-irtf-iccrg-ledbat-plus-plus): uses only spare capacity. */
  LEDBAT;

  /**
   * Returns a new controller for one association. {@code packetSize} is in bytes of DATA chunks.
   */
  public CongestionController controller(long packetSize, RandomGenerator random) {
    return switch (this) {
      case NEW_RENO -> new NewReno(packetSize);
      case CUBIC -> new Cubic(packetSize);
      case BBR -> new Bbr(packetSize, random);
      case LEDBAT -> new Ledbat(packetSize);
    };
  }
}
