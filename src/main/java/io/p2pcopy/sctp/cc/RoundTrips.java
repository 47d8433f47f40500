package io.p2pcopy.sctp.cc;

/**
 * Counts round trips by what has been delivered: a round ends when something that was sent in it is
 * acknowledged, but not before the shortest round trip is over: an acknowledgement soon after a
 * retransmission may answer an earlier copy, and behind a large loss there are many of those.
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

  /** Returns whether the latest sample began a round. */
  boolean started() {
    return started;
  }

  long count() {
    return count;
  }
}
