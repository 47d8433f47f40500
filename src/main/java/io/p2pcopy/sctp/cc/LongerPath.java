package io.p2pcopy.sctp.cc;

/**
 * The belief that the path itself has become longer, though packets are lost as in a queue that
 * overflows. Who has a small part of a full queue may be wrong about it, and is found out when the
 * round trip becomes shorter. Times are nanoseconds.
 */
final class LongerPath {

  private static final long SECOND = 1_000_000_000;
  private static final long TRIAL = 20 * SECOND;
  private static final long DISTRUST = 60 * SECOND;

  /** Queues change by more than this within the time of the trial. */
  private static final double SHORTER = 0.9;

  private long since = Long.MIN_VALUE / 2;
  private long believedRtt;
  private long credibleFrom = Long.MIN_VALUE / 2;

  /** The round trip was just as long while the line was left to others. */
  void believe(long now, long rtt) {
    since = now;
    believedRtt = rtt;
  }

  /** A round has shown this shortest round-trip time. */
  void observe(long now, long rtt) {
    if (now - since < TRIAL && rtt < SHORTER * believedRtt) {
      credibleFrom = now + DISTRUST;
    }
  }

  /** Returns whether it has not been found to be wrong within the last minute. */
  boolean isCredible(long now) {
    return now > credibleFrom;
  }
}
