package io.p2pcopy.sctp.cc;

/**
 * The window of CUBIC in congestion avoidance (RFC 9438, section 4): after a reduction it grows as
 * a cubic function of time. Windows are in packets, times in nanoseconds.
 */
final class CubicCurve {

  private static final double SECOND = 1e9;

  /** RFC 9438, section 5: "C ... SHOULD be set to 0.4", in packets per second cubed. */
  private static final double C = 0.4;

  /** RFC 9438, section 4.6: "beta_cubic SHOULD be set to 0.7". */
  private static final double BETA = 0.7;

  private final double c;
  private final double beta;

  /** RFC 9438, section 4.3: the additive increase that matches Reno's average rate. */
  private final double renoIncrease;

  /** The additive increase after the window has reached its size before the reduction. */
  private final double laterRenoIncrease;

  private double windowMax;
  private double renoWindow;
  private double epochWindow;
  private double timeToMax;
  private long epochStart = AckSample.NONE;

  // The values before the latest reduction, for undo().
  private double windowBefore;
  private double windowMaxBefore;

  private CubicCurve(double c, double beta, double weight) {
    // The average window is proportional to the fourth root of C (RFC 9438, section 5.1), and to
    // the square root of Reno's increase.
    this.c = c * Math.pow(weight, 4);
    this.beta = beta;
    laterRenoIncrease = weight * weight;
    renoIncrease = laterRenoIncrease * 3 * (1 - beta) / (1 + beta);
  }

  static CubicCurve standard() {
    return new CubicCurve(C, BETA, 1);
  }

  /**
   * Returns a curve with a deeper reduction and faster growth than the standard one, for faster
   * convergence.
   *
   * @param beta the factor of a reduction
   * @param weight the average window as a multiple of the standard one, at any loss rate
   */
  static CubicCurve withReduction(double beta, double weight) {
    // RFC 9438, section 5.1: the average window is proportional to (C * (3 + beta) / (4 * (1 -
    // beta)))^(1/4).
    double c = C * (3 + BETA) / (1 - BETA) * (1 - beta) / (3 + beta);
    return new CubicCurve(c, beta, weight);
  }

  /**
   * Grows the window after packets were acknowledged.
   *
   * @return the new window
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
    // RFC 9438, 4.2: W_cubic(t) = C * (t - K)^3 + W_max, evaluated one RTT ahead.
    double ahead = elapsed + smoothedRtt / SECOND - timeToMax;
    double cubic = c * ahead * ahead * ahead + Math.max(windowMax, epochWindow);
    // RFC 9438, 4.4: "target ... is limited between cwnd and 1.5 * cwnd".
    double target = Math.max(window, Math.min(cubic, 1.5 * window));
    return Math.max(window + (target - window) / window * packetsAcked, renoWindow);
  }

  /**
   * Reduces the window after a congestion event.
   *
   * @return the new window
   */
  double reduce(double window) {
    windowBefore = window;
    windowMaxBefore = windowMax;
    // RFC 9438, 4.7, fast convergence: a window smaller than the previous one yields to new flows.
    windowMax = window < windowMax ? window * (1 + beta) / 2 : window;
    epochStart = AckSample.NONE;
    return window * beta;
  }

  /**
   * Undoes the latest reduction, which was spurious.
   *
   * @return the window before it
   */
  double undo() {
    windowMax = windowMaxBefore;
    epochStart = AckSample.NONE;
    return windowBefore;
  }

  /** Excludes an idle time from the epoch. */
  void onIdle(long idle) {
    if (epochStart != AckSample.NONE) {
      epochStart += idle;
    }
  }

  /** Multiplies all windows by {@code factor} after the packet size changed. */
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
