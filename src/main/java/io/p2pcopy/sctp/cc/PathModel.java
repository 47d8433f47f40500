package io.p2pcopy.sctp.cc;

/**
 * BBR's model of the path (draft-ietf-ccwg-bbr, section 5.5): updates the models of bandwidth, RTT,
 * losses and ACK aggregation with each SACK, in the order that their dependencies require, and
 * combines their results. Bytes, bytes per second, nanoseconds.
 */
final class PathModel {

  private static final double SECOND = 1e9;

  private final RoundTrips rounds = new RoundTrips();
  private final BandwidthModel bandwidthModel = new BandwidthModel();
  private final MinRttFilter roundTrip = new MinRttFilter();
  private final LossClassifier losses = new LossClassifier();
  private final AckAggregation aggregation = new AckAggregation();

  void update(AckSample sample) {
    rounds.update(sample);
    if (rounds.started()) {
      bandwidthModel.onRoundEnd();
      losses.onRoundEnd(sample.now());
      roundTrip.onRoundEnd();
    }
    if (roundTrip.update(sample, rounds)) {
      bandwidthModel.onRttWithoutQueue();
    }
    bandwidthModel.update(sample);
    losses.update(sample, roundTrip.queued(roundTrip.roundMinRtt()), rounds.count());
    aggregation.update(sample, bandwidth(), rounds);
  }

  RoundTrips rounds() {
    return rounds;
  }

  MinRttFilter roundTrip() {
    return roundTrip;
  }

  /** Returns the bandwidth with the short-term bound applied, 0 before the first measurement. */
  long bandwidth() {
    return bandwidthModel.bandwidth();
  }

  /** Returns the bandwidth without the short-term bound. */
  long maxBandwidth() {
    return bandwidthModel.maxBandwidth();
  }

  /** Returns the minimum RTT, 0 before the first measurement. */
  long minRtt() {
    return roundTrip.minRtt();
  }

  /** Returns the BDP in bytes, 0 before the first measurement. */
  long bandwidthDelayProduct() {
    return (long) (bandwidth() * (minRtt() / SECOND));
  }

  /** Returns the ACK aggregation in bytes. */
  long extraAcked() {
    return aggregation.extraAcked();
  }

  /** Returns whether this round was congested. */
  boolean congested() {
    return losses.congested();
  }

  /** Returns whether at least two full rounds were not congested. */
  boolean calm() {
    return losses.calm(rounds.count());
  }

  /** Returns whether random loss is so high that it looks like a queue overflow. */
  boolean muchIsLostAtRandom() {
    return losses.muchIsLostAtRandom();
  }

  /** Ends a probing cycle. */
  void advanceCycle() {
    bandwidthModel.advanceCycle();
  }

  /** Lowers the short-term bound after a round in which the path was not being probed. */
  void adaptShortTermBound(boolean congested) {
    bandwidthModel.adaptShortTermBound(congested, roundTrip.finishedRoundQueued());
  }

  /** Clears the short-term bound and the congestion of this round. */
  void resetShortTermBound() {
    bandwidthModel.removeShortTermBound();
    losses.forgetCongestion();
  }

  /** Withdraws the latest losses, which were spurious. */
  void forgetLosses() {
    bandwidthModel.removeShortTermBound();
    losses.forgetLosses();
  }

  /** Adapts to a possible change of the path's RTT; the bandwidth may be unchanged. */
  void onPathChange(long now) {
    forgetLosses();
    bandwidthModel.restoreRateWithoutQueue();
    roundTrip.onPathChange(now, rounds.count());
  }
}
