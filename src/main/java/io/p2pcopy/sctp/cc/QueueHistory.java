package io.p2pcopy.sctp.cc;

/**
 * The history of the bottleneck's queue: the longest RTT of the last 10 to 20 s, and whether a full
 * queue has just shrunk. Only the minimum RTT of each round counts, because single samples may be
 * long for other reasons. Times are nanoseconds.
 */
final class QueueHistory {

  private static final long SPAN_NANOS = 10_000_000_000L;

  /** A queue counts as full above this fraction of its maximum. */
  private static final double FULL = 0.8;

  /** A decrease by this fraction shows that a competing flow reduced its window. */
  private static final double MIN_SHRINK = 0.12;

  // The longest RTTs of the current and the previous span.
  private long longest;
  private long previousLongest;
  private long spanStart;

  /** The longest RTT since the queue last shrank. */
  private long peak;

  /**
   * Adds the minimum RTT of a round.
   *
   * @return whether a full queue has shrunk, because a competing flow reduced its window
   */
  boolean update(long now, long rtt, long minRtt) {
    if (now - spanStart > SPAN_NANOS) {
      previousLongest = longest;
      longest = 0;
      spanStart = now;
    }
    longest = Math.max(longest, rtt);
    if (rtt >= peak) {
      peak = rtt;
      return false;
    }
    if (rtt >= peak - MIN_SHRINK * (peak - minRtt)) {
      return false;
    }
    boolean wasFull = peak > minRtt + FULL * (longestRtt() - minRtt);
    peak = rtt;
    return wasFull;
  }

  long longestRtt() {
    return Math.max(longest, previousLongest);
  }
}
