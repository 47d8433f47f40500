package io.p2pcopy.sctp.cc;

/**
 * Computes the pacing rate and the congestion window from the phase and the model
 * (draft-ietf-ccwg-bbr, section 5.6). Bytes, bytes per second, nanoseconds.
 */
final class ControlParameters {

  private static final long MILLISECOND = 1_000_000;
  private static final double SECOND = 1e9;

  /** RFC 6928. */
  private static final int INITIAL_PACKETS = 10;

  /** BBR.MinPipeCwnd. */
  private static final int MIN_PACKETS = 4;

  /** Section 5.6.2: the RTT assumed for pacing before the first measurement. */
  private static final long INITIAL_RTT_NANOS = MILLISECOND;

  /** BBR.PacingMarginPercent is 1: slightly less than the bandwidth, so that queues drain. */
  private static final double PACING_MARGIN_FACTOR = 0.99;

  /** The upper limit of a burst, which holds one millisecond of the pacing rate. */
  private static final long MAX_QUANTUM_BYTES = 256 << 10;

  /** The bytes that two event loops and the socket buffers between them can hold without loss. */
  private static final long SHORT_PATH_WINDOW_BYTES = 1 << 20;

  /** The timer resolution of event loops: paths with a shorter RTT are not paced. */
  private static final long SHORT_PATH_RTT_NANOS = MILLISECOND;

  private final PathModel model;
  private final CompetingWindow competingWindow;
  private final InFlightBound bound;
  private long packetSize;
  private long window;
  private double pacingRate;
  private long windowBeforeProbeRtt;
  private long windowBeforeTimeout;

  ControlParameters(
      long packetSize, PathModel model, CompetingWindow competingWindow, InFlightBound bound) {
    this.packetSize = packetSize;
    this.model = model;
    this.competingWindow = competingWindow;
    this.bound = bound;
    window = INITIAL_PACKETS * packetSize;
    pacingRate = BbrPhase.STARTUP.pacingGain * window / (INITIAL_RTT_NANOS / SECOND);
  }

  long window() {
    return window;
  }

  long pacingRate() {
    return isShortPath() ? CongestionController.UNPACED : Math.max(1, (long) pacingRate);
  }

  /** Returns {@code gain} times the BDP, in bytes. */
  long targetInFlight(double gain) {
    long product = model.bandwidthDelayProduct();
    return product == 0 ? INITIAL_PACKETS * packetSize : (long) (gain * product);
  }

  long probeRttWindow() {
    return Math.max(minWindow(), targetInFlight(BbrPhase.PROBE_RTT.windowGain));
  }

  /** Returns the bound on the bytes in flight in PROBE_CRUISE. */
  long cruiseBound() {
    return bound.withHeadroom(minWindow());
  }

  void update(AckSample sample, BbrPhase phase, boolean fullPipe) {
    updatePacingRate(phase, fullPipe);
    updateWindow(sample, phase, fullPipe);
  }

  void onTimeout() {
    windowBeforeTimeout = Math.max(windowBeforeTimeout, window);
    window = packetSize;
  }

  /** Restores the window after a spurious timeout; pacing prevents a burst. */
  void restoreAfterTimeout() {
    window = Math.max(window, windowBeforeTimeout);
    windowBeforeTimeout = 0;
  }

  void saveBeforeProbeRtt() {
    windowBeforeProbeRtt = window;
  }

  void restoreAfterProbeRtt() {
    window = Math.max(window, windowBeforeProbeRtt);
  }

  void onEstimatedRoundTrip(BbrPhase phase, long rtt) {
    pacingRate = phase.pacingGain * window / (rtt / SECOND);
  }

  void onRestartAfterIdle() {
    pacingRate = PACING_MARGIN_FACTOR * model.bandwidth();
  }

  void onPacketSize(long size) {
    packetSize = size;
  }

  private void updatePacingRate(BbrPhase phase, boolean fullPipe) {
    long bandwidth = model.bandwidth();
    if (bandwidth == 0) {
      if (model.minRtt() > 0) {
        pacingRate = phase.pacingGain * window / (model.minRtt() / SECOND);
      }
      return;
    }
    if (phase == BbrPhase.COMPETING) {
      pacingRate = competingWindow.pacingRate(phase.pacingGain);
      return;
    }
    double rate = phase.pacingGain * PACING_MARGIN_FACTOR * bandwidth;
    if (fullPipe || rate > pacingRate) {
      // With fewer packets per RTT, nothing could be measured.
      double slowest = minWindow() / (Math.max(1, model.minRtt()) / SECOND);
      pacingRate = Math.max(rate, slowest);
    }
  }

  private void updateWindow(AckSample sample, BbrPhase phase, boolean fullPipe) {
    if (phase == BbrPhase.COMPETING) {
      window = Math.max(minWindow(), competingWindow.bytes());
      return;
    }
    long aggregation = fullPipe ? model.extraAcked() : 0;
    long target = targetInFlight(phase.windowGain) + aggregation + 3 * quantum();
    if (isShortPath()) {
      // On a short path, most packets in flight wait inside the two hosts.
      target = Math.max(target, SHORT_PATH_WINDOW_BYTES);
    }
    if (fullPipe) {
      window = Math.min(window + sample.bytesAcked(), target);
    } else if (window < target || sample.delivered() < INITIAL_PACKETS * packetSize) {
      window += sample.bytesAcked();
    }
    window = Math.max(minWindow(), Math.min(window, windowBound(phase)));
  }

  private long windowBound(BbrPhase phase) {
    return switch (phase) {
      case PROBE_RTT -> probeRttWindow();
      case PROBE_CRUISE -> cruiseBound();
      case PROBE_DOWN, PROBE_REFILL, PROBE_UP -> bound.bytes();
      case STARTUP, DRAIN, COMPETING -> Long.MAX_VALUE;
    };
  }

  private long minWindow() {
    return MIN_PACKETS * packetSize;
  }

  private long quantum() {
    long millisecond = (long) (pacingRate / 1000);
    return Math.max(2 * packetSize, Math.min(MAX_QUANTUM_BYTES, millisecond));
  }

  private boolean isShortPath() {
    return model.minRtt() > 0 && model.minRtt() < SHORT_PATH_RTT_NANOS;
  }
}
