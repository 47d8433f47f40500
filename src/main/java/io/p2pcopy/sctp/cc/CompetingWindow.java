package io.p2pcopy.sctp.cc;

/**
 * The congestion window in competition with loss-based flows: CUBIC (RFC 9438) with a deeper
 * reduction and a steeper curve, for faster convergence to a fair share. Bytes, nanoseconds.
 */
final class CompetingWindow {

  /** As in Reno: converges to a fair share faster than CUBIC's 0.7. */
  private static final double REDUCTION_FACTOR = 0.5;

  /** The average window as a multiple of one CUBIC flow's, at any loss rate. */
  private static final double CUBIC_WEIGHT = 1.5;

  /** A queue that overflows again within this many rounds was filled by other flows. */
  private static final int QUICK_OVERFLOW_ROUNDS = 24;

  /** The number of quick overflows that proves competing flows that ignore losses. */
  private static final int MIN_QUICK_OVERFLOWS = 3;

  /** The reduction in competition with flows that ignore losses, such as BBRv1. */
  private static final double REDUCTION_FACTOR_BESIDE_LOSS_IGNORING = 0.8;

  private static final int MIN_PACKETS = 4;

  private long packetSize;
  private CubicCurve curve = CubicCurve.withReduction(REDUCTION_FACTOR, CUBIC_WEIGHT);

  /** In packets, as in RFC 9438. */
  private double packets;

  private long smoothedRtt;

  /** The round of the latest reduction or start. The window does not grow directly after it. */
  private long changedRound;

  private long reducedRound = -QUICK_OVERFLOW_ROUNDS;
  private int quickOverflows;

  CompetingWindow(long packetSize) {
    this.packetSize = packetSize;
  }

  void start(long inFlight, long round) {
    curve = CubicCurve.withReduction(REDUCTION_FACTOR, CUBIC_WEIGHT);
    packets = Math.max(MIN_PACKETS, (double) inFlight / packetSize);
    changedRound = round;
  }

  void stop() {
    quickOverflows = 0;
  }

  void updateRtt(AckSample sample) {
    if (sample.rtt() != AckSample.NONE) {
      long rtt = sample.rtt();
      smoothedRtt = smoothedRtt == 0 ? rtt : smoothedRtt + (rtt - smoothedRtt) / 8;
    }
  }

  void grow(AckSample sample, long round) {
    boolean limiting = sample.inFlightBefore() + packetSize > bytes();
    if (!limiting || round <= changedRound + 1 || sample.bytesAcked() == 0) {
      return;
    }
    double acked = (double) sample.bytesAcked() / packetSize;
    packets = curve.grow(sample.now(), packets, acked, smoothedRtt);
  }

  /**
   * Reduces the window after a queue overflow.
   *
   * @param filledByOthers whether other flows alone keep the queue full; then yielding to flows
   *     that ignore losses would be futile
   */
  void reduce(long round, boolean filledByOthers) {
    boolean quick = round - reducedRound < QUICK_OVERFLOW_ROUNDS;
    reducedRound = round;
    quickOverflows = quick ? quickOverflows + 1 : 0;
    changedRound = round;
    double before = packets;
    packets = Math.max(MIN_PACKETS, curve.reduce(packets));
    if (othersIgnoreLosses()) {
      double factor = filledByOthers ? 1 : REDUCTION_FACTOR_BESIDE_LOSS_IGNORING;
      packets = Math.max(packets, factor * before);
    }
  }

  /** Returns whether the queue overflowed repeatedly although this flow reduced its window. */
  boolean othersIgnoreLosses() {
    return quickOverflows >= MIN_QUICK_OVERFLOWS;
  }

  /** Returns the rounds since the window was last reduced or started. */
  long roundsSinceChange(long round) {
    return round - changedRound;
  }

  long bytes() {
    return (long) (packets * packetSize);
  }

  /** Returns the rate of one window per RTT times {@code gain}, in bytes per second. */
  double pacingRate(double gain) {
    return gain * bytes() * 1e9 / Math.max(1, smoothedRtt);
  }

  void onPacketSize(long size) {
    double scale = (double) packetSize / size;
    packetSize = size;
    packets *= scale;
    curve.scale(scale);
  }
}
