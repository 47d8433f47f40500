package io.p2pcopy.sctp.cc;

/**
 * How long the queue of the bottleneck gets: the longest round trips of the last 10 to 20 s, and
 * whether a full queue has just shrunk. Of each round the shortest round trip counts, as single
 * ones are long for other reasons. Times are nanoseconds.
 */
final class QueueHistory {

  private static final long SPAN_NANOS = 10_000_000_000L;

  /** A queue of this part of its longest was full. */
  private static final double FULL = 0.8;

  /** A queue that loses this part has been left by a competing flow. */
  private static final double MIN_SHRINK = 0.12;

  // Of this span and of the previous one.
  private long longest;
  private long previousLongest;
  private long spanStart;

  /** The longest round trip since the queue last shrank. */
  private long peak;

  /**
   * A round has ended.
   *
   * @return whether a full queue has shrunk: a competing flow has reduced its window
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
