package io.p2pcopy.sctp.tx;

/**
 * Groups losses into loss recovery episodes (fast recovery, RFC 9260, section 7.2.4), and detects
 * spurious ones, in which nothing was lost (after RFC 4015).
 */
final class Recovery {

  /** The number of latest TSNs marked as lost that are remembered; a power of two. */
  private static final int MARKED_CAPACITY = 1024;

  private final long[] marked = new long[MARKED_CAPACITY];
  private long exit;
  private boolean fast;
  private long entered;

  /** The highest TSN sent before the latest episode. */
  private long start;

  /** Whether a loss that starts an episode was marked, before {@link #onLoss} starts it. */
  private boolean beginning;

  /** The number of TSNs marked as lost in the latest episode that have not arrived. */
  private long missing;

  /** Whether the latest episode may still prove spurious, even after its end. */
  private boolean undoable;

  /**
   * Records a detected loss.
   *
   * @return whether it starts an episode, to which the congestion controller must react
   */
  boolean onLoss(long tsn, long highestSent) {
    // RFC 9260, 7.2.4: "If not in Fast Recovery, adjust the ssthresh and cwnd ... mark the highest
    // outstanding TSN as the Fast Recovery exit point."
    if (tsn <= exit) {
      return false;
    }
    exit = highestSent;
    fast = true;
    // A loss repaired by a probe was never marked, and is no spurious one.
    undoable = beginning;
    beginning = false;
    entered++;
    return true;
  }

  /** Records a chunk marked as lost. A call of {@link #onLoss} must follow. */
  void onMarked(long tsn) {
    if (tsn > exit && !beginning) {
      beginning = true;
      start = exit;
      missing = 0;
    }
    if (tsn > start) {
      missing++;
    }
    marked[slot(tsn)] = tsn;
  }

  /** Returns whether this chunk was recently marked as lost, and unmarks it: it has arrived. */
  boolean takeMarked(long tsn) {
    if (marked[slot(tsn)] != tsn) {
      return false;
    }
    marked[slot(tsn)] = 0;
    if (tsn > start) {
      missing--;
    }
    return true;
  }

  /**
   * Returns, once, whether the latest episode was spurious: all chunks marked as lost arrived
   * without a retransmission. Duplicate TSN reports arrive one RTT after a retransmission, when the
   * episode may be over.
   */
  boolean takeSpurious() {
    boolean spurious = undoable && missing == 0;
    undoable &= !spurious;
    return spurious;
  }

  /** Records a timeout: losses of chunks sent before it belong to it. */
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
    return (int) (tsn & (MARKED_CAPACITY - 1));
  }
}
