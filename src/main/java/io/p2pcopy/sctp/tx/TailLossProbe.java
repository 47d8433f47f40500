package io.p2pcopy.sctp.tx;

import io.p2pcopy.sctp.timer.RttEstimator;

/**
 * When nothing is heard of the last packets of a flight, one more packet brings the answer that
 * shows which of them were lost, long before T3-rtx expires (RFC 8985, section 7). Times are
 * nanoseconds.
 */
final class TailLossProbe {

  private static final long NEVER = Long.MAX_VALUE;

  /** The shortest timeout: event loops and garbage collectors pause for some milliseconds. */
  private static final long MIN_TIMEOUT = 10_000_000;

  private final RttEstimator rtt;
  private long deadline = NEVER;
  private boolean wanted;
  private boolean unanswered;

  /** The chunk that was sent once more as the probe, 0 if that was a new one. */
  private long repeatedTsn;

  TailLossProbe(RttEstimator rtt) {
    this.rtt = rtt;
  }

  /** Something was sent or acknowledged while more is in flight: the time begins anew. */
  void arm(long now) {
    boolean measured = rtt.smoothed() > 0;
    if (measured && !unanswered && !wanted) {
      // RFC 8985, 7.2: "PTO = 2 * SRTT". No time for a delayed acknowledgement comes on top, since
      // the last packet of a flight asks for one at once (RFC 7053).
      deadline = now + Math.max(2 * rtt.smoothed(), MIN_TIMEOUT);
    }
  }

  /** Nothing is in flight, or losses are known already, or T3-rtx has expired. */
  void cancel() {
    deadline = NEVER;
    wanted = false;
  }

  /** The peer has acknowledged something new. */
  void onProgress() {
    unanswered = false;
  }

  /** Returns whether the time has come; a probe is wanted from then on. */
  boolean expires(long now) {
    if (now < deadline) {
      return false;
    }
    deadline = NEVER;
    wanted = true;
    return true;
  }

  /** Asks at once, unless a probe is on its way. */
  void want() {
    wanted |= !unanswered;
  }

  boolean isWanted() {
    return wanted;
  }

  /**
   * The probe has left.
   *
   * @param tsn of the chunk that it repeats, 0 if it carries a new one
   */
  void onSent(long tsn) {
    wanted = false;
    // RFC 8985, 7.3: there is one probe, not another after it until it is answered.
    unanswered = true;
    repeatedTsn = tsn;
  }

  /** Whether this chunk was repeated as a probe, and is not asked about any more. */
  boolean takeRepeated(long tsn) {
    boolean repeated = repeatedTsn == tsn;
    if (repeated) {
      repeatedTsn = 0;
    }
    return repeated;
  }

  long deadline() {
    return deadline;
  }
}
