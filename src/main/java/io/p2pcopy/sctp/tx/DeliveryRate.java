package io.p2pcopy.sctp.tx;

import io.p2pcopy.sctp.cc.AckSample;
import org.jspecify.annotations.Nullable;

/**
 * Measures how fast the path delivers (draft-ietf-ccwg-bbr, section 4.1, "Delivery Rate Samples").
 * Bytes with chunk headers, nanoseconds.
 */
final class DeliveryRate {

  private static final double SECOND = 1e9;

  private long delivered;
  private long deliveredTime;
  private long firstSentTime;

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
  }

  /** A chunk is newly acknowledged. */
  void onAcked(long now, SentChunk chunk) {
    delivered += chunk.size();
    deliveredTime = now;
    if (newest == null || chunk.deliveredAtSend >= priorDelivered) {
      newest = chunk;
      priorDelivered = chunk.deliveredAtSend;
      priorTime = chunk.deliveredTimeAtSend;
      sendElapsed = chunk.sentTime - chunk.firstSentTimeAtSend;
      appLimited = chunk.appLimited;
      firstSentTime = chunk.sentTime;
    }
    if (appLimitedUntil != 0 && delivered > appLimitedUntil) {
      appLimitedUntil = 0;
    }
  }

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
