package io.p2pcopy.sctp.cc;

/**
 * Counts round trips by what has been delivered: a round ends when something that was sent in it is
 * acknowledged.
 */
final class RoundTrips {

  private long count;
  private long endsAtDelivered;
  private boolean started;

  void update(AckSample sample) {
    started =
        sample.priorDelivered() != AckSample.NONE && sample.priorDelivered() >= endsAtDelivered;
    if (started) {
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
