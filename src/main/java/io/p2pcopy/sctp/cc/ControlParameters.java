package io.p2pcopy.sctp.cc;

/**
 * Turns the phase and the model into a pacing rate and a congestion window (draft-ietf-ccwg-bbr,
 * section 5.6). Bytes, bytes a second, nanoseconds.
 */
final class ControlParameters {

  private static final long MILLISECOND = 1_000_000;
  private static final double SECOND = 1e9;

  /** RFC 6928. */
  private static final int INITIAL_PACKETS = 10;

  /** BBR.MinPipeCwnd. */
  private static final int MIN_PACKETS = 4;

  /** Section 5.6.2: the round-trip time to pace by before one has been measured. */
  private static final long INITIAL_RTT_NANOS = MILLISECOND;

  /** BBR.PacingMarginPercent is 1: slightly less than the bandwidth, so that queues drain. */
  private static final double PACING_MARGIN_FACTOR = 0.99;

  /** A burst of the sender holds a millisecond of the rate, at most so many bytes. */
  private static final long MAX_QUANTUM_BYTES = 256 << 10;

  /** What two event loops and the socket buffers between them hold without losses. */
  private static final long SHORT_PATH_WINDOW_BYTES = 1 << 20;

  /** Timers of event loops are no more exact than this: shorter paths are not paced. */
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

  /** Returns how much in flight is so many times the bandwidth-delay product. */
  long targetInFlight(double gain) {
    long product = model.bandwidthDelayProduct();
    return product == 0 ? INITIAL_PACKETS * packetSize : (long) (gain * product);
  }

  long probeRttWindow() {
    return Math.max(minWindow(), targetInFlight(BbrPhase.PROBE_RTT.windowGain));
  }

  /** Returns the bound on what is in flight while cruising. */
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

  /** The path answers again; pacing keeps the restored window from leaving at once. */
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
      // With less than a few packets in a round trip nothing could be measured any more.
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
      // Most of what is in flight waits inside the two ends.
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
