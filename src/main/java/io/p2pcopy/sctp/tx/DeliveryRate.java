package io.p2pcopy.sctp.tx;

import io.p2pcopy.sctp.cc.AckSample;
import org.jspecify.annotations.Nullable;

/**
 * Measures how fast the path delivers (draft-ietf-ccwg-bbr, section 4.1, "Delivery Rate Samples").
 * Bytes with chunk headers, nanoseconds.
 */
final class DeliveryRate {

  private static final double SECOND = 1e9;

  /** What arrived this much earlier than what is known to have arrived is old news. */
  private static final long OLD_NEWS = 1_000_000;

  private long acknowledged;
  private long delivered;
  private long deliveredTime;
  private long newestSentTime = Long.MIN_VALUE;
  private long firstSentTime;

  /** The highest TSN that any SACK has told of, and any before the present one. */
  private long highestTold = Long.MIN_VALUE;

  private long highestToldBefore = Long.MIN_VALUE;

  /** While {@code delivered} is below this, samples are limited by the application; 0: not. */
  private long appLimitedUntil;

  private @Nullable SentChunk newest;
  private long priorDelivered;
  private long priorTime;
  private long sendElapsed;
  private boolean appLimited;

  /** A chunk leaves. */
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

  /** The application has given less than the path would take. */
  void onAppLimited(long inFlight) {
    appLimitedUntil = Math.max(1, delivered + inFlight);
  }

  /** A SACK begins. */
  void begin() {
    newest = null;
    highestToldBefore = highestTold;
  }

  /**
   * A chunk is newly acknowledged.
   *
   * <p>A SACK holds a limited number of gap blocks, so that a gap that is filled may bring much to
   * light at once that arrived long ago. Counted at its time of news it would make the path look
   * faster than it is, so it is left out. What an earlier SACK has told to be missing was only held
   * back on its way, and counts.
   *
   * @param minRtt the shortest round-trip time measured
   */
  void onAcked(long now, SentChunk chunk, long minRtt) {
    acknowledged += chunk.size();
    highestTold = Math.max(highestTold, chunk.tsn);
    if (chunk.tsn > highestToldBefore
        && newestSentTime != Long.MIN_VALUE
        && chunk.sentTime < newestSentTime - Math.max(OLD_NEWS, minRtt / 4)) {
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

  /** Returns the bytes of all chunks that were acknowledged. */
  long acknowledged() {
    return acknowledged;
  }

  /** Returns those bytes without the old news; rates and rounds are counted by it. */
  long delivered() {
    return delivered;
  }

  /** Returns what had been delivered when the newest chunk of this SACK was sent. */
  long priorDelivered() {
    return newest == null ? AckSample.NONE : priorDelivered;
  }

  boolean appLimited() {
    return appLimited;
  }

  /** Returns the rate that this SACK shows, in bytes a second. */
  long sample(long minRtt) {
    long interval = Math.max(sendElapsed, deliveredTime - priorTime);
    // An interval shorter than the round trip comes from acknowledgements that were held back.
    if (newest == null || interval <= 0 || interval < minRtt) {
      return AckSample.NONE;
    }
    return (long) ((delivered - priorDelivered) * SECOND / interval);
  }
}
