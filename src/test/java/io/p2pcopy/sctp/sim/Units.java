package io.p2pcopy.sctp.sim;

/** The units of the simulated network: times are nanoseconds, sizes bytes, rates bits a second. */
public final class Units {
  public static final int KIB = 1024;
  public static final int MIB = 1024 * KIB;

  private Units() {}

  public static long micros(long count) {
    return count * 1_000;
  }

  public static long millis(long count) {
    return count * 1_000_000;
  }

  public static long seconds(long count) {
    return count * 1_000_000_000;
  }

  public static long megabits(long count) {
    return count * 1_000_000;
  }

  public static long gigabits(long count) {
    return count * 1_000_000_000;
  }

  /** Returns the bytes that a line of that rate carries in that time. */
  public static long bytesIn(long time, long rate) {
    return (long) (time / 8e9 * rate);
  }

  /** Returns the rate in megabits a second of so many bytes in so much time. */
  public static double megabitsPerSecond(long bytes, long time) {
    return bytes * 8e3 / time;
  }
}
