package io.p2pcopy.sctp.cc;

/**
 * Measures ACK aggregation: by how many bytes acknowledgements exceed the estimated bandwidth
 * because they arrive in bursts (draft-ietf-ccwg-bbr, section 5.5.9). Times are nanoseconds.
 */
final class AckAggregation {

  private static final double SECOND = 1e9;

  /** BBR.ExtraAckedFilterLen. */
  private static final int FILTER_ROUNDS = 10;

  private long lastDelivered;
  private long epochStart;
  private long epochAcked;
  private final long[] maxOfRound = new long[FILTER_ROUNDS];

  void update(AckSample sample, long bandwidth, RoundTrips rounds) {
    long acked = sample.delivered() - lastDelivered;
    lastDelivered = sample.delivered();
    long expected = (long) (bandwidth * ((sample.now() - epochStart) / SECOND));
    // The epoch must also end if the path delivers exactly the estimated bandwidth.
    if (epochAcked <= expected || rounds.started()) {
      epochAcked = 0;
      epochStart = sample.now();
      expected = 0;
    }
    epochAcked += acked;
    int slot = (int) (rounds.count() % FILTER_ROUNDS);
    if (rounds.started()) {
      maxOfRound[slot] = 0;
    }
    maxOfRound[slot] = Math.max(maxOfRound[slot], epochAcked - expected);
  }

  /** Returns the bytes to add to the congestion window. */
  long extraAcked() {
    long max = 0;
    for (long extra : maxOfRound) {
      max = Math.max(max, extra);
    }
    return max;
  }
}
