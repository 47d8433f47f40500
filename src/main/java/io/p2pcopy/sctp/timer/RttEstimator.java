package io.p2pcopy.sctp.timer;

import io.p2pcopy.sctp.SctpConfig;

/**
 * Estimates the round-trip time and derives the retransmission timeout from it (RFC 9260, section
 * 6.3.1). All times are nanoseconds.
 */
public final class RttEstimator {

  private static final long UNKNOWN = -1;

  /** What every peer may wait before it acknowledges a single packet (RFC 9260, section 6.2). */
  private static final long PEER_SACK_DELAY = 200_000_000;

  private static final int MAX_EXPIRIES = 30;

  private final SctpConfig config;
  private long smoothed = UNKNOWN;
  private long variance;
  private boolean measured;
  private long minimum = Long.MAX_VALUE;
  private long latest;
  private int expiries;

  public RttEstimator(SctpConfig config) {
    this.config = config;
  }

  /**
   * Takes what somebody else has measured on the path. It stands until the first measurement here.
   */
  public void onEstimate(long rtt) {
    if (!measured) {
      smoothed = rtt;
      variance = rtt / 2;
    }
  }

  /**
   * Takes one measurement. Callers leave out chunks that were sent twice: their acknowledgement may
   * answer either copy.
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
    // SRTT of before this sample.
    variance += (Math.abs(smoothed - rtt) - variance) / 4;
    smoothed += (rtt - smoothed) / 8;
  }

  /** The round-trip time has become another one: nothing measured before counts. */
  public void restart(long rtt) {
    measured = false;
    minimum = Long.MAX_VALUE;
    onSample(rtt);
  }

  /** A timer expired: the next timeout is longer (RFC 9260, section 6.3.3, E2). */
  public void backOff() {
    expiries = Math.min(MAX_EXPIRIES, expiries + 1);
  }

  /** The peer has answered: the path is alive again, and timeouts are as measured. */
  public void onProgress() {
    expiries = 0;
  }

  /** Returns the retransmission timeout with its back-off. */
  public long timeout() {
    long base = measuredTimeout();
    return Math.max(base, Math.min(base << expiries, config.maxBackoff()));
  }

  /** Returns the smoothed round-trip time, or 0 while nothing is known of it. */
  public long smoothed() {
    return smoothed == UNKNOWN ? 0 : smoothed;
  }

  /** Returns the latest round-trip time measured, or 0. */
  public long latest() {
    return latest;
  }

  /** Returns the shortest round-trip time measured, or {@link Long#MAX_VALUE}. */
  public long minimum() {
    return minimum;
  }

  private long measuredTimeout() {
    if (smoothed == UNKNOWN) {
      return config.initialTimeout();
    }
    long timeout = smoothed + Math.max(4 * variance, PEER_SACK_DELAY);
    return Math.max(config.minTimeout(), Math.min(timeout, config.maxTimeout()));
  }
}
