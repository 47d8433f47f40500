package io.p2pcopy.sctp.tx;

import io.p2pcopy.sctp.timer.RttEstimator;

/**
 * The tail loss probe (RFC 8985, section 7): if the last packets of a flight stay unacknowledged,
 * one more packet triggers a SACK that reveals losses long before T3-rtx expires. Times are
 * nanoseconds.
 */
final class TailLossProbe {

  private static final long NEVER = Long.MAX_VALUE;

  /**
   * Event loops and garbage collectors pause for some milliseconds, so no probe is sent earlier.
   */
  private static final long MIN_TIMEOUT_NANOS = 10_000_000;

  private final RttEstimator rtt;
  private long deadline = NEVER;
  private boolean due;
  private boolean unanswered;

  /** The TSN that the probe retransmitted, 0 if the probe was a new chunk. */
  private long repeatedTsn;

  TailLossProbe(RttEstimator rtt) {
    this.rtt = rtt;
  }

  /** Restarts the probe timer after data was sent or acknowledged while data is in flight. */
  void arm(long now) {
    boolean measured = rtt.smoothed() > 0;
    if (measured && !unanswered && !due) {
      // RFC 8985, 7.2: "PTO = 2 * SRTT". No allowance for delayed SACKs is needed, because the last
      // packet of a flight has the I bit set (RFC 7053).
      deadline = now + Math.max(2 * rtt.smoothed(), MIN_TIMEOUT_NANOS);
    }
  }

  /** Cancels the probe: nothing is in flight, losses are known, or T3-rtx has expired. */
  void cancel() {
    deadline = NEVER;
    due = false;
  }

  /** Records that new data was acknowledged. */
  void onProgress() {
    unanswered = false;
  }

  /** Returns whether the probe timer has expired; if so, a probe is due. */
  boolean expires(long now) {
    if (now < deadline) {
      return false;
    }
    deadline = NEVER;
    due = true;
    return true;
  }

  /** Makes a probe due immediately, unless one is unanswered. */
  void request() {
    due |= !unanswered;
  }

  boolean isDue() {
    return due;
  }

  /**
   * Records that the probe was sent.
   *
   * @param tsn the TSN of the retransmitted chunk, 0 if the probe was a new chunk
   */
  void onSent(long tsn) {
    due = false;
    // RFC 8985, 7.3: at most one probe may be outstanding.
    unanswered = true;
    repeatedTsn = tsn;
  }

  /** Returns, once, whether the probe retransmitted this chunk. */
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
