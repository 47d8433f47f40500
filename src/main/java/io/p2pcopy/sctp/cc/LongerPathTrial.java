package io.p2pcopy.sctp.cc;

/**
 * Whether a longer round trip may be taken for that of a longer path although packets are lost as
 * in a queue that overflows. A flow with a small part of a full queue may be wrong about it; the
 * round trip then becomes shorter again. Times are nanoseconds.
 */
final class LongerPathTrial {

  private static final long SECOND = 1_000_000_000;
  private static final long TRIAL_NANOS = 20 * SECOND;
  private static final long DISTRUST_NANOS = 60 * SECOND;

  /** A round trip below this part of the longer one refutes it. */
  private static final double REFUTING_RTT_FACTOR = 0.9;

  private long since = Long.MIN_VALUE / 2;
  private long longerRtt;
  private long credibleFrom = Long.MIN_VALUE / 2;

  /** The path is taken to be as long as this round trip. */
  void begin(long now, long rtt) {
    since = now;
    longerRtt = rtt;
  }

  /** The shortest round trip of a round. */
  void observe(long now, long rtt) {
    if (now - since < TRIAL_NANOS && rtt < REFUTING_RTT_FACTOR * longerRtt) {
      credibleFrom = now + DISTRUST_NANOS;
    }
  }

  /** Returns whether no longer path was refuted within the last minute. */
  boolean isCredible(long now) {
    return now > credibleFrom;
  }
}
