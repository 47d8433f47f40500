package io.p2pcopy.sctp.cc;

/**
 * Decides whether losses indicate congestion. In the draft, any loss rate above the threshold does,
 * which halves the rate on a link with 3 % random loss. But a full queue also delays packets, so
 * here losses count only together with a queueing delay, or if the loss rate is overwhelming.
 */
final class LossClassifier {

  /** BBR.LossThresh: the maximum loss rate of a round without congestion. */
  private static final double LOSS_THRESHOLD = 0.02;

  /** A loss rate above this plus the random loss rate is congestion regardless of the delay. */
  private static final double OVERWHELMING_LOSS = 0.15;

  /**
   * The minimum number of sent bytes for a significant loss rate: about eighty packets. In a round
   * of twenty packets, a burst of four losses is 20 % and proves nothing.
   */
  private static final long MIN_BYTES_TO_JUDGE = 100_000;

  /** No probe starts within this many rounds after congestion. */
  private static final int CALM_ROUNDS = 2;

  private final RandomLoss randomLoss = new RandomLoss();
  private long roundLost;
  private long roundAcked;

  // As many rounds as hold MIN_BYTES_TO_JUDGE.
  private long spanLost;
  private long spanAcked;

  private boolean congested;
  private long lastCongestedRound = -CALM_ROUNDS;

  void onRoundEnd(long now) {
    roundLost = 0;
    roundAcked = 0;
    congested = false;
    if (spanLost + spanAcked >= MIN_BYTES_TO_JUDGE) {
      randomLoss.observe(now, (double) spanLost / (spanLost + spanAcked));
      spanLost = 0;
      spanAcked = 0;
    }
  }

  /**
   * @param queued whether all packets of this round waited in a queue
   * @param round the number of this round
   */
  void update(AckSample sample, boolean queued, long round) {
    roundLost += sample.bytesLost();
    roundAcked += sample.bytesAcked();
    spanLost += sample.bytesLost();
    spanAcked += sample.bytesAcked();
    if (sample.bytesLost() == 0) {
      return;
    }
    long sent = roundLost + Math.max(roundAcked, sample.inFlightBefore());
    long sentInSpan = spanLost + Math.max(spanAcked, sample.inFlightBefore());
    double mostAtRandom = OVERWHELMING_LOSS + randomLoss.part();
    boolean overwhelming = spanLost > mostAtRandom * Math.max(sentInSpan, MIN_BYTES_TO_JUDGE);
    congested |= overwhelming || (roundLost > LOSS_THRESHOLD * sent && queued);
    if (congested) {
      lastCongestedRound = round;
    }
  }

  /** Returns whether this round was congested. */
  boolean congested() {
    return congested;
  }

  /** Returns whether at least two full rounds were not congested. */
  boolean calm(long round) {
    return round > lastCongestedRound + CALM_ROUNDS;
  }

  /** Returns whether random loss is so high that it looks like a queue overflow. */
  boolean muchIsLostAtRandom() {
    return randomLoss.part() > OVERWHELMING_LOSS / 2;
  }

  void forgetCongestion() {
    congested = false;
  }

  /** Withdraws the latest losses, which were spurious. */
  void forgetLosses() {
    congested = false;
    roundLost = 0;
    spanLost = 0;
  }
}
