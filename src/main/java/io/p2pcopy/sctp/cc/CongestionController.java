package io.p2pcopy.sctp.cc;

/**
 * Decides how many bytes may be in flight (cwnd) and how fast to send them (pacing rate). Loss
 * detection and TSNs are the sender's task. Bytes include DATA chunk headers; times are
 * nanoseconds.
 */
public interface CongestionController {

  /** The pacing rate of controllers that do not pace. */
  long UNPACED = Long.MAX_VALUE;

  /**
   * A packet with DATA was sent.
   *
   * @param bytes the DATA in this packet
   * @param inFlight bytes in flight, including this packet
   */
  void onSent(long now, int bytes, long inFlight);

  /** A SACK acknowledged new data or revealed losses. */
  void onAck(AckSample sample);

  /**
   * The first loss of a loss recovery episode was detected. Further losses of the same flight are
   * reported only by {@link AckSample#bytesLost}.
   *
   * @param inFlight bytes in flight, excluding lost ones
   */
  void onRecoveryEntered(long now, long inFlight);

  /** The latest loss recovery was spurious: all chunks marked as lost have arrived. */
  default void onSpuriousRecovery(long now) {}

  /**
   * T3-rtx expired; all chunks in flight are marked as lost.
   *
   * @param inFlight bytes in flight before the timeout
   */
  void onTimeout(long now, long inFlight);

  /**
   * The latest timeout was spurious: the path stalled or its RTT increased, but nothing was lost.
   */
  default void onSpuriousTimeout(long now) {
    onSpuriousRecovery(now);
  }

  /**
   * Sets an external estimate of the RTT before the first measurement.
   *
   * @param rtt more than 0
   */
  default void onEstimatedRoundTrip(long rtt) {}

  /**
   * Sending restarts after an idle time with nothing in flight.
   *
   * @param idle the idle time
   * @param timeout the RTO
   */
  void onRestartAfterIdle(long now, long idle, long timeout);

  /**
   * The packet size changed. State counted in packets is rescaled so that the window in bytes stays
   * the same.
   *
   * @param packetSize bytes of DATA that fit into a packet, with their headers
   */
  void onPacketSize(long packetSize);

  /** Returns the congestion window in bytes. */
  long window();

  /** Returns the pacing rate in bytes per second, or {@link #UNPACED}. */
  long pacingRate();
}
