package io.p2pcopy.sctp.cc;

/**
 * Detects a full pipe (draft-ietf-ccwg-bbr, section 5.3.1.2): STARTUP ends when the bandwidth stops
 * growing, and restarts when it grows a lot in PROBE_UP. Rates are bytes per second.
 */
final class FullPipe {

  /** The draft's 25 %: three rounds of STARTUP with less growth prove a full pipe. */
  private static final double STARTUP_GROWTH = 1.25;

  private static final int MAX_ROUNDS_WITHOUT_GROWTH = 3;

  /** The growth per round in PROBE_UP on a link that carries all of its 25 % extra rate. */
  private static final double PROBE_GROWTH = 1.15;

  /** The rounds of growth in one PROBE_UP that prove a faster link. */
  private static final int MIN_ROUNDS_OF_GROWTH = 2;

  private long baseline;
  private int roundsWithoutGrowth;
  private int roundsOfGrowth;
  private boolean reached;

  /** Evaluates a round that was not application-limited. */
  void onRoundEnd(long maxBandwidth) {
    double growth = reached ? PROBE_GROWTH : STARTUP_GROWTH;
    if (maxBandwidth >= baseline * growth) {
      baseline = maxBandwidth;
      roundsWithoutGrowth = 0;
      roundsOfGrowth++;
      return;
    }
    roundsWithoutGrowth++;
    reached |= roundsWithoutGrowth >= MAX_ROUNDS_WITHOUT_GROWTH;
  }

  /** Starts the evaluation of PROBE_UP. */
  void onProbe(long maxBandwidth) {
    baseline = maxBandwidth;
    roundsWithoutGrowth = 0;
    roundsOfGrowth = 0;
  }

  /** Records that losses prove a full pipe. */
  void setReached() {
    reached = true;
  }

  /** Restarts STARTUP because the link has become faster. */
  void reopen() {
    reached = false;
  }

  /** Restarts STARTUP because the losses that ended it were no congestion. */
  void restart() {
    reached = false;
    roundsWithoutGrowth = 0;
  }

  boolean isReached() {
    return reached;
  }

  boolean isGrowing() {
    return roundsOfGrowth > 0 && roundsWithoutGrowth == 0;
  }

  boolean linkIsFaster() {
    return roundsOfGrowth >= MIN_ROUNDS_OF_GROWTH;
  }
}
