package io.p2pcopy.sctp.tx;

/** Tells losses of one flight from those of the next (RFC 9260, section 7.2.4). */
final class Recovery {

  private long exit;
  private boolean fast;
  private long entered;

  /**
   * A loss was detected.
   *
   * @return whether it begins an episode of which the congestion controller is to be told
   */
  boolean onLoss(long tsn, long highestSent) {
    // RFC 9260, 7.2.4: "If not in Fast Recovery, adjust the ssthresh and cwnd ... mark the highest
    // outstanding TSN as the Fast Recovery exit point."
    if (tsn <= exit) {
      return false;
    }
    exit = highestSent;
    fast = true;
    entered++;
    return true;
  }

  /** The timer expired: losses of what was sent before it are part of that. */
  void onTimeout(long highestSent) {
    exit = highestSent;
    fast = false;
  }

  void onCumulative(long tsn) {
    if (tsn >= exit) {
      fast = false;
    }
  }

  boolean isFast() {
    return fast;
  }

  long timesEntered() {
    return entered;
  }
}
