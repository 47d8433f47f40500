package io.p2pcopy.sctp.cc;

/**
 * Decides whether loss-based flows share the bottleneck: flows that fill its queue until it
 * overflows, whatever the delay. A flow that keeps to the bandwidth-delay product is starved by
 * them; beside them the window is a {@link CompetingWindow}. Bytes, nanoseconds.
 */
final class CompetingFlows {

  private static final long MILLISECOND = 1_000_000;

  /** So many more rounds with a queue than without show competing flows. */
  private static final int MIN_ROUNDS_WITH_QUEUE = 8;

  private static final int MAX_ROUNDS_WITH_QUEUE = 2 * MIN_ROUNDS_WITH_QUEUE;

  /** The same behind a round trip that became long from one round to the next. */
  private static final int MIN_ROUNDS_AFTER_RTT_JUMP = 2;

  private static final double RTT_JUMP_FACTOR = 2.0;

  /** A deep queue makes the round trip so many times the minimum: flows of BBR leave none. */
  private static final double DEEP_QUEUE_RTT_FACTOR = 3.0;

  /** Flows of BBR leave no more than this while one of them probes for the minimum. */
  private static final double BBR_QUEUE_RTT_FACTOR = 2.0;

  /** A queue has overflowed lately if it did within so many rounds. */
  private static final int OVERFLOW_MEMORY_ROUNDS = 32;

  /** A reduction by others shows in the queue for so many rounds. */
  private static final int ROUNDS_OF_A_REDUCTION = 4;

  /** A deep queue that stands for so long may be this flow's own. */
  private static final long MIN_NANOS_TO_DOUBT_DEEP_QUEUE = 2_000 * MILLISECOND;

  /** What PROBE_RTT has shown is not asked again for so long. */
  private static final long PROBE_RESULT_NANOS = 5_000 * MILLISECOND;

  /** If the others alone make the round trip so many times the minimum, they fill the queue. */
  private static final double FILLED_BY_OTHERS_RTT_FACTOR = 1.4;

  private final QueueHistory history = new QueueHistory();
  private final CompetingWindow window;

  private boolean present;
  private long presentSince;
  private int roundsWithQueue;
  private long overflowRound = -OVERFLOW_MEMORY_ROUNDS;
  private boolean rttJumped;
  private long lastRtt;

  private long probedAt = Long.MIN_VALUE / 2;
  private long longestDuringProbe;

  /** Whether PROBE_RTT has settled who fills the queue. */
  private boolean proven;

  /** Whether the latest PROBE_RTT found no queue, though they had filled it again and again. */
  private boolean absentOnce;

  private boolean filledByOthers;

  CompetingFlows(long packetSize) {
    window = new CompetingWindow(packetSize);
  }

  /** Must be called for each acknowledgement, after the model was updated. */
  void update(AckSample sample, PathModel model) {
    window.updateRtt(sample);
    long round = model.rounds().count();
    if (model.rounds().started()) {
      boolean shrunk =
          history.update(sample.now(), model.roundTrip().finishedRoundRtt(), model.minRtt());
      // Paced flows lose nothing in most overflows, bursty ones in all of them: so a queue that
      // others have left counts as an overflow.
      if (shrunk && present && window.roundsSinceChange(round) > ROUNDS_OF_A_REDUCTION) {
        window.reduce(round, filledByOthers);
      }
    }
    if (sample.bytesLost() > 0 && hasOverflowed(model)) {
      overflowRound = round;
      if (present && window.roundsSinceChange(round) > 1) {
        window.reduce(round, filledByOthers);
      }
    } else if (present) {
      window.grow(sample, round);
    }
  }

  /**
   * A round has ended outside PROBE_RTT.
   *
   * @param inFlight before the latest acknowledgement
   * @param probing whether this flow may have made a queue, unless it is deep
   */
  void judgeRound(long now, long inFlight, PathModel model, boolean probing) {
    long rtt = model.roundTrip().finishedRoundRtt();
    boolean deep = isLonger(rtt, DEEP_QUEUE_RTT_FACTOR, model);
    if (rtt == 0 || (probing && !deep)) {
      return;
    }
    boolean queue = isQueue(rtt, model);
    rttJumped = queue && (rttJumped || (deep && rtt > RTT_JUMP_FACTOR * lastRtt));
    lastRtt = rtt;
    int withQueue = roundsWithQueue + (queue ? 1 : -1);
    roundsWithQueue = Math.max(0, Math.min(MAX_ROUNDS_WITH_QUEUE, withQueue));
    if (!present && roundsWithQueue >= MIN_ROUNDS_WITH_QUEUE && hasOverflowedLately(model)) {
      appear(now, inFlight, model.rounds().count());
    }
  }

  /**
   * Returns whether only PROBE_RTT can show whose queue it is. A deep one that has not overflowed
   * may be that of flows which, like this one, leave room in it; or the path has become longer. And
   * a queue with much room loses nothing for a long time while this flow's window fills it.
   */
  boolean needsProbeRtt(long now, PathModel model) {
    boolean deep = isLonger(model.roundTrip().finishedRoundRtt(), DEEP_QUEUE_RTT_FACTOR, model);
    boolean unclear;
    if (present) {
      boolean deepForLong = deep && now - presentSince > MIN_NANOS_TO_DOUBT_DEEP_QUEUE;
      unclear = !proven && (window.othersIgnoreLosses() || deepForLong);
    } else {
      int least = rttJumped ? MIN_ROUNDS_AFTER_RTT_JUMP : MIN_ROUNDS_WITH_QUEUE;
      unclear = deep && roundsWithQueue >= least;
    }
    return unclear && now - probedAt > PROBE_RESULT_NANOS;
  }

  /** A whole round of PROBE_RTT has ended: this flow has nothing in the queue. */
  void observeProbeRttRound(PathModel model) {
    longestDuringProbe = Math.max(longestDuringProbe, model.roundTrip().finishedRoundRtt());
  }

  /**
   * PROBE_RTT has ended: a queue in any round of it was that of others.
   *
   * @param inFlight before PROBE_RTT
   * @return whether there is no queue at all: the path itself has become longer
   */
  boolean judgeProbeRtt(long now, long inFlight, PathModel model) {
    long rtt = model.roundTrip().finishedRoundRtt();
    long longestRtt = Math.max(rtt, longestDuringProbe);
    longestDuringProbe = 0;
    probedAt = now;
    if (model.roundTrip().probeRttChangedNothing()) {
      disappear();
      return true;
    }
    boolean roomy = isLonger(history.longestRtt(), DEEP_QUEUE_RTT_FACTOR, model);
    boolean theirs = isLonger(rtt, BBR_QUEUE_RTT_FACTOR, model);
    boolean gone = !isQueue(longestRtt, model);
    // Flows of BBR leave a large queue half empty, and need no such window beside them.
    boolean bbrOnly = roomy && !theirs && !hasOverflowedLately(model);
    filledByOthers = !roomy && longestRtt > FILLED_BY_OTHERS_RTT_FACTOR * model.minRtt();
    proven = filledByOthers || !window.othersIgnoreLosses();
    // BBR in TCP may measure its minimum at the same moment; its queue is back some seconds later.
    absentOnce = gone && present && window.othersIgnoreLosses() && !absentOnce;
    if (absentOnce) {
      return false;
    }
    if (gone || bbrOnly) {
      disappear();
    } else if (!present && (theirs || roundsWithQueue >= MIN_ROUNDS_WITH_QUEUE)) {
      appear(now, inFlight, model.rounds().count());
    }
    return false;
  }

  boolean present() {
    return present;
  }

  /** Returns whether the queue has overflowed in this round, or they have appeared in it. */
  boolean windowChanged(PathModel model) {
    return present && window.roundsSinceChange(model.rounds().count()) == 0;
  }

  CompetingWindow window() {
    return window;
  }

  private void appear(long now, long inFlight, long round) {
    present = true;
    presentSince = now;
    proven = false;
    window.start(inFlight, round);
  }

  private void disappear() {
    present = false;
    roundsWithQueue = 0;
    window.stop();
  }

  /** Returns whether a loss is that of a queue, and not of a link that loses at random. */
  private static boolean hasOverflowed(PathModel model) {
    return model.congested() || model.roundTrip().queued(model.roundTrip().latestRtt());
  }

  private boolean hasOverflowedLately(PathModel model) {
    return model.rounds().count() - overflowRound < OVERFLOW_MEMORY_ROUNDS;
  }

  private static boolean isQueue(long rtt, PathModel model) {
    return rtt > model.minRtt() + model.minRtt() / 4 + MILLISECOND;
  }

  private static boolean isLonger(long rtt, double factor, PathModel model) {
    return rtt > factor * model.minRtt() + MILLISECOND;
  }
}
