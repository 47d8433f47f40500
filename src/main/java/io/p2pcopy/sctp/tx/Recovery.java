package io.p2pcopy.sctp.tx;

/**
 * Tells losses of one flight from those of the next (RFC 9260, section 7.2.4), and episodes in
 * which nothing was lost in the end (after RFC 4015).
 */
final class Recovery {

  /** So many of the latest TSNs that were taken for lost are remembered; a power of two. */
  private static final int REMEMBERED = 1024;

  private final long[] marked = new long[REMEMBERED];
  private long exit;
  private boolean fast;
  private long entered;

  /** TSNs of this episode that were taken for lost and have not shown up. */
  private long unexplained;

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

  /** A chunk is taken for lost. */
  void onMarked(long tsn) {
    unexplained++;
    marked[slot(tsn)] = tsn;
  }

  /** Returns whether this chunk was taken for lost lately, and forgets it: it was not. */
  boolean takeMarked(long tsn) {
    if (marked[slot(tsn)] != tsn) {
      return false;
    }
    marked[slot(tsn)] = 0;
    unexplained--;
    return true;
  }

  /** Whether all that this episode took for lost has arrived without being repeated. */
  boolean isUndone() {
    return fast && unexplained == 0;
  }

  /** The timer expired: losses of what was sent before it are part of that. */
  void onTimeout(long highestSent) {
    exit = highestSent;
    fast = false;
    unexplained = Long.MAX_VALUE / 2;
  }

  void onCumulative(long tsn) {
    if (tsn >= exit) {
      fast = false;
      unexplained = 0;
    }
  }

  boolean isFast() {
    return fast;
  }

  long timesEntered() {
    return entered;
  }

  private static int slot(long tsn) {
    return (int) (tsn & (REMEMBERED - 1));
  }
}
