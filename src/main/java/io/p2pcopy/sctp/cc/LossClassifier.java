package io.p2pcopy.sctp.cc;

/**
 * Decides whether losses are a sign of congestion. The draft takes any loss above its threshold for
 * one, and so halves its rate on a link that loses 3 % at random. A queue that overflows delays the
 * packets that pass it: losses count only behind such a delay, or if they are overwhelming.
 */
final class LossClassifier {

  /** BBR.LossThresh: more of a round lost than this means that too much is in flight. */
  private static final double LOSS_THRESHOLD = 0.02;

  /** More than this, and what is lost at random, is congestion whatever the delay. */
  private static final double OVERWHELMING_LOSS = 0.15;

  /**
   * Bytes that must have been sent before a part of them can be called overwhelming: some eighty
   * packets. A burst of four losses is a fifth of a round of twenty packets and says nothing.
   */
  private static final long MIN_BYTES_TO_JUDGE = 100_000;

  /** No probe begins within so many rounds of congestion. */
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
   * @param queued whether all packets of this round have waited in a queue
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

  /** Returns whether this round has shown that too much is in flight. */
  boolean congested() {
    return congested;
  }

  /** Returns whether at least two whole rounds have shown no congestion. */
  boolean calm(long round) {
    return round > lastCongestedRound + CALM_ROUNDS;
  }

  /** Returns whether the link loses so much at random that it looks like an overflowing queue. */
  boolean muchIsLostAtRandom() {
    return randomLoss.part() > OVERWHELMING_LOSS / 2;
  }

  void forgetCongestion() {
    congested = false;
  }

  /** The latest losses were spurious. */
  void forgetLosses() {
    congested = false;
    roundLost = 0;
    spanLost = 0;
  }
}
