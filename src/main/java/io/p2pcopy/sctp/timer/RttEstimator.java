package io.p2pcopy.sctp.timer;

import io.p2pcopy.sctp.SctpConfig;

/**
 * Estimates the round-trip time and derives the retransmission timeout from it (RFC 9260, section
 * 6.3.1). All times are nanoseconds.
 */
public final class RttEstimator {

  private static final long UNKNOWN = -1;

  /** The maximum time by which a peer may delay a SACK (RFC 9260, section 6.2). */
  private static final long PEER_SACK_DELAY_NANOS = 200_000_000;

  private static final int MAX_BACKOFF_DOUBLINGS = 30;

  private final SctpConfig config;
  private long smoothed = UNKNOWN;
  private long variance;
  private boolean measured;
  private long minimum = Long.MAX_VALUE;
  private long latest;
  private int backoffDoublings;

  public RttEstimator(SctpConfig config) {
    this.config = config;
  }

  /** Sets the RTT from an external estimate. The first measurement replaces it. */
  public void onEstimate(long rtt) {
    if (!measured) {
      smoothed = rtt;
      variance = rtt / 2;
    }
  }

  /**
   * Adds an RTT measurement. By Karn's algorithm, callers must not measure retransmitted chunks:
   * the acknowledgement may be for either transmission.
   */
  public void onSample(long rtt) {
    latest = rtt;
    minimum = Math.min(minimum, rtt);
    if (!measured) {
      onEstimate(rtt);
      measured = true;
      return;
    }
    // RFC 9260, 6.3.1 C3: "RTTVAR <- (1 - RTO.Beta) * RTTVAR + RTO.Beta * |SRTT - R'|", with the
    // SRTT before this sample.
    variance += (Math.abs(smoothed - rtt) - variance) / 4;
    smoothed += (rtt - smoothed) / 8;
  }

  /** Discards all measurements because the path's RTT has changed, and starts with this one. */
  public void restart(long rtt) {
    measured = false;
    minimum = Long.MAX_VALUE;
    onSample(rtt);
  }

  /** Forgets everything: packets take another path now. */
  public void startPath() {
    smoothed = UNKNOWN;
    variance = 0;
    measured = false;
    minimum = Long.MAX_VALUE;
    latest = 0;
    backoffDoublings = 0;
  }

  /** Doubles the RTO after a timer expired (RFC 9260, section 6.3.3, E2). */
  public void backOff() {
    backoffDoublings = Math.min(MAX_BACKOFF_DOUBLINGS, backoffDoublings + 1);
  }

  /** Ends exponential backoff because the peer responded. */
  public void onProgress() {
    backoffDoublings = 0;
  }

  /** Returns the RTO including exponential backoff. */
  public long timeout() {
    long base = measuredTimeout();
    return Math.max(base, Math.min(base << backoffDoublings, config.maxBackoff()));
  }

  /** Returns the smoothed RTT, or 0 before the first measurement or estimate. */
  public long smoothed() {
    return smoothed == UNKNOWN ? 0 : smoothed;
  }

  /** Returns the latest measured RTT, or 0. */
  public long latest() {
    return latest;
  }

  /** Returns the minimum measured RTT, or {@link Long#MAX_VALUE}. */
  public long minimum() {
    return minimum;
  }

  private long measuredTimeout() {
    if (smoothed == UNKNOWN) {
      return config.initialTimeout();
    }
    long timeout = smoothed + Math.max(4 * variance, PEER_SACK_DELAY_NANOS);
    return Math.max(config.minTimeout(), Math.min(timeout, config.maxTimeout()));
  }
}
