package io.p2pcopy.sctp.cc;

import java.util.Arrays;

/**
 * The minimum RTT of the last ten minutes, kept per minute, so that an increased path RTT is
 * adopted eventually (RFC 6817, section 2.4.2). Times are nanoseconds.
 */
final class BaseDelay {

  private static final long MINUTE = 60_000_000_000L;

  /** RFC 6817, section 2.4.2: BASE_HISTORY, "SHOULD be 10". */
  private static final int HISTORY = 10;

  private final long[] minima = new long[HISTORY];
  private int minute;
  private long minuteStart;

  BaseDelay() {
    Arrays.fill(minima, Long.MAX_VALUE);
  }

  void update(long now, long rtt) {
    if (minima[minute] == Long.MAX_VALUE) {
      minuteStart = now;
    } else if (now - minuteStart >= MINUTE) {
      minute = (minute + 1) % HISTORY;
      minima[minute] = Long.MAX_VALUE;
      minuteStart = now;
    }
    minima[minute] = Math.min(minima[minute], rtt);
  }

  /** Returns {@link Long#MAX_VALUE} before the first measurement. */
  long minimum() {
    long least = Long.MAX_VALUE;
    for (long minimum : minima) {
      least = Math.min(least, minimum);
    }
    return least;
  }
}
