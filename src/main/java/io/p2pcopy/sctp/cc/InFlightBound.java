package io.p2pcopy.sctp.cc;

/** The draft's BBR.inflight_longterm: the most in flight that has not overflowed the queue. */
final class InFlightBound {

  private static final long NONE = Long.MAX_VALUE;

  /** BBR.Headroom: what is left to others while cruising. */
  private static final double HEADROOM = 0.15;

  private long bytes = NONE;
  private long bytesBeforeLoss = NONE;

  void set(long inFlight) {
    bytes = inFlight;
  }

  void raise(long acked) {
    bytes += acked;
  }

  void remove() {
    bytes = NONE;
  }

  void onRecoveryEntered() {
    bytesBeforeLoss = bytes;
  }

  /** The latest losses were spurious. */
  void undo() {
    bytes = Math.max(bytes, bytesBeforeLoss);
  }

  /** Returns {@link Long#MAX_VALUE} if there is no bound. */
  long bytes() {
    return bytes;
  }

  long withHeadroom(long least) {
    return bytes == NONE ? NONE : Math.max(least, (long) ((1 - HEADROOM) * bytes));
  }
}
