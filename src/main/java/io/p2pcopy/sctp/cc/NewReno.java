package io.p2pcopy.sctp.cc;

/**
 * The congestion control of RFC 9260, section 7.2, counting bytes, with proportional rate reduction
 * (RFC 9937) and pacing.
 */
public final class NewReno implements CongestionController {

  private static final int INITIAL_PACKETS = 10;
  private static final int MIN_THRESHOLD_PACKETS = 4;

  /** The pacing rate in multiples of a window per RTT, so that pacing does not limit growth. */
  private static final double SLOW_START_PACING = 2.0;

  private static final double AVOIDANCE_PACING = 1.25;
  private static final double SECOND = 1e9;

  private long packetSize;
  private final ProportionalRateReduction reduction;
  private long window;
  private long smoothedRtt;
  private long windowBefore;
  private long thresholdBefore;
  private long slowStartThreshold = Long.MAX_VALUE;
  private long partialBytesAcked;

  /**
   * @param packetSize bytes of DATA that fit into a packet, with their headers
   */
  public NewReno(long packetSize) {
    this.packetSize = packetSize;
    this.reduction = new ProportionalRateReduction(packetSize);
    this.window = INITIAL_PACKETS * packetSize;
  }

  @Override
  public void onSent(long now, int bytes, long inFlight) {
    reduction.onSent(bytes);
  }

  @Override
  public void onAck(AckSample sample) {
    if (sample.rtt() != AckSample.NONE) {
      smoothedRtt =
          smoothedRtt == 0 ? sample.rtt() : smoothedRtt + (sample.rtt() - smoothedRtt) / 8;
    }
    if (reduction.isActive()) {
      window = sample.inRecovery() ? reduction.window(sample) : slowStartThreshold;
      if (!sample.inRecovery()) {
        reduction.stop();
      }
    }
    if (sample.bytesAcked() == 0 || sample.inRecovery()) {
      return;
    }
    // RFC 9260, 7.2.1: "Only when the congestion window is being fully utilized ... can the
    // congestion window be increased; otherwise, the congestion window MUST NOT be increased."
    // In paced slow start, the bytes in flight always lag behind a window that doubles.
    boolean fullyUsed =
        window < slowStartThreshold
            ? 2 * sample.inFlightBefore() > window
            : sample.inFlightBefore() + packetSize > window;
    if (!fullyUsed) {
      partialBytesAcked = 0;
      return;
    }
    if (window < slowStartThreshold) {
      slowStart(sample);
    } else {
      avoidCongestion(sample);
    }
  }

  @Override
  public void onRecoveryEntered(long now, long inFlight) {
    // RFC 9260, 7.2.3: "ssthresh = max(cwnd / 2, 4 * PMDCS), cwnd = ssthresh, partial_bytes_acked
    // = 0".
    remember();
    slowStartThreshold = Math.max(window / 2, MIN_THRESHOLD_PACKETS * packetSize);
    window = slowStartThreshold;
    partialBytesAcked = 0;
    reduction.start(slowStartThreshold);
  }

  @Override
  public void onSpuriousRecovery(long now) {
    reduction.stop();
    window = Math.max(window, windowBefore);
    slowStartThreshold = Math.max(slowStartThreshold, thresholdBefore);
  }

  @Override
  public void onTimeout(long now, long inFlight) {
    // RFC 9260, 7.2.3: "When the T3-rtx timer expires ... ssthresh = max(cwnd / 2, 4 * PMDCS),
    // cwnd = PMDCS".
    // RFC 5681, 3.1: when what timed out "has already been retransmitted by way of the
    // retransmission timer at least once, the value of ssthresh is held constant".
    if (window > packetSize) {
      remember();
      slowStartThreshold = Math.max(window / 2, MIN_THRESHOLD_PACKETS * packetSize);
    }
    reduction.stop();
    window = packetSize;
    partialBytesAcked = 0;
  }

  @Override
  public void onRestartAfterIdle(long now, long idle, long timeout) {
    // RFC 9260, 7.2.1: "the cwnd of the transport address SHOULD be adjusted to max(cwnd / 2, 4 *
    // PMDCS) once per RTO."
    long floor = Math.min(window, MIN_THRESHOLD_PACKETS * packetSize);
    long halvings = Math.min(Long.SIZE - 1, idle / Math.max(1, timeout));
    window = Math.max(window >> halvings, floor);
  }

  @Override
  public void onPacketSize(long size) {
    packetSize = size;
    reduction.onPacketSize(size);
  }

  @Override
  public long window() {
    return window;
  }

  @Override
  public long pacingRate() {
    if (smoothedRtt == 0) {
      return UNPACED;
    }
    double gain = window < slowStartThreshold ? SLOW_START_PACING : AVOIDANCE_PACING;
    return (long) (gain * window / (smoothedRtt / SECOND));
  }

  private void remember() {
    if (!reduction.isActive()) {
      windowBefore = window;
      thresholdBefore = slowStartThreshold;
    }
  }

  private void slowStart(AckSample sample) {
    // RFC 9260, 7.2.1: only "if the Cumulative TSN Ack Point is advanced"; by the bytes
    // acknowledged, because a limit L per SACK would slow down peers that send few SACKs.
    if (sample.cumulativeAdvanced()) {
      window = Math.min(window + sample.bytesAcked(), slowStartThreshold);
    }
  }

  private void avoidCongestion(AckSample sample) {
    // RFC 9260, 7.2.2: "partial_bytes_acked is increased by the total number of bytes of all new
    // chunks acknowledged ... when it is equal to or greater than cwnd ... cwnd is increased by
    // PMDCS".
    partialBytesAcked += sample.bytesAcked();
    if (partialBytesAcked >= window) {
      partialBytesAcked -= window;
      window += packetSize;
    }
  }
}
