package io.p2pcopy.sctp.cc;

/** The congestion control of RFC 9260, section 7.2, counting bytes. */
public final class NewReno implements CongestionController {

  private static final int INITIAL_PACKETS = 10;
  private static final int MIN_THRESHOLD_PACKETS = 4;

  private final long packetSize;
  private long window;
  private long slowStartThreshold = Long.MAX_VALUE;
  private long partialBytesAcked;

  /**
   * @param packetSize bytes of DATA that fit into a packet, with their headers
   */
  public NewReno(long packetSize) {
    this.packetSize = packetSize;
    this.window = INITIAL_PACKETS * packetSize;
  }

  @Override
  public void onSent(long now, int bytes, long inFlight) {}

  @Override
  public void onAck(AckSample sample) {
    if (sample.bytesAcked() == 0 || sample.inRecovery()) {
      return;
    }
    // RFC 9260, 7.2.1: "Only when the congestion window is being fully utilized ... can the
    // congestion window be increased; otherwise, the congestion window MUST NOT be increased."
    boolean fullyUsed = sample.inFlightBefore() + packetSize > window;
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
    slowStartThreshold = Math.max(window / 2, MIN_THRESHOLD_PACKETS * packetSize);
    window = slowStartThreshold;
    partialBytesAcked = 0;
  }

  @Override
  public void onTimeout(long now, long inFlight) {
    // RFC 9260, 7.2.3: "When the T3-rtx timer expires ... ssthresh = max(cwnd / 2, 4 * PMDCS),
    // cwnd = PMDCS".
    slowStartThreshold = Math.max(window / 2, MIN_THRESHOLD_PACKETS * packetSize);
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
  public long window() {
    return window;
  }

  @Override
  public long pacingRate() {
    return UNPACED;
  }

  private void slowStart(AckSample sample) {
    // RFC 9260, 7.2.1: only "if the Cumulative TSN Ack Point is advanced"; by the bytes
    // acknowledged, as the limit L for one SACK would hold back peers that send few of them.
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
