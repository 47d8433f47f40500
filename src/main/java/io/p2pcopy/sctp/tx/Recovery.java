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

  /** TSNs up to here were sent before the latest episode. */
  private long start;

  /** A loss that begins an episode has been marked, and the episode has not begun yet. */
  private boolean beginning;

  /** TSNs of the latest episode that were taken for lost and have not shown up. */
  private long unexplained;

  /** Whether the latest episode may turn out to have been for nothing, even after its end. */
  private boolean undoable;

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
    // What a probe has repaired was never marked, and was lost.
    undoable = beginning;
    beginning = false;
    entered++;
    return true;
  }

  /** A chunk is taken for lost; {@link #onLoss} follows. */
  void onMarked(long tsn) {
    if (tsn > exit && !beginning) {
      beginning = true;
      start = exit;
      unexplained = 0;
    }
    if (tsn > start) {
      unexplained++;
    }
    marked[slot(tsn)] = tsn;
  }

  /** Returns whether this chunk was taken for lost lately, and forgets it: it was not. */
  boolean takeMarked(long tsn) {
    if (marked[slot(tsn)] != tsn) {
      return false;
    }
    marked[slot(tsn)] = 0;
    if (tsn > start) {
      unexplained--;
    }
    return true;
  }

  /**
   * Returns, once, whether all that the latest episode took for lost has arrived without being
   * repeated. The peer tells of what arrived twice a round trip after it was repeated, and the
   * episode may be over by then.
   */
  boolean takeUndone() {
    boolean undone = undoable && unexplained == 0;
    undoable &= !undone;
    return undone;
  }

  /** The timer expired: losses of what was sent before it are part of that. */
  void onTimeout(long highestSent) {
    exit = highestSent;
    fast = false;
    undoable = false;
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

  private static int slot(long tsn) {
    return (int) (tsn & (REMEMBERED - 1));
  }
}
