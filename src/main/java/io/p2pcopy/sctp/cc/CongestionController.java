package io.p2pcopy.sctp.cc;

/**
 * Decides how many bytes may be in flight and how fast they may leave. Knows nothing of TSNs: loss
 * detection and bookkeeping are the sender's. Bytes are of DATA chunks with their headers, times
 * are nanoseconds.
 */
public interface CongestionController {

  /** The pacing rate of controllers that do not pace. */
  long UNPACED = Long.MAX_VALUE;

  /**
   * A packet with DATA leaves.
   *
   * @param inFlight with this packet
   */
  void onSent(long now, int bytes, long inFlight);

  /** A SACK acknowledged something, or told of losses. */
  void onAck(AckSample sample);

  /**
   * The first loss of an episode was detected; the losses of the same flight that follow are told
   * by {@link AckSample#bytesLost} only.
   *
   * @param inFlight without what is lost
   */
  void onRecoveryEntered(long now, long inFlight);

  /** All that the latest episode took for lost has arrived: its reaction was for nothing. */
  default void onSpuriousRecovery(long now) {}

  /**
   * The retransmission timer expired; everything that was in flight counts as lost.
   *
   * @param inFlight just before
   */
  void onTimeout(long now, long inFlight);

  /**
   * What was in flight at the latest timeout arrives after all: the path was silent, or has become
   * longer.
   */
  default void onSpuriousTimeout(long now) {
    onSpuriousRecovery(now);
  }

  /**
   * The round-trip time is known from elsewhere, before DATA has measured it.
   *
   * @param rtt more than 0
   */
  default void onEstimatedRoundTrip(long rtt) {}

  /**
   * Nothing was in flight for a while and something is going to be sent.
   *
   * @param idle how long nothing was sent
   * @param timeout the retransmission timeout
   */
  void onRestartAfterIdle(long now, long idle, long timeout);

  /**
   * Packets have another size from now on; what is counted in packets follows, but what the window
   * holds does not.
   *
   * @param packetSize bytes of DATA that fit into a packet, with their headers
   */
  void onPacketSize(long packetSize);

  /** Returns the congestion window in bytes. */
  long window();

  /** Returns the pacing rate in bytes a second, or {@link #UNPACED}. */
  long pacingRate();
}
