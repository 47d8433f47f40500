package io.p2pcopy.sctp.cc;

/**
 * Whether the bandwidth still grows (draft-ietf-ccwg-bbr, section 5.3.1.2): STARTUP ends when it
 * does not, and PROBE_UP begins STARTUP again when it grows by much. Rates are bytes a second.
 */
final class FullPipe {

  /** The draft's 25 %: three rounds of STARTUP that bring less show a full pipe. */
  private static final double STARTUP_GROWTH = 1.25;

  private static final int MAX_ROUNDS_WITHOUT_GROWTH = 3;

  /** What PROBE_UP shows of a link that takes all of its 25 % within one or two rounds. */
  private static final double PROBE_GROWTH = 1.15;

  /** So many rounds of growth in one PROBE_UP show that the link has become faster. */
  private static final int MIN_ROUNDS_OF_GROWTH = 2;

  private long baseline;
  private int roundsWithoutGrowth;
  private int roundsOfGrowth;
  private boolean reached;

  /** A round has ended in which the application did not limit the rate. */
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

  /** PROBE_UP begins. */
  void onProbe(long maxBandwidth) {
    baseline = maxBandwidth;
    roundsWithoutGrowth = 0;
    roundsOfGrowth = 0;
  }

  /** Losses have shown that the pipe is full. */
  void setReached() {
    reached = true;
  }

  /** STARTUP begins again because the link has become faster. */
  void reopen() {
    reached = false;
  }

  /** STARTUP begins again because what had ended it was no congestion. */
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
