package io.p2pcopy.sctp.cc;

/**
 * Estimates the random loss rate of a path: the minimum loss rate of recent rounds. Losses caused
 * by a full queue stop when less is sent, random losses do not. Times are nanoseconds.
 */
final class RandomLoss {

  /** A minimum is valid for one to two spans. */
  private static final long SPAN_NANOS = 5_000_000_000L;

  /** The maximum random loss rate that is compensated. */
  private static final double MAX_PART = 0.35;

  private double least = MAX_PART;
  private double leastBefore = MAX_PART;
  private boolean known;
  private long since;

  /** Adds a measured loss rate. */
  void observe(long now, double part) {
    if (!known || now - since > SPAN_NANOS) {
      leastBefore = known ? least : MAX_PART;
      least = MAX_PART;
      since = now;
      known = true;
    }
    least = Math.min(least, part);
  }

  /** Returns the random loss rate, 0 before the first measurement. */
  double part() {
    return known ? Math.min(least, leastBefore) : 0;
  }
}
