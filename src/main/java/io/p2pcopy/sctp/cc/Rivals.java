package io.p2pcopy.sctp.cc;

/**
 * Others who fill the queue until it overflows, whatever the delay: whether there are any, and the
 * window that CUBIC would have beside them. Who keeps to the bandwidth-delay product is pushed
 * aside by them, and who takes a multiple of what he gets never comes closer to a fair share.
 * Bytes, nanoseconds.
 */
final class Rivals {

  private static final long MILLISECOND = 1_000_000;

  /** So many rounds with a queue, more than without one, tell of others. */
  private static final int ROUNDS_TO_TELL = 8;

  private static final int MOST_ROUNDS = 2 * ROUNDS_TO_TELL;

  /** A queue that stays away for so many rounds, though the window grows, is not theirs. */
  private static final int ROUNDS_TO_FORGET = 32;

  /** Flows of this kind among themselves leave no queue that makes the round trip longer. */
  private static final double OUR_LONGEST = 3.0;

  /** A shorter queue tells of others only if it has overflowed within so many rounds. */
  private static final int ROUNDS_TO_REMEMBER_OVERFLOW = 32;

  /** Who comes back within this time goes on where he stopped. */
  private static final long ABSENCE = 10_000 * MILLISECOND;

  /** A queue that overflows is about as long as it ever was lately. */
  private static final double FULL = 0.5;

  private static final double NEARLY_FULL = 0.8;

  /** The part of the queue that is gone when others have reduced their windows. */
  private static final double SHRUNK = 0.12;

  /** A reduction shows in the queue for so long. */
  private static final int ROUNDS_OF_A_CUT = 4;

  private static final long LONGEST_LIFE = 10_000 * MILLISECOND;

  /** Half of the window, as Reno, so that shares become fair sooner than with CUBIC's 0.7. */
  private static final double BETA = 0.5;

  /** Until the queue overflows for the first time the window grows by a quarter a round trip. */
  private static final int HURRY = 4;

  /** Whose queue overflows again within so many rounds has not yielded. */
  private static final int SOON = 16;

  private static final int TIMES_TO_TELL = 3;

  /** What those who do not yield keep in flight themselves, in bandwidth-delay products. */
  private static final double STUBBORN_GAIN = 2.0;

  private static final int MIN_PACKETS = 4;

  private long packetSize;
  private CubicCurve curve = CubicCurve.withReduction(BETA);

  /** In packets, as RFC 9438 has it. */
  private double window;

  private boolean present;
  private long lastSeen = Long.MIN_VALUE / 2;
  private long judgedAt = Long.MIN_VALUE / 2;
  private int roundsWithQueue;
  private int roundsWithoutQueue;
  private long overflowRound = -ROUNDS_TO_REMEMBER_OVERFLOW;
  private long cutRound;
  private int quickCuts;
  private boolean hurry;
  private long smoothedRtt;

  // The longest round trips of this span and of the one before; of each round counts the shortest,
  // as single ones are long for other reasons.
  private long longest;
  private long longestBefore;
  private long longestSince;

  /** The longest round trip since the queue shrank. */
  private long peak;

  Rivals(long packetSize) {
    this.packetSize = packetSize;
  }

  /** To be called with each acknowledgement. */
  void update(AckSample sample, PathModel model) {
    if (sample.rtt() != AckSample.NONE) {
      long rtt = sample.rtt();
      smoothedRtt = smoothedRtt == 0 ? rtt : smoothedRtt + (rtt - smoothedRtt) / 8;
    }
    if (model.rounds().started()) {
      updateLongest(sample.now(), model.finishedRoundRtt());
      followTheirCuts(model);
    }
    if (sample.bytesLost() > 0 && isQueueFull(model)) {
      overflowRound = model.rounds().count();
      if (present && overflowRound > cutRound + 1) {
        reduce(overflowRound, model);
      }
      return;
    }
    boolean used = sample.inFlightBefore() + packetSize > window();
    if (present && used && model.rounds().count() > cutRound + 1 && sample.bytesAcked() > 0) {
      double packets = (double) sample.bytesAcked() / packetSize;
      window =
          hurry ? window + packets / HURRY : curve.grow(sample.now(), window, packets, smoothedRtt);
    }
  }

  /** A round has ended in which no queue could be of our making. */
  void judge(long now, long inFlight, PathModel model) {
    long minRtt = model.minRtt();
    long rtt = model.finishedRoundRtt();
    // Behind a large loss many rounds end at once: all that had arrived is acknowledged together.
    if (rtt == 0 || now - judgedAt < minRtt) {
      return;
    }
    judgedAt = now;
    boolean queue = rtt > minRtt + minRtt / 4 + MILLISECOND;
    roundsWithQueue += queue ? 1 : -1;
    roundsWithQueue = Math.max(0, Math.min(MOST_ROUNDS, roundsWithQueue));
    boolean deep = rtt > OUR_LONGEST * minRtt + MILLISECOND;
    boolean overflow = model.rounds().count() - overflowRound < ROUNDS_TO_REMEMBER_OVERFLOW;
    roundsWithoutQueue = queue ? 0 : roundsWithoutQueue + 1;
    if (present) {
      lastSeen = now;
      present = roundsWithoutQueue < ROUNDS_TO_FORGET;
    } else if (roundsWithQueue >= ROUNDS_TO_TELL && (deep || overflow)) {
      appear(now, inFlight, model.rounds().count());
    }
  }

  /**
   * The line was left to others for a while: a queue that was still there is theirs.
   *
   * @param inFlight before that
   */
  void judgeAbsence(long now, long inFlight, PathModel model) {
    long rtt = model.finishedRoundRtt();
    long minRtt = model.minRtt();
    if (rtt <= minRtt + minRtt / 4 + MILLISECOND) {
      roundsWithQueue = 0;
      present = false;
    } else if (!present && roundsWithQueue >= ROUNDS_TO_TELL) {
      appear(now, inFlight, model.rounds().count());
    }
  }

  boolean present() {
    return present;
  }

  /** Returns whether the window was reduced in this round. */
  boolean justCut(PathModel model) {
    return present && model.rounds().count() == cutRound;
  }

  /** Returns what may be in flight beside them. */
  long window() {
    return (long) (window * packetSize);
  }

  /** Returns the rate at which the window is to be used, in bytes a second. */
  double pacingRate(double gain) {
    return gain * window() * 1e9 / Math.max(1, smoothedRtt);
  }

  void onPacketSize(long size) {
    double scale = (double) packetSize / size;
    packetSize = size;
    window *= scale;
    curve.scale(scale);
  }

  private void reduce(long round, PathModel model) {
    boolean soon = round - cutRound < SOON;
    quickCuts = soon ? quickCuts + 1 : Math.max(0, quickCuts - 1);
    cutRound = round;
    hurry = false;
    double floor = MIN_PACKETS;
    if (quickCuts >= TIMES_TO_TELL) {
      // These keep twice the product in flight and take no notice of losses: neither do we then.
      floor =
          Math.max(floor, STUBBORN_GAIN * model.maxBandwidth() * model.minRtt() / 1e9 / packetSize);
      quickCuts = Math.min(quickCuts, 2 * TIMES_TO_TELL);
    }
    window = Math.max(curve.reduce(window), Math.min(window, floor));
  }

  private void appear(long now, long inFlight, long round) {
    present = true;
    if (now - lastSeen > ABSENCE) {
      curve = CubicCurve.withReduction(BETA);
      hurry = true;
      window = Math.max(MIN_PACKETS, (double) inFlight / packetSize);
    }
    roundsWithoutQueue = 0;
    cutRound = round;
    lastSeen = now;
  }

  /**
   * Who paces loses nothing in most overflows, and bursty flows in all of them. So a queue that was
   * full and shrinks, though nothing was lost here, is answered as well.
   */
  private void followTheirCuts(PathModel model) {
    long minRtt = model.minRtt();
    long rtt = model.finishedRoundRtt();
    long round = model.rounds().count();
    if (rtt >= peak) {
      peak = rtt;
    } else if (rtt < peak - SHRUNK * (peak - minRtt)) {
      boolean full = peak > minRtt + NEARLY_FULL * (Math.max(longest, longestBefore) - minRtt);
      if (present && full && round > cutRound + ROUNDS_OF_A_CUT) {
        reduce(round, model);
      }
      peak = rtt;
    }
  }

  private boolean isQueueFull(PathModel model) {
    long minRtt = model.minRtt();
    long rtt = model.latestRtt();
    return model.congested()
        || (rtt > minRtt + minRtt / 8 + MILLISECOND
            && rtt > minRtt + FULL * (Math.max(longest, longestBefore) - minRtt));
  }

  private void updateLongest(long now, long rtt) {
    if (now - longestSince > LONGEST_LIFE) {
      longestBefore = longest;
      longest = 0;
      longestSince = now;
    }
    longest = Math.max(longest, rtt);
  }
}
