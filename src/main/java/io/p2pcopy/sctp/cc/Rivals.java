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

  /** The same for one that was deep from one round to the next. */
  private static final int ROUNDS_TO_ASK = 2;

  private static final double SUDDENLY = 2.0;

  private static final int MOST_ROUNDS = 2 * ROUNDS_TO_TELL;

  /** A queue that stays away for so many rounds, though the window grows, is not theirs. */
  private static final int ROUNDS_TO_FORGET = 32;

  /** Flows of this kind among themselves leave no queue that makes the round trip longer. */
  private static final double OUR_LONGEST = 3.0;

  /** Flows of BBR's kind alone leave no more than this in a queue that has room for it. */
  private static final double MODEST_LONGEST = 2.0;

  /**
   * Without an absence, a queue tells of others only if it has overflowed within so many rounds.
   */
  private static final int ROUNDS_TO_REMEMBER_OVERFLOW = 32;

  /** A round trip of so many times another one is longer. */
  private static final double LONGER = 1.25;

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

  /** After so long behind a deep queue it may be one's own. */
  private static final long OWN_QUEUE_NEEDS = 2_000 * MILLISECOND;

  private static final long PROOF_LASTS = 5_000 * MILLISECOND;

  /** Half of the window, as Reno, so that shares become fair sooner than with CUBIC's 0.7. */
  private static final double BETA = 0.5;

  /**
   * How much more than one flow of CUBIC is taken at any rate of losses: with as much, too little
   * is left by those who take no notice of losses, and with twice as much too little is left to
   * CUBIC.
   */
  private static final double WEIGHT = 1.5;

  /** Until the queue overflows for the first time the window grows by a quarter a round trip. */
  private static final int HURRY = 4;

  /** Whose queue overflows again within so many rounds has not yielded. */
  private static final int SOON = 24;

  private static final int TIMES_TO_TELL = 3;

  /** What remains of the window beside those who take no notice of losses. */
  private static final double STUBBORN_BETA = 0.8;

  /** If their queue alone makes the round trip so long, they have more than a fair share. */
  private static final double OUTWEIGHED = 1.4;

  private static final int MIN_PACKETS = 4;

  private final LongerPath longerPath = new LongerPath();
  private long packetSize;
  private CubicCurve curve = CubicCurve.withReduction(BETA, WEIGHT);

  /** In packets, as RFC 9438 has it. */
  private double window;

  private boolean present;
  private long lastSeen = Long.MIN_VALUE / 2;
  private long judgedAt = Long.MIN_VALUE / 2;
  private int roundsWithQueue;
  private int roundsWithoutQueue;
  private long overflowRound = -ROUNDS_TO_REMEMBER_OVERFLOW;
  private long overflowRtt;

  /** Whether the queue was deep all at once, as where the path itself has become longer. */
  private boolean sudden;

  private long lastRtt;
  private long appearedAt;

  /** Whether an absence has shown who fills the queue. */
  private boolean proven;

  /** Whether the latest absence has shown no queue, though they had filled it again and again. */
  private boolean doubted;

  private long longestInAbsence;
  private long judgedAbsenceAt = Long.MIN_VALUE / 2;

  /** Of the latest reduction or appearance: the window does not grow right behind it. */
  private long cutRound;

  private long reducedRound = -SOON;
  private int quickCuts;

  /** Whether they, and not this side, keep the queue full. */
  private boolean outweighed;

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
      overflowRtt = model.latestRtt();
      if (present && overflowRound > cutRound + 1) {
        reduce(overflowRound);
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

  /**
   * A round has ended.
   *
   * @param probing whether a queue may be of our making, unless it is deep
   */
  void judge(long now, long inFlight, PathModel model, boolean probing) {
    long rtt = model.finishedRoundRtt();
    // Behind a large loss many rounds end at once: all that had arrived is acknowledged together.
    if (rtt == 0 || now - judgedAt < model.minRtt()) {
      return;
    }
    if (probing && !isDeep(rtt, model)) {
      return;
    }
    judgedAt = now;
    boolean queue = isQueue(rtt, model);
    longerPath.observe(now, rtt);
    sudden = queue && (sudden || (isDeep(rtt, model) && rtt > SUDDENLY * lastRtt));
    lastRtt = rtt;
    roundsWithQueue += queue ? 1 : -1;
    roundsWithQueue = Math.max(0, Math.min(MOST_ROUNDS, roundsWithQueue));
    roundsWithoutQueue = queue ? 0 : roundsWithoutQueue + 1;
    if (present) {
      lastSeen = now;
      present = roundsWithoutQueue < ROUNDS_TO_FORGET;
    } else if (roundsWithQueue >= ROUNDS_TO_TELL && hasOverflowedLately(model)) {
      appear(now, inFlight, model.rounds().count());
    }
  }

  /**
   * Returns whether only an absence can show whose queue this is, or whether it is one. A deep one
   * in which nothing has overflowed may be that of flows which, like this one, leave room in it.
   * And where there is much room, nothing is lost for a long time, and the window grows.
   */
  boolean needsProof(long now, PathModel model) {
    boolean deep = isDeep(model.finishedRoundRtt(), model);
    boolean doubt =
        present
            ? !proven && (isStubborn() || (deep && now - appearedAt > OWN_QUEUE_NEEDS))
            : deep && roundsWithQueue >= (sudden ? ROUNDS_TO_ASK : ROUNDS_TO_TELL);
    return doubt && now - judgedAbsenceAt > PROOF_LASTS;
  }

  /** A round has ended while the line is left to others. */
  void observeAbsence(PathModel model) {
    longestInAbsence = Math.max(longestInAbsence, model.finishedRoundRtt());
  }

  /**
   * The line was left to others for a while: a queue that was there in any round of it is theirs.
   *
   * @param inFlight before that
   * @return whether it is nobody's queue: the path itself has become longer
   */
  boolean judgeAbsence(long now, long inFlight, PathModel model) {
    boolean believed = !hasOverflowedLately(model) || longerPath.isCredible(now);
    if (believed && model.tookAsLongInAbsence()) {
      longerPath.believe(now, model.finishedRoundRtt());
      longestInAbsence = 0;
      judgedAbsenceAt = now;
      disappear();
      return true;
    }
    long rtt = model.finishedRoundRtt();
    long longestRtt = Math.max(rtt, longestInAbsence);
    longestInAbsence = 0;
    boolean roomy = isDeep(longest(), model);
    boolean theirs = isLonger(rtt, MODEST_LONGEST, model);
    // It takes a while until a large queue has shrunk; a small one may be empty for a moment.
    boolean gone = !isQueue(roomy ? rtt : longestRtt, model);
    // Who leaves a large queue half empty, as BBR does, needs no answer of this kind.
    boolean modest = roomy && !theirs && !hasOverflowedLately(model);
    judgedAbsenceAt = now;
    outweighed = !roomy && longestRtt > OUTWEIGHED * model.minRtt();
    proven = outweighed || !isStubborn();
    // BBR of TCP measures the round trip at the same time: a line that is left to it lets it begin
    // its interval anew. Some seconds later its queue is there.
    doubted = gone && present && isStubborn() && !doubted;
    if (doubted) {
      return false;
    }
    if (gone || modest) {
      disappear();
    } else if (!present && (theirs || roundsWithQueue >= ROUNDS_TO_TELL)) {
      appear(now, inFlight, model.rounds().count());
    }
    return false;
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

  private void reduce(long round) {
    boolean soon = round - reducedRound < SOON;
    reducedRound = round;
    quickCuts = soon ? quickCuts + 1 : Math.max(0, quickCuts - 1);
    cutRound = round;
    hurry = false;
    double before = window;
    window = Math.max(MIN_PACKETS, curve.reduce(window));
    if (isStubborn()) {
      window = Math.max(window, (outweighed ? 1 : STUBBORN_BETA) * before);
      quickCuts = Math.min(quickCuts, 2 * TIMES_TO_TELL);
    }
  }

  private void appear(long now, long inFlight, long round) {
    present = true;
    appearedAt = now;
    proven = false;
    if (now - lastSeen > ABSENCE) {
      curve = CubicCurve.withReduction(BETA, WEIGHT);
      hurry = true;
      window = Math.max(MIN_PACKETS, (double) inFlight / packetSize);
    }
    roundsWithoutQueue = 0;
    cutRound = round;
    lastSeen = now;
  }

  private void disappear() {
    roundsWithQueue = 0;
    quickCuts = 0;
    present = false;
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
      boolean full = peak > minRtt + NEARLY_FULL * (longest() - minRtt);
      if (present && !hurry && full && round > cutRound + ROUNDS_OF_A_CUT) {
        reduce(round);
      }
      peak = rtt;
    }
  }

  private boolean isQueueFull(PathModel model) {
    long minRtt = model.minRtt();
    long rtt = model.latestRtt();
    return model.congested() || (model.queued(rtt) && rtt > minRtt + FULL * (longest() - minRtt));
  }

  private static boolean isQueue(long rtt, PathModel model) {
    return rtt > model.minRtt() + model.minRtt() / 4 + MILLISECOND;
  }

  private static boolean isDeep(long rtt, PathModel model) {
    return isLonger(rtt, OUR_LONGEST, model);
  }

  private static boolean isLonger(long rtt, double times, PathModel model) {
    return rtt > times * model.minRtt() + MILLISECOND;
  }

  /** Returns whether they have filled the queue again and again, though this side has yielded. */
  private boolean isStubborn() {
    return quickCuts >= TIMES_TO_TELL;
  }

  private boolean hasOverflowedLately(PathModel model) {
    // Behind a queue that was full it cannot take longer: then the path is another one.
    return model.rounds().count() - overflowRound < ROUNDS_TO_REMEMBER_OVERFLOW
        && model.finishedRoundRtt() < LONGER * overflowRtt;
  }

  private long longest() {
    return Math.max(longest, longestBefore);
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
