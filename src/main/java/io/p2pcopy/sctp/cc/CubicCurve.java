package io.p2pcopy.sctp.cc;

/**
 * The window of CUBIC in congestion avoidance (RFC 9438, section 4): after a reduction it grows
 * along a cubic curve of the time. Windows are in packets, times in nanoseconds.
 */
final class CubicCurve {

  private static final double SECOND = 1e9;

  /** RFC 9438, section 5: "C ... SHOULD be set to 0.4", in packets per second cubed. */
  private static final double C = 0.4;

  /** RFC 9438, section 4.6: "beta_cubic SHOULD be set to 0.7". */
  private static final double BETA = 0.7;

  private final double c;
  private final double beta;

  /** RFC 9438, section 4.3: additive increase that is as fast as Reno's on average. */
  private final double renoIncrease;

  /** What becomes of it when the window is as large again as before the reduction. */
  private final double laterRenoIncrease;

  private double windowMax;
  private double renoWindow;
  private double epochWindow;
  private double timeToMax;
  private long epochStart = AckSample.NONE;

  // What it was before the latest reduction.
  private double windowBefore;
  private double windowMaxBefore;

  private CubicCurve(double c, double beta, double weight) {
    // The average window goes with the fourth root of C (RFC 9438, section 5.1), and with the
    // square root of what Reno adds.
    this.c = c * Math.pow(weight, 4);
    this.beta = beta;
    laterRenoIncrease = weight * weight;
    renoIncrease = laterRenoIncrease * 3 * (1 - beta) / (1 + beta);
  }

  static CubicCurve standard() {
    return new CubicCurve(C, BETA, 1);
  }

  /**
   * Returns a curve that falls deeper than the standard one and grows faster, so that windows of
   * different size come closer to each other sooner.
   *
   * @param beta what remains of the window after a reduction
   * @param weight how many times the standard window its average is, at any rate of losses
   */
  static CubicCurve withReduction(double beta, double weight) {
    // RFC 9438, section 5.1: the average window goes with (C * (3 + beta) / (4 * (1 -
    // beta)))^(1/4).
    double c = C * (3 + BETA) / (1 - BETA) * (1 - beta) / (3 + beta);
    return new CubicCurve(c, beta, weight);
  }

  /**
   * Packets were acknowledged.
   *
   * @return the window after it
   */
  double grow(long now, double window, double packetsAcked, long smoothedRtt) {
    if (epochStart == AckSample.NONE) {
      startEpoch(now, window);
    }
    double elapsed = (now - epochStart) / SECOND;
    // RFC 9438, 4.3: "Once W_est has grown to reach the cwnd at the time of most recently setting
    // ssthresh ... alpha_cubic SHOULD be set to 1".
    double increase = renoWindow < windowBefore ? renoIncrease : laterRenoIncrease;
    renoWindow += increase * packetsAcked / window;
    // RFC 9438, 4.2: W_cubic(t) = C * (t - K)^3 + W_max, looked at one round-trip time ahead.
    double ahead = elapsed + smoothedRtt / SECOND - timeToMax;
    double cubic = c * ahead * ahead * ahead + Math.max(windowMax, epochWindow);
    // RFC 9438, 4.4: "target ... is limited between cwnd and 1.5 * cwnd".
    double target = Math.max(window, Math.min(cubic, 1.5 * window));
    return Math.max(window + (target - window) / window * packetsAcked, renoWindow);
  }

  /**
   * Too much was in flight.
   *
   * @return the window after it
   */
  double reduce(double window) {
    windowBefore = window;
    windowMaxBefore = windowMax;
    // RFC 9438, 4.7, fast convergence: a window smaller than the last one leaves more to newcomers.
    windowMax = window < windowMax ? window * (1 + beta) / 2 : window;
    epochStart = AckSample.NONE;
    return window * beta;
  }

  /**
   * The latest reduction was for nothing.
   *
   * @return the window before it
   */
  double undo() {
    windowMax = windowMaxBefore;
    epochStart = AckSample.NONE;
    return windowBefore;
  }

  /** Nothing was sent for so long; that time does not count. */
  void onIdle(long idle) {
    if (epochStart != AckSample.NONE) {
      epochStart += idle;
    }
  }

  /** Packets are so many times smaller than they were. */
  void scale(double factor) {
    windowMax *= factor;
    windowBefore *= factor;
    windowMaxBefore *= factor;
    epochStart = AckSample.NONE;
  }

  private void startEpoch(long now, double window) {
    epochStart = now;
    epochWindow = window;
    renoWindow = window;
    timeToMax = windowMax > window ? Math.cbrt((windowMax - window) / c) : 0;
  }
}
