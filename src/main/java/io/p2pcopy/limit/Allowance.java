package io.p2pcopy.limit;

/**
 * A token bucket: so many uses at once, and then one in each period. Times are nanoseconds of one
 * clock.
 */
public final class Allowance {

  private final int atOnce;
  private final long nanosPerUse;
  private long left;

  /** When the last use was added, or the allowance was full. */
  private long countedUntil;

  public Allowance(int atOnce, long nanosPerUse, long now) {
    this.atOnce = atOnce;
    this.nanosPerUse = nanosPerUse;
    this.left = atOnce;
    this.countedUntil = now;
  }

  /** Takes one use; returns false if none is left. */
  public boolean take(long now) {
    add(now);
    if (left == 0) {
      return false;
    }
    left--;
    return true;
  }

  /** Returns when the next use is possible: {@code now} or later. */
  public long availableAt(long now) {
    add(now);
    return left > 0 ? now : countedUntil + nanosPerUse;
  }

  private void add(long now) {
    long more = (now - countedUntil) / nanosPerUse;
    left += more;
    countedUntil += more * nanosPerUse;
    if (left >= atOnce) {
      left = atOnce;
      countedUntil = now;
    }
  }
}
