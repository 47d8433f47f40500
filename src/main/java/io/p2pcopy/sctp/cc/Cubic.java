package io.p2pcopy.sctp.cc;

/**
 * CUBIC (RFC 9438) with HyStart++ (RFC 9406): after a loss the window grows along a cubic curve of
 * the time, whatever the round-trip time.
 */
public final class Cubic implements CongestionController {

  private static final double SECOND = 1e9;
  private static final int INITIAL_PACKETS = 10;
  private static final int MIN_PACKETS = 2;

  /** RFC 9438, section 5: "C ... SHOULD be set to 0.4", in packets per second cubed. */
  private static final double C = 0.4;

  /** RFC 9438, section 4.6: "beta_cubic SHOULD be set to 0.7". */
  private static final double BETA = 0.7;

  /** RFC 9438, section 4.3: additive increase that is as fast as Reno's on average. */
  private static final double RENO_INCREASE = 3 * (1 - BETA) / (1 + BETA);

  /** RFC 9406, section 4.3: CSS_GROWTH_DIVISOR. */
  private static final int CONSERVATIVE_DIVISOR = 4;

  /** As much as a burst of the pacing may be ahead of an even flow (as in Linux). */
  private static final double SLOW_START_PACING = 2.0;

  private static final double AVOIDANCE_PACING = 1.2;

  private long packetSize;
  private final ProportionalRateReduction reduction;
  private HyStart hyStart = new HyStart();

  /** In packets, as RFC 9438 has it. */
  private double window = INITIAL_PACKETS;

  private double threshold = Double.MAX_VALUE;
  private double windowMax;
  private double renoWindow;
  private double epochWindow;
  private double timeToMax;
  private long epochStart = AckSample.NONE;
  private long smoothedRtt;
  private long reducedWindow;

  // What it was before the latest episode of losses.
  private double windowBefore;
  private double windowMaxBefore;
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
    // Paced slow start is always a little behind a window that doubles.
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
      avoidCongestion(sample, packetsAcked);
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
    window = Math.max(window, windowBefore);
    windowMax = windowMaxBefore;
    threshold = Math.max(threshold, thresholdBefore);
    epochStart = AckSample.NONE;
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
    // RFC 9438, 4.2 measures the time of the epoch without the time in which nothing was sent.
    if (epochStart != AckSample.NONE) {
      epochStart += idle;
    }
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
    windowMax *= scale;
    windowBefore *= scale;
    windowMaxBefore *= scale;
    thresholdBefore *= scale;
    epochStart = AckSample.NONE;
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

  private void avoidCongestion(AckSample sample, double packetsAcked) {
    if (epochStart == AckSample.NONE) {
      startEpoch(sample.now());
    }
    double elapsed = (sample.now() - epochStart) / SECOND;
    // RFC 9438, 4.3: "Once W_est has grown to reach the cwnd at the time of most recently setting
    // ssthresh ... alpha_cubic SHOULD be set to 1".
    double increase = renoWindow < windowBefore ? RENO_INCREASE : 1;
    renoWindow += increase * packetsAcked / window;
    // RFC 9438, 4.2: W_cubic(t) = C * (t - K)^3 + W_max, looked at one round-trip time ahead.
    double ahead = elapsed + smoothedRtt / SECOND - timeToMax;
    double cubic = C * ahead * ahead * ahead + Math.max(windowMax, epochWindow);
    // RFC 9438, 4.4: "target ... is limited between cwnd and 1.5 * cwnd".
    double target = Math.max(window, Math.min(cubic, 1.5 * window));
    window += (target - window) / window * packetsAcked;
    window = Math.max(window, renoWindow);
  }

  private void startEpoch(long now) {
    epochStart = now;
    epochWindow = window;
    renoWindow = window;
    timeToMax = windowMax > window ? Math.cbrt((windowMax - window) / C) : 0;
  }

  private void reduce() {
    windowBefore = window;
    windowMaxBefore = windowMax;
    thresholdBefore = threshold;
    // RFC 9438, 4.7, fast convergence: a window smaller than the last one leaves more to newcomers.
    windowMax = window < windowMax ? window * (1 + BETA) / 2 : window;
    threshold = Math.max(window * BETA, MIN_PACKETS);
    epochStart = AckSample.NONE;
  }
}
