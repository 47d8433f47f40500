package io.p2pcopy.sctp.cc;

/**
 * Estimates the minimum RTT (draft-ietf-ccwg-bbr, section 5.5.7) and decides when PROBE_RTT is due.
 * Times are nanoseconds.
 */
final class MinRttFilter {

  private static final long MILLISECOND = 1_000_000;

  /** BBR.MinRTTFilterLen. */
  private static final long FILTER_NANOS = 10_000 * MILLISECOND;

  /** BBR.ProbeRTTInterval. */
  private static final long PROBE_INTERVAL_NANOS = 5_000 * MILLISECOND;

  /** A sample within 1/50 of the minimum confirms it, so that no probe is needed. */
  private static final int CONFIRMING_DIVISOR = 50;

  /** How many probes in the presence of competing flows are ignored. */
  private static final int MAX_PROBES_NOT_BELIEVED = 4;

  /** The rounds after a path change in which the minimum follows each round. */
  private static final int ROUNDS_TO_SETTLE = 3;

  /** RTTs within this factor count as equal. */
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
    // A round with only retransmissions has no RTT sample.
    finishedRoundQueued = queued(roundMinRtt);
    finishedRoundRtt = roundMinRtt == Long.MAX_VALUE ? 0 : roundMinRtt;
    roundMinRtt = Long.MAX_VALUE;
  }

  /** Adds a sample; returns whether it shows that there is no queue. */
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

  /** Returns the minimum RTT, 0 before the first measurement. */
  long minRtt() {
    return minRtt == Long.MAX_VALUE ? 0 : minRtt;
  }

  long latestRtt() {
    return latestRtt;
  }

  /** Returns the minimum of the current round, {@link Long#MAX_VALUE} if it has no sample yet. */
  long roundMinRtt() {
    return roundMinRtt;
  }

  /** Returns the minimum of the previous round, 0 if it had no sample. */
  long finishedRoundRtt() {
    return finishedRoundRtt;
  }

  /** Returns whether all packets of the previous round waited in a queue. */
  boolean finishedRoundQueued() {
    return finishedRoundQueued;
  }

  /** Returns whether packets with this RTT waited in a queue. */
  boolean queued(long rtt) {
    return rtt != Long.MAX_VALUE
        && minRtt != Long.MAX_VALUE
        && rtt > minRtt + minRtt / 8 + MILLISECOND;
  }

  boolean probeRttIsDue(long now) {
    return probeRttMin != Long.MAX_VALUE && now - probeRttMinTime > PROBE_INTERVAL_NANOS;
  }

  /**
   * Whether PROBE_RTT is due in the presence of competing flows: less often, but earlier directly
   * after a queue overflow, because then all flows of this implementation probe at the same time
   * and detect that there are no others.
   */
  boolean probeRttIsDueBesideCompetingFlows(long now, boolean overflowed) {
    return now - probeRttMinTime > (overflowed ? 2 : 4) * PROBE_INTERVAL_NANOS;
  }

  void onProbeRttBegin() {
    rttDuringProbe = Long.MAX_VALUE;
    rttBeforeProbe = finishedRoundRtt;
  }

  /**
   * Returns whether the RTT during PROBE_RTT equalled the RTT before. A queue would have become
   * shorter without this flow's packets, or longer because of competing flows.
   */
  boolean probeRttChangedNothing() {
    return rttDuringProbe != Long.MAX_VALUE
        && queued(rttDuringProbe)
        && rttDuringProbe > SAME_RTT_FACTOR * rttBeforeProbe
        && rttBeforeProbe > SAME_RTT_FACTOR * finishedRoundRtt;
  }

  /**
   * Adopts the RTT measured during PROBE_RTT as the minimum.
   *
   * @param competingFlows whether competing flows may have caused a queue; then a longer RTT is
   *     adopted only after several probes
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

  /** Adapts to a possible change of the path's RTT: the following rounds set the minimum. */
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
