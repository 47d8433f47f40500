package io.p2pcopy.sctp.cc;

/**
 * What BBR believes of the path (draft-ietf-ccwg-bbr, section 5.5): the bandwidth of its
 * bottleneck, its round-trip time without a queue, how much acknowledgements come in clumps, and
 * whether losses come from a queue that overflows or from a line that loses. Bytes, bytes a second,
 * nanoseconds.
 */
final class PathModel {

  private static final long MILLISECOND = 1_000_000;
  private static final double SECOND = 1e9;

  /** MinRTTFilterLen. */
  private static final long MIN_RTT_LIFE = 10_000 * MILLISECOND;

  /** ProbeRTTInterval. */
  private static final long PROBE_RTT_INTERVAL = 5_000 * MILLISECOND;

  private static final int PROBES_TO_BELIEVE_OTHERS = 4;

  /** Acknowledgements that come in clumps further apart are no reason to send ahead, in seconds. */
  private static final double LONGEST_CLUMP = 0.1;

  private static final int CALM_ROUNDS = 2;

  private static final int ROUNDS_TO_SETTLE = 3;

  /** Round trips that differ by less are as long as each other. */
  private static final double UNCHANGED = 0.97;

  /** ExtraAckedFilterLen, in rounds. */
  private static final int EXTRA_ACKED_ROUNDS = 10;

  /** Beta: how far the short-term bandwidth follows a loss at most. */
  private static final double BETA = 0.7;

  /** LossThresh: more of a round lost than this means that too much is in flight. */
  private static final double LOSS_THRESHOLD = 0.02;

  /** So much is not lost at random by a line that anybody would use, whatever the delay says. */
  private static final double OVERWHELMING_LOSS = 0.15;

  /**
   * Bytes that must be on their way before it can be said how much a line loses: some eighty
   * packets. One burst of four losses takes a large part of a round of twenty, and says nothing.
   */
  private static final long LEAST_TO_JUDGE = 100_000;

  /**
   * A round that delivers less than this part of the bandwidth, behind a queue, shows that the line
   * has become slower.
   */
  private static final double SLUMP = 0.5;

  private final RoundTrips rounds = new RoundTrips();
  private final RandomLoss randomLoss = new RandomLoss();

  // The maxima of this probing cycle and of the one before (MaxBwFilterLen = 2).
  private long cycleMax;
  private long previousCycleMax;

  /** The short-term bound after losses; Long.MAX_VALUE: none. */
  private long shortTermBandwidth = Long.MAX_VALUE;

  private long minRtt = Long.MAX_VALUE;
  private long minRttTime;
  private long probeRttMin = Long.MAX_VALUE;
  private long probeRttMinTime;
  private long probedRtt = Long.MAX_VALUE;

  /** The bandwidth as the round trip was last as short as ever. */
  private long bandwidthWithoutQueue;

  private long rttBeforeProbe;
  private int probesBehindOthers;

  private long latestRtt;
  private long roundBandwidth;
  private long roundLost;
  private long roundDelivered;
  private long spanLost;
  private long spanDelivered;
  private long finishedRoundBandwidth;
  private long roundMinRtt = Long.MAX_VALUE;
  private long settledRound;
  private long changedAt = Long.MIN_VALUE / 2;
  private boolean congestedRound;
  private boolean queueSeen;
  private long finishedRoundRtt;
  private long lastCongestedRound = -CALM_ROUNDS;

  private long lastDelivered;
  private long ackEpochStart;
  private long ackEpochAcked;
  private final long[] extraAcked = new long[EXTRA_ACKED_ROUNDS];

  void update(AckSample sample) {
    rounds.update(sample);
    if (rounds.started()) {
      endRound(sample.now());
    }
    updateRtt(sample);
    updateBandwidth(sample);
    updateLosses(sample);
    updateExtraAcked(sample);
  }

  RoundTrips rounds() {
    return rounds;
  }

  /** Returns the bandwidth to work with, 0 before the first measurement. */
  long bandwidth() {
    return Math.min(maxBandwidth(), shortTermBandwidth);
  }

  long maxBandwidth() {
    return Math.max(cycleMax, previousCycleMax);
  }

  /** Returns the round-trip time without queue, 0 before the first measurement. */
  long minRtt() {
    return minRtt == Long.MAX_VALUE ? 0 : minRtt;
  }

  boolean probeRttIsDue(long now) {
    return probeRttMin != Long.MAX_VALUE && now - probeRttMinTime > PROBE_RTT_INTERVAL;
  }

  /**
   * The same beside others: rarer, and if possible when the queue has just overflowed, because all
   * who are like us do it at the same time then, and see that they are among themselves.
   */
  boolean probeRttIsDueBesideOthers(long now, boolean overflow) {
    long since = now - probeRttMinTime;
    return since > (overflow ? 2 : 4) * PROBE_RTT_INTERVAL;
  }

  void probeRttBegins() {
    probedRtt = Long.MAX_VALUE;
    rttBeforeProbe = finishedRoundRtt;
  }

  /**
   * Returns whether the round trip was long before the line was left to others, and just as long
   * afterwards. A queue would have become shorter by what this side had in it, or longer by what
   * others add to it.
   */
  boolean tookAsLongInAbsence() {
    return probedRtt != Long.MAX_VALUE
        && queued(probedRtt)
        && probedRtt > UNCHANGED * rttBeforeProbe
        && rttBeforeProbe > UNCHANGED * finishedRoundRtt;
  }

  /**
   * Takes what the probe has shown for the round-trip time without queue.
   *
   * @param others whether it may have been that of the queue of others, which is believed only when
   *     a minute of probes has shown nothing less
   */
  void probeRttDone(long now, boolean others) {
    probeRttMinTime = now;
    probesBehindOthers = others ? probesBehindOthers + 1 : 0;
    if (probedRtt < probeRttMin
        || (probedRtt != Long.MAX_VALUE
            && (!others || probesBehindOthers > PROBES_TO_BELIEVE_OTHERS))) {
      probeRttMin = probedRtt;
      probesBehindOthers = 0;
    }
  }

  /** Returns the bandwidth-delay product: what fills the line without a queue. */
  long bandwidthDelayProduct() {
    return minRtt == Long.MAX_VALUE ? 0 : (long) (bandwidth() * (minRtt / SECOND));
  }

  /** Returns by how many bytes acknowledgements run ahead of the bandwidth in a clump. */
  long extraAcked() {
    long max = 0;
    for (long extra : extraAcked) {
      max = Math.max(max, extra);
    }
    return max;
  }

  /** Returns whether this round has shown that too much is in flight. */
  boolean congested() {
    return congestedRound;
  }

  /** Returns whether at least two whole rounds have shown nothing of the kind. */
  boolean calm() {
    return rounds.count() > lastCongestedRound + CALM_ROUNDS;
  }

  /** Returns the shortest round-trip time of the round that ended last, 0 if it had none. */
  long finishedRoundRtt() {
    return finishedRoundRtt;
  }

  long latestRtt() {
    return latestRtt;
  }

  /** Returns whether about as much was lost lately as looks like a queue that overflows. */
  boolean losesMuchAtRandom() {
    return randomLoss.part() > OVERWHELMING_LOSS / 2;
  }

  /** A cycle of probing ends: its maximum counts for one more. */
  void advanceCycle() {
    // A cycle in which the application sent too little has measured nothing.
    if (cycleMax > 0) {
      previousCycleMax = cycleMax;
      cycleMax = 0;
    }
  }

  void forgetShortTerm() {
    shortTermBandwidth = Long.MAX_VALUE;
    congestedRound = false;
  }

  /**
   * Follows losses and slumps down; to be called when a round has ended in which the path was not
   * being probed.
   */
  void adaptShortTerm(boolean congestion) {
    boolean slump =
        (queueSeen || congestion)
            && finishedRoundBandwidth > 0
            && finishedRoundBandwidth < SLUMP * bandwidth();
    if (!congestion && !slump) {
      return;
    }
    long bound = shortTermBandwidth == Long.MAX_VALUE ? maxBandwidth() : shortTermBandwidth;
    double part = slump ? SLUMP : BETA;
    shortTermBandwidth =
        Math.max(finishedRoundBandwidth, (long) (part * Math.min(bound, maxBandwidth())));
  }

  /** The path may have another round-trip time: the shortest is that of the rounds that follow. */
  void onPathChange(long now) {
    changedAt = now;
    forgetLosses();
    // What has been measured since was limited by a window for the shorter path.
    cycleMax = Math.max(cycleMax, bandwidthWithoutQueue);
    minRtt = Long.MAX_VALUE;
    probeRttMin = Long.MAX_VALUE;
    settledRound = rounds.count() + ROUNDS_TO_SETTLE;
  }

  /** Nothing was lost after all. */
  void forgetLosses() {
    forgetShortTerm();
    roundLost = 0;
    spanLost = 0;
  }

  private void endRound(long now) {
    finishedRoundBandwidth = roundBandwidth;
    roundBandwidth = 0;
    roundLost = 0;
    roundDelivered = 0;
    congestedRound = false;
    if (spanLost + spanDelivered >= LEAST_TO_JUDGE) {
      randomLoss.observe(now, (double) spanLost / (spanLost + spanDelivered));
      spanLost = 0;
      spanDelivered = 0;
    }
    // A round in which everything was sent twice measures no time, and shows no queue.
    queueSeen = queued(roundMinRtt);
    finishedRoundRtt = roundMinRtt == Long.MAX_VALUE ? 0 : roundMinRtt;
    roundMinRtt = Long.MAX_VALUE;
  }

  private void updateRtt(AckSample sample) {
    if (sample.rtt() == AckSample.NONE) {
      return;
    }
    latestRtt = sample.rtt();
    if (rounds.started() && isSettling(sample.now())) {
      minRtt = Long.MAX_VALUE;
      probeRttMin = Long.MAX_VALUE;
    }
    probedRtt = Math.min(probedRtt, latestRtt);
    roundMinRtt = Math.min(roundMinRtt, latestRtt);
    // A round trip that is as good as the shortest shows as well that there is no queue.
    if (sample.rtt() <= probeRttMin + probeRttMin / 50 || probeRttMin == Long.MAX_VALUE) {
      probeRttMin = Math.min(probeRttMin, sample.rtt());
      probeRttMinTime = sample.now();
      bandwidthWithoutQueue = maxBandwidth();
    } else if (sample.now() - probeRttMinTime > 5 * PROBE_RTT_INTERVAL) {
      probeRttMin = sample.rtt();
      probeRttMinTime = sample.now();
    }
    if (probeRttMin <= minRtt || sample.now() - minRttTime > MIN_RTT_LIFE) {
      minRtt = probeRttMin;
      minRttTime = probeRttMinTime;
    }
  }

  private boolean isSettling(long now) {
    return rounds.count() <= settledRound || now - changedAt < ROUNDS_TO_SETTLE * latestRtt;
  }

  private void updateBandwidth(AckSample sample) {
    if (sample.deliveryRate() == AckSample.NONE) {
      return;
    }
    roundBandwidth = Math.max(roundBandwidth, sample.deliveryRate());
    if (!sample.appLimited() || sample.deliveryRate() >= maxBandwidth()) {
      cycleMax = Math.max(cycleMax, sample.deliveryRate());
    }
  }

  /**
   * The draft takes any loss above its threshold for congestion, and so halves its rate on a line
   * that loses 3 % at random. A queue that overflows delays what passes through it: loss counts
   * only where there is such a delay, or very much of it. How much is seen over several rounds
   * where they are small: whoever took single bursts for congestion would never get beyond such
   * rounds.
   */
  private void updateLosses(AckSample sample) {
    roundLost += sample.bytesLost();
    roundDelivered += sample.bytesAcked();
    spanLost += sample.bytesLost();
    spanDelivered += sample.bytesAcked();
    if (sample.bytesLost() == 0) {
      return;
    }
    long sent = roundLost + Math.max(roundDelivered, sample.inFlightBefore());
    long sentInSpan = spanLost + Math.max(spanDelivered, sample.inFlightBefore());
    double atMost = OVERWHELMING_LOSS + randomLoss.part();
    boolean overwhelming = spanLost > atMost * Math.max(sentInSpan, LEAST_TO_JUDGE);
    congestedRound |= overwhelming || (roundLost > LOSS_THRESHOLD * sent && queued(roundMinRtt));
    if (congestedRound) {
      lastCongestedRound = rounds.count();
    }
  }

  /** Returns whether packets that took so long have waited in a queue. */
  boolean queued(long rtt) {
    return rtt != Long.MAX_VALUE
        && minRtt != Long.MAX_VALUE
        && rtt > minRtt + minRtt / 8 + MILLISECOND;
  }

  private void updateExtraAcked(AckSample sample) {
    long acked = sample.delivered() - lastDelivered;
    lastDelivered = sample.delivered();
    long bandwidth = bandwidth();
    long expected = (long) (bandwidth * ((sample.now() - ackEpochStart) / SECOND));
    // Where the path delivers just the bandwidth, nothing else would ever end an epoch.
    if (ackEpochAcked <= expected || rounds.started()) {
      ackEpochAcked = 0;
      ackEpochStart = sample.now();
      expected = 0;
    }
    ackEpochAcked += acked;
    int slot = (int) (rounds.count() % EXTRA_ACKED_ROUNDS);
    if (rounds.started()) {
      extraAcked[slot] = 0;
    }
    long most = (long) (bandwidth * LONGEST_CLUMP);
    extraAcked[slot] = Math.max(extraAcked[slot], Math.min(most, ackEpochAcked - expected));
  }
}
