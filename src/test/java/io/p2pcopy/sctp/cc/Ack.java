package io.p2pcopy.sctp.cc;

/** Builds samples of acknowledgements; what a test does not say is as in a steady transfer. */
final class Ack {

  private long now;
  private long acked;
  private long lost;
  private boolean inRecovery;
  private long rtt = AckSample.NONE;
  private long inFlightBefore;
  private long inFlight = AckSample.NONE;
  private long delivered;
  private long priorDelivered = AckSample.NONE;
  private long deliveryRate = AckSample.NONE;
  private boolean appLimited;

  static Ack at(long now) {
    var ack = new Ack();
    ack.now = now;
    return ack;
  }

  Ack acked(long bytes) {
    acked = bytes;
    return this;
  }

  Ack lost(long bytes) {
    lost = bytes;
    return this;
  }

  Ack inRecovery() {
    inRecovery = true;
    return this;
  }

  Ack rtt(long nanoseconds) {
    rtt = nanoseconds;
    return this;
  }

  Ack inFlightBefore(long bytes) {
    inFlightBefore = bytes;
    return this;
  }

  Ack inFlight(long bytes) {
    inFlight = bytes;
    return this;
  }

  /** What was acknowledged in all, and how much of it when the newest packet left. */
  Ack delivered(long bytes, long prior) {
    delivered = bytes;
    priorDelivered = prior;
    return this;
  }

  Ack rate(long bytesPerSecond) {
    deliveryRate = bytesPerSecond;
    return this;
  }

  Ack appLimited() {
    appLimited = true;
    return this;
  }

  AckSample sample() {
    long after = inFlight == AckSample.NONE ? inFlightBefore - acked - lost : inFlight;
    return new AckSample(
        now,
        acked,
        lost,
        acked > 0,
        inRecovery,
        rtt,
        inFlightBefore,
        after,
        delivered,
        priorDelivered,
        deliveryRate,
        appLimited);
  }
}
