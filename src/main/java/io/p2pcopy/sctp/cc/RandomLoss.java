package io.p2pcopy.sctp.cc;

/**
 * What a line loses however little is sent: the least part that was lost of what left lately. A
 * queue that overflows loses nothing any more once less is sent. Times are nanoseconds.
 */
final class RandomLoss {

  /** A minimum lasts for one to two of these. */
  private static final long SPAN_NANOS = 5_000_000_000L;

  /** Whoever loses more than this is not to be helped. */
  private static final double MAX_PART = 0.35;

  private double least = MAX_PART;
  private double leastBefore = MAX_PART;
  private boolean known;
  private long since;

  /** So much of what left was lost. */
  void observe(long now, double part) {
    if (!known || now - since > SPAN_NANOS) {
      leastBefore = known ? least : MAX_PART;
      least = MAX_PART;
      since = now;
      known = true;
    }
    least = Math.min(least, part);
  }

  /** Returns the part that is lost at random, 0 while nothing is known. */
  double part() {
    return known ? Math.min(least, leastBefore) : 0;
  }
}
