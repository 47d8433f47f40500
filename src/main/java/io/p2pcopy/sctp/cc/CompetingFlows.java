package io.p2pcopy.sctp.cc;

/**
 * Detects loss-based flows at the bottleneck, which fill its queue until it overflows. A flow that
 * keeps to the BDP is starved by them, so in their presence {@link CompetingWindow} applies. Bytes,
 * nanoseconds.
 */
final class CompetingFlows {

  private static final long MILLISECOND = 1_000_000;

  /** The excess of rounds with a queue over rounds without that proves competing flows. */
  private static final int MIN_ROUNDS_WITH_QUEUE = 8;

  private static final int MAX_ROUNDS_WITH_QUEUE = 2 * MIN_ROUNDS_WITH_QUEUE;

  /** The same after the RTT increased suddenly from one round to the next. */
  private static final int MIN_ROUNDS_AFTER_RTT_JUMP = 2;

  private static final double RTT_JUMP_FACTOR = 2.0;

  /** The RTT of a deep queue as a multiple of the minimum; BBR flows do not build one. */
  private static final double DEEP_QUEUE_RTT_FACTOR = 3.0;

  /** The maximum RTT that other BBR flows cause during PROBE_RTT, as a multiple of the minimum. */
  private static final double BBR_QUEUE_RTT_FACTOR = 2.0;

  /** How many rounds an overflow counts as recent. */
  private static final int OVERFLOW_MEMORY_ROUNDS = 32;

  /** How many rounds a window reduction by other flows is visible in the queue. */
  private static final int ROUNDS_OF_A_REDUCTION = 4;

  /** A deep queue that persists this long may be caused by this flow itself. */
  private static final long MIN_NANOS_TO_DOUBT_DEEP_QUEUE = 2_000 * MILLISECOND;

  /** How long a result of PROBE_RTT stays valid. */
  private static final long PROBE_RESULT_NANOS = 5_000 * MILLISECOND;

  /** If other flows alone cause this multiple of the minimum RTT, they fill the queue. */
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

  /** Whether PROBE_RTT has confirmed the competing flows. */
  private boolean proven;

  /** Whether the latest PROBE_RTT found no queue although it had overflowed repeatedly. */
  private boolean absentOnce;

  private boolean filledByOthers;

  CompetingFlows(long packetSize) {
    window = new CompetingWindow(packetSize);
  }

  /** Must be called for each SACK, after the model was updated. */
  void update(AckSample sample, PathModel model) {
    window.updateRtt(sample);
    long round = model.rounds().count();
    if (model.rounds().started()) {
      boolean shrunk =
          history.update(sample.now(), model.roundTrip().finishedRoundRtt(), model.minRtt());
      // In most overflows only bursty flows lose packets and paced ones do not, so a sudden
      // decrease of the queue counts as an overflow too.
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
   * Evaluates a round that ended outside PROBE_RTT.
   *
   * @param inFlight bytes in flight before the latest SACK
   * @param probing whether this flow's own probe may have built a queue, unless it is deep
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
   * Returns whether a PROBE_RTT is needed to find out which flows cause the queue. A deep queue
   * that has not overflowed may be caused by other BBR flows or by an increased path RTT. And a
   * large buffer may not overflow for a long time while this flow itself fills it.
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

  /** Evaluates a full round of PROBE_RTT, in which this flow has no packets in the queue. */
  void observeProbeRttRound(PathModel model) {
    longestDuringProbe = Math.max(longestDuringProbe, model.roundTrip().finishedRoundRtt());
  }

  /**
   * Evaluates PROBE_RTT: a queue in any of its rounds was caused by other flows.
   *
   * @param inFlight bytes in flight before PROBE_RTT
   * @return whether there is no queue at all, so that the path's own RTT has increased
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
    // BBR flows leave a large buffer half empty, so the competing window is not needed.
    boolean bbrOnly = roomy && !theirs && !hasOverflowedLately(model);
    filledByOthers = !roomy && longestRtt > FILLED_BY_OTHERS_RTT_FACTOR * model.minRtt();
    proven = filledByOthers || !window.othersIgnoreLosses();
    // TCP BBR flows may be in PROBE_RTT at the same time; their queue returns seconds later.
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

  /** Returns whether the queue overflowed or the flows were detected in this round. */
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

  /** Returns whether losses are caused by a full queue, not by random loss. */
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
