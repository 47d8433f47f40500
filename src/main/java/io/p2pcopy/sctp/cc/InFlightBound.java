package io.p2pcopy.sctp.cc;

/** The draft's BBR.inflight_longterm: the maximum in flight that did not overflow the queue. */
final class InFlightBound {

  private static final long NONE = Long.MAX_VALUE;

  /** BBR.Headroom: the fraction left to other flows in PROBE_CRUISE. */
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

  /** Restores the bound after spurious losses. */
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
