package io.p2pcopy.sctp.cc;

/**
 * CUBIC (RFC 9438) with HyStart++ (RFC 9406): after a loss the window grows as a cubic function of
 * time, independent of the RTT.
 */
public final class Cubic implements CongestionController {

  private static final double SECOND = 1e9;
  private static final int INITIAL_PACKETS = 10;
  private static final int MIN_PACKETS = 2;

  /** RFC 9406, section 4.3: CSS_GROWTH_DIVISOR. */
  private static final int CONSERVATIVE_DIVISOR = 4;

  /** The pacing rate in slow start, in multiples of a window per RTT, as in Linux. */
  private static final double SLOW_START_PACING = 2.0;

  private static final double AVOIDANCE_PACING = 1.2;

  private long packetSize;
  private final ProportionalRateReduction reduction;
  private final CubicCurve curve = CubicCurve.standard();
  private HyStart hyStart = new HyStart();

  /** In packets, as in RFC 9438. */
  private double window = INITIAL_PACKETS;

  private double threshold = Double.MAX_VALUE;
  private long smoothedRtt;
  private long reducedWindow;
  private double thresholdBefore;

  /**
   * @param packetSize bytes of DATA that fit into a packet, with their headers
   */
  public Cubic(long packetSize) {
    this.packetSize = packetSize;
    this.reduction = new ProportionalRateReduction(packetSize);
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
    if (reduction.isActive() && !sample.inRecovery()) {
      reduction.stop();
    } else if (reduction.isActive()) {
      reducedWindow = reduction.window(sample);
    }
    // In paced slow start, the bytes in flight always lag behind a window that doubles.
    boolean fullyUsed =
        window < threshold
            ? 2 * sample.inFlightBefore() > window()
            : sample.inFlightBefore() + packetSize > window();
    if (sample.bytesAcked() == 0 || sample.inRecovery() || !fullyUsed) {
      return;
    }
    double packetsAcked = (double) sample.bytesAcked() / packetSize;
    if (window < threshold) {
      slowStart(sample, packetsAcked);
    } else {
      window = curve.grow(sample.now(), window, packetsAcked, smoothedRtt);
    }
  }

  @Override
  public void onRecoveryEntered(long now, long inFlight) {
    reduce();
    window = threshold;
    reducedWindow = window();
    reduction.start(reducedWindow);
  }

  @Override
  public void onSpuriousRecovery(long now) {
    // RFC 9438, 4.9: "cwnd = prior_cwnd, ssthresh = prior_ssthresh" and the curve as it was.
    reduction.stop();
    window = Math.max(window, curve.undo());
    threshold = Math.max(threshold, thresholdBefore);
  }

  @Override
  public void onTimeout(long now, long inFlight) {
    // RFC 5681, 3.1, which RFC 9438, 4.8 follows: when what timed out "has already been
    // retransmitted by way of the retransmission timer ..., the value of ssthresh is held
    // constant".
    if (window > 1) {
      reduce();
    }
    reduction.stop();
    window = 1;
    hyStart = new HyStart();
  }

  @Override
  public void onRestartAfterIdle(long now, long idle, long timeout) {
    // RFC 9438, 4.2: the epoch excludes idle time.
    curve.onIdle(idle);
    long halvings = Math.min(Integer.SIZE, idle / Math.max(1, timeout));
    window = Math.max(window / Math.pow(2, (double) halvings), Math.min(window, INITIAL_PACKETS));
  }

  @Override
  public void onPacketSize(long size) {
    double scale = (double) packetSize / size;
    packetSize = size;
    reduction.onPacketSize(size);
    window *= scale;
    threshold *= scale;
    thresholdBefore *= scale;
    curve.scale(scale);
  }

  @Override
  public long window() {
    return reduction.isActive() ? reducedWindow : (long) (window * packetSize);
  }

  @Override
  public long pacingRate() {
    if (smoothedRtt == 0) {
      return UNPACED;
    }
    double gain = window < threshold ? SLOW_START_PACING : AVOIDANCE_PACING;
    return (long) (gain * window * packetSize / (smoothedRtt / SECOND));
  }

  private void slowStart(AckSample sample, double packetsAcked) {
    hyStart.update(sample);
    window += hyStart.conservative() ? packetsAcked / CONSERVATIVE_DIVISOR : packetsAcked;
    if (hyStart.done()) {
      threshold = window;
    }
  }

  private void reduce() {
    thresholdBefore = threshold;
    threshold = Math.max(curve.reduce(window), MIN_PACKETS);
  }
}
