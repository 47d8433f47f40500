package io.p2pcopy.sctp.cc;

/**
 * Counts round trips by delivered bytes: a round ends when a packet sent in it is acknowledged, but
 * not before the minimum RTT has passed. An earlier acknowledgement may be for the original of a
 * retransmitted chunk, which happens often after a large loss.
 */
final class RoundTrips {

  private long count;
  private long endsAtDelivered;
  private boolean started;
  private long shortest = Long.MAX_VALUE;
  private long startedAt = Long.MIN_VALUE / 2;

  void update(AckSample sample) {
    if (sample.rtt() != AckSample.NONE) {
      shortest = Math.min(shortest, sample.rtt());
    }
    boolean lasted = shortest == Long.MAX_VALUE || sample.now() - startedAt >= shortest;
    started =
        lasted
            && sample.priorDelivered() != AckSample.NONE
            && sample.priorDelivered() >= endsAtDelivered;
    if (started) {
      startedAt = sample.now();
      endsAtDelivered = sample.delivered();
      count++;
    }
  }

  /** Returns whether the latest sample started a round. */
  boolean started() {
    return started;
  }

  long count() {
    return count;
  }
}
