package io.p2pcopy.sctp.cc;

/**
 * What BBR knows of the path (draft-ietf-ccwg-bbr, section 5.5): feeds each acknowledgement to the
 * models of its bandwidth, its round-trip time, its losses and the bursts of its acknowledgements,
 * in this order, and answers what concerns more than one of them. Bytes, bytes a second,
 * nanoseconds.
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

  /** Returns the bandwidth to work with, 0 before the first measurement. */
  long bandwidth() {
    return bandwidthModel.bandwidth();
  }

  /** Returns the bandwidth without the short-term bound. */
  long maxBandwidth() {
    return bandwidthModel.maxBandwidth();
  }

  /** Returns the round-trip time without a queue, 0 before the first measurement. */
  long minRtt() {
    return roundTrip.minRtt();
  }

  /** Returns what fills the link without a queue, 0 before the first measurement. */
  long bandwidthDelayProduct() {
    return (long) (bandwidth() * (minRtt() / SECOND));
  }

  /** Returns by how many bytes acknowledgements run ahead of the bandwidth. */
  long extraAcked() {
    return aggregation.extraAcked();
  }

  /** Returns whether this round has shown that too much is in flight. */
  boolean congested() {
    return losses.congested();
  }

  /** Returns whether at least two whole rounds have shown no congestion. */
  boolean calm() {
    return losses.calm(rounds.count());
  }

  /** Returns whether the link loses so much at random that it looks like an overflowing queue. */
  boolean muchIsLostAtRandom() {
    return losses.muchIsLostAtRandom();
  }

  /** A probing cycle has ended. */
  void advanceCycle() {
    bandwidthModel.advanceCycle();
  }

  /** Lowers the short-term bound after a round in which the path was not being probed. */
  void adaptShortTermBound(boolean congested) {
    bandwidthModel.adaptShortTermBound(congested, roundTrip.finishedRoundQueued());
  }

  /** Forgets the short-term bound and the congestion of this round. */
  void resetShortTermBound() {
    bandwidthModel.removeShortTermBound();
    losses.forgetCongestion();
  }

  /** The latest losses were spurious. */
  void forgetLosses() {
    bandwidthModel.removeShortTermBound();
    losses.forgetLosses();
  }

  /** The path may have another round-trip time, and the same bandwidth. */
  void onPathChange(long now) {
    forgetLosses();
    bandwidthModel.restoreRateWithoutQueue();
    roundTrip.onPathChange(now, rounds.count());
  }
}
