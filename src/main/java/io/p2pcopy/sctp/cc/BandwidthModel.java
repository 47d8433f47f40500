package io.p2pcopy.sctp.cc;

/**
 * Estimates the bandwidth of the bottleneck from delivery rates (draft-ietf-ccwg-bbr, section 5.5):
 * the maximum of two probing cycles, and a short-term bound that follows congestion down. Rates are
 * bytes per second.
 */
final class BandwidthModel {

  /** The draft's BBR.Beta (section 2.7): the bandwidth reduction factor of a congested round. */
  private static final double BETA = 0.7;

  /**
   * A round with a queue that delivers less than this fraction of the bandwidth shows that the link
   * has become slower. Not in the draft.
   */
  private static final double SLOWER_LINK_RATE_FACTOR = 0.5;

  // MaxBwFilterLen is 2: this probing cycle and the previous one.
  private long cycleMax;
  private long previousCycleMax;

  /** {@link Long#MAX_VALUE}: none. */
  private long shortTermBound = Long.MAX_VALUE;

  private long roundMax;
  private long finishedRoundMax;

  /** The estimate when the RTT last equalled the minimum. */
  private long maxWithoutQueue;

  /** Returns the estimate with the short-term bound applied, 0 before the first measurement. */
  long bandwidth() {
    return Math.min(maxBandwidth(), shortTermBound);
  }

  long maxBandwidth() {
    return Math.max(cycleMax, previousCycleMax);
  }

  void onRoundEnd() {
    finishedRoundMax = roundMax;
    roundMax = 0;
  }

  void update(AckSample sample) {
    if (sample.deliveryRate() == AckSample.NONE) {
      return;
    }
    roundMax = Math.max(roundMax, sample.deliveryRate());
    if (!sample.appLimited() || sample.deliveryRate() >= maxBandwidth()) {
      cycleMax = Math.max(cycleMax, sample.deliveryRate());
    }
  }

  /** Records that the RTT equals the minimum: the path has no queue. */
  void onRttWithoutQueue() {
    maxWithoutQueue = maxBandwidth();
  }

  /** Ends a probing cycle; its maximum stays valid for one more cycle. */
  void advanceCycle() {
    // An application-limited cycle has measured nothing.
    if (cycleMax > 0) {
      previousCycleMax = cycleMax;
      cycleMax = 0;
    }
  }

  /**
   * Lowers the short-term bound after a round in which the path was not being probed.
   *
   * @param congested whether too much was lost in the round
   * @param queued whether all packets of the round waited in a queue
   */
  void adaptShortTermBound(boolean congested, boolean queued) {
    boolean slowerLink =
        (queued || congested)
            && finishedRoundMax > 0
            && finishedRoundMax < SLOWER_LINK_RATE_FACTOR * bandwidth();
    if (!congested && !slowerLink) {
      return;
    }
    long bound = shortTermBound == Long.MAX_VALUE ? maxBandwidth() : shortTermBound;
    double factor = slowerLink ? SLOWER_LINK_RATE_FACTOR : BETA;
    shortTermBound = Math.max(finishedRoundMax, (long) (factor * Math.min(bound, maxBandwidth())));
  }

  void removeShortTermBound() {
    shortTermBound = Long.MAX_VALUE;
  }

  /**
   * Restores the estimate from before the path's RTT increased: since then, measurements were
   * limited by the window for the shorter RTT.
   */
  void restoreRateWithoutQueue() {
    cycleMax = Math.max(cycleMax, maxWithoutQueue);
  }
}
