package io.p2pcopy.sctp.cc;

/**
 * Estimates the round-trip time without a queue (draft-ietf-ccwg-bbr, section 5.5.7), and says when
 * PROBE_RTT is due to measure it. Times are nanoseconds.
 */
final class MinRttFilter {

  private static final long MILLISECOND = 1_000_000;

  /** BBR.MinRTTFilterLen. */
  private static final long FILTER_NANOS = 10_000 * MILLISECOND;

  /** BBR.ProbeRTTInterval. */
  private static final long PROBE_INTERVAL_NANOS = 5_000 * MILLISECOND;

  /** A sample within this part of the minimum confirms it, so that no probe is needed. */
  private static final int CONFIRMING_DIVISOR = 50;

  /** So many probes behind the queue of competing flows are not believed. */
  private static final int MAX_PROBES_NOT_BELIEVED = 4;

  /** After a change of the path the minimum follows each round for so long. */
  private static final int ROUNDS_TO_SETTLE = 3;

  /** Round-trip times within this factor count as equal. */
  private static final double SAME_RTT_FACTOR = 0.97;

  private long minRtt = Long.MAX_VALUE;
  private long minRttTime;

  /** The draft's probe_rtt_min_delay. */
  private long probeRttMin = Long.MAX_VALUE;

  private long probeRttMinTime;

  private long latestRtt;
  private long roundMinRtt = Long.MAX_VALUE;
  private long finishedRoundRtt;
  private boolean finishedRoundQueued;

  private long rttDuringProbe = Long.MAX_VALUE;
  private long rttBeforeProbe;
  private int probesNotBelieved;

  private long settledRound;
  private long changedAt = Long.MIN_VALUE / 2;

  void onRoundEnd() {
    // A round in which every packet was a retransmission has measured nothing.
    finishedRoundQueued = queued(roundMinRtt);
    finishedRoundRtt = roundMinRtt == Long.MAX_VALUE ? 0 : roundMinRtt;
    roundMinRtt = Long.MAX_VALUE;
  }

  /** Returns whether the sample shows that there is no queue. */
  boolean update(AckSample sample, RoundTrips rounds) {
    if (sample.rtt() == AckSample.NONE) {
      return false;
    }
    long now = sample.now();
    latestRtt = sample.rtt();
    if (rounds.started() && isSettling(now, rounds.count())) {
      minRtt = Long.MAX_VALUE;
      probeRttMin = Long.MAX_VALUE;
    }
    rttDuringProbe = Math.min(rttDuringProbe, latestRtt);
    roundMinRtt = Math.min(roundMinRtt, latestRtt);
    boolean withoutQueue =
        probeRttMin == Long.MAX_VALUE
            || latestRtt <= probeRttMin + probeRttMin / CONFIRMING_DIVISOR;
    if (withoutQueue) {
      probeRttMin = Math.min(probeRttMin, latestRtt);
      probeRttMinTime = now;
    }
    if (probeRttMin <= minRtt || now - minRttTime > FILTER_NANOS) {
      minRtt = probeRttMin;
      minRttTime = probeRttMinTime;
    }
    return withoutQueue;
  }

  /** Returns the round-trip time without a queue, 0 before the first measurement. */
  long minRtt() {
    return minRtt == Long.MAX_VALUE ? 0 : minRtt;
  }

  long latestRtt() {
    return latestRtt;
  }

  /** Returns the minimum of the running round, {@link Long#MAX_VALUE} if it has none yet. */
  long roundMinRtt() {
    return roundMinRtt;
  }

  /** Returns the minimum of the round that ended last, 0 if it had none. */
  long finishedRoundRtt() {
    return finishedRoundRtt;
  }

  /** Returns whether all packets of the round that ended last have waited in a queue. */
  boolean finishedRoundQueued() {
    return finishedRoundQueued;
  }

  /** Returns whether packets with this round-trip time have waited in a queue. */
  boolean queued(long rtt) {
    return rtt != Long.MAX_VALUE
        && minRtt != Long.MAX_VALUE
        && rtt > minRtt + minRtt / 8 + MILLISECOND;
  }

  boolean probeRttIsDue(long now) {
    return probeRttMin != Long.MAX_VALUE && now - probeRttMinTime > PROBE_INTERVAL_NANOS;
  }

  /**
   * The same beside competing flows: rarer, and sooner if the queue has just overflowed, because
   * all flows of this kind then probe at the same time and see that they are among themselves.
   */
  boolean probeRttIsDueBesideCompetingFlows(long now, boolean overflowed) {
    return now - probeRttMinTime > (overflowed ? 2 : 4) * PROBE_INTERVAL_NANOS;
  }

  void onProbeRttBegin() {
    rttDuringProbe = Long.MAX_VALUE;
    rttBeforeProbe = finishedRoundRtt;
  }

  /**
   * Returns whether the round trip was as long during PROBE_RTT as before. A queue would have
   * become shorter by what this flow had in it, or longer by what competing flows add to it.
   */
  boolean probeRttChangedNothing() {
    return rttDuringProbe != Long.MAX_VALUE
        && queued(rttDuringProbe)
        && rttDuringProbe > SAME_RTT_FACTOR * rttBeforeProbe
        && rttBeforeProbe > SAME_RTT_FACTOR * finishedRoundRtt;
  }

  /**
   * Takes what PROBE_RTT has measured for the round-trip time without a queue.
   *
   * @param competingFlows whether the queue may have been that of others: then a longer time is
   *     believed only after several probes
   */
  void onProbeRttEnd(long now, boolean competingFlows) {
    probeRttMinTime = now;
    probesNotBelieved = competingFlows ? probesNotBelieved + 1 : 0;
    boolean believed = !competingFlows || probesNotBelieved > MAX_PROBES_NOT_BELIEVED;
    if (rttDuringProbe < probeRttMin || (rttDuringProbe != Long.MAX_VALUE && believed)) {
      probeRttMin = rttDuringProbe;
      probesNotBelieved = 0;
    }
  }

  /** The path may have another round-trip time: the minimum is that of the rounds that follow. */
  void onPathChange(long now, long round) {
    changedAt = now;
    minRtt = Long.MAX_VALUE;
    probeRttMin = Long.MAX_VALUE;
    settledRound = round + ROUNDS_TO_SETTLE;
  }

  private boolean isSettling(long now, long round) {
    return round <= settledRound || now - changedAt < ROUNDS_TO_SETTLE * latestRtt;
  }
}
