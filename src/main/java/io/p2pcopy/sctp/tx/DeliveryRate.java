package io.p2pcopy.sctp.tx;

import io.p2pcopy.sctp.cc.AckSample;
import org.jspecify.annotations.Nullable;

/**
 * Estimates the delivery rate of the path (draft-ietf-ccwg-bbr, section 4.1, "Delivery Rate
 * Samples"). Bytes include chunk headers; times are nanoseconds.
 */
final class DeliveryRate {

  private static final double SECOND = 1e9;

  /** A chunk sent this much before the newest acknowledged one was reported late by the SACKs. */
  private static final long LATE_REPORT_NANOS = 1_000_000;

  private long acknowledged;
  private long delivered;
  private long deliveredTime;
  private long newestSentTime = Long.MIN_VALUE;
  private long firstSentTime;

  /** The highest TSN that SACKs have reported, with and without the current SACK. */
  private long highestReported = Long.MIN_VALUE;

  private long highestReportedBefore = Long.MIN_VALUE;

  /** Samples are application-limited until {@code delivered} exceeds this; 0: not limited. */
  private long appLimitedUntil;

  private @Nullable SentChunk newest;
  private long priorDelivered;
  private long priorTime;
  private long sendElapsed;
  private boolean appLimited;

  /** Records the delivery state in a chunk that is sent. */
  void onSent(long now, SentChunk chunk, long inFlightBefore) {
    if (inFlightBefore == 0) {
      firstSentTime = now;
      deliveredTime = now;
    }
    chunk.deliveredAtSend = delivered;
    chunk.deliveredTimeAtSend = deliveredTime;
    chunk.firstSentTimeAtSend = firstSentTime;
    chunk.appLimited = appLimitedUntil != 0;
  }

  /** Marks samples as application-limited until everything in flight is delivered. */
  void onAppLimited(long inFlight) {
    appLimitedUntil = Math.max(1, delivered + inFlight);
  }

  /** Starts the sample of a SACK. */
  void begin() {
    newest = null;
    highestReportedBefore = highestReported;
  }

  /**
   * Adds a newly acknowledged chunk to the sample.
   *
   * <p>A SACK holds a limited number of gap ack blocks, so when a gap closes it may acknowledge
   * many chunks that arrived long ago. Counting them now would overestimate the bandwidth, so they
   * are left out. A chunk that an earlier SACK reported as missing was delayed on the path, and
   * counts.
   *
   * @param minRtt the minimum RTT measured
   */
  void onAcked(long now, SentChunk chunk, long minRtt) {
    acknowledged += chunk.size();
    highestReported = Math.max(highestReported, chunk.tsn);
    if (chunk.tsn > highestReportedBefore
        && newestSentTime != Long.MIN_VALUE
        && chunk.sentTime < newestSentTime - Math.max(LATE_REPORT_NANOS, minRtt / 4)) {
      return;
    }
    newestSentTime = Math.max(newestSentTime, chunk.sentTime);
    delivered += chunk.size();
    deliveredTime = now;
    if (newest == null || chunk.deliveredAtSend >= priorDelivered) {
      newest = chunk;
      priorDelivered = chunk.deliveredAtSend;
      priorTime = chunk.deliveredTimeAtSend;
      sendElapsed = chunk.sentTime - chunk.firstSentTimeAtSend;
      appLimited = chunk.appLimited;
      firstSentTime = Math.max(firstSentTime, chunk.sentTime);
    }
    if (appLimitedUntil != 0 && delivered > appLimitedUntil) {
      appLimitedUntil = 0;
    }
  }

  /** Returns the bytes of all acknowledged chunks. */
  long acknowledged() {
    return acknowledged;
  }

  /** Returns the acknowledged bytes without late reports; rates and rounds are based on it. */
  long delivered() {
    return delivered;
  }

  /** Returns {@code delivered} at the time when the newest chunk of this SACK was sent. */
  long priorDelivered() {
    return newest == null ? AckSample.NONE : priorDelivered;
  }

  boolean appLimited() {
    return appLimited;
  }

  /** Returns the delivery rate sample of this SACK in bytes per second. */
  long sample(long minRtt) {
    long interval = Math.max(sendElapsed, deliveredTime - priorTime);
    // Delayed acknowledgements compress the interval: a sample shorter than minRtt is invalid.
    if (newest == null || interval <= 0 || interval < minRtt) {
      return AckSample.NONE;
    }
    return (long) ((delivered - priorDelivered) * SECOND / interval);
  }
}
