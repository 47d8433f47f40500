package io.p2pcopy.sctp.cc;

/** Ends slow start when the RTT increases, before the queue overflows (RFC 9406, HyStart++). */
final class HyStart {

  private static final long MILLISECOND = 1_000_000;

  // RFC 9406, section 4.3: the recommended constants.
  private static final long MIN_RTT_THRESHOLD = 4 * MILLISECOND;
  private static final long MAX_RTT_THRESHOLD = 16 * MILLISECOND;
  private static final int MIN_RTT_DIVISOR = 8;
  private static final int RTT_SAMPLES = 8;
  private static final int CONSERVATIVE_ROUNDS = 5;

  private final RoundTrips rounds = new RoundTrips();
  private long lastRoundMinRtt = Long.MAX_VALUE;
  private long currentRoundMinRtt = Long.MAX_VALUE;
  private long conservativeBaseline = Long.MAX_VALUE;
  private int samples;
  private int conservativeRounds;
  private boolean conservative;
  private boolean done;

  void update(AckSample sample) {
    rounds.update(sample);
    if (rounds.started()) {
      startRound();
    }
    if (sample.rtt() != AckSample.NONE) {
      currentRoundMinRtt = Math.min(currentRoundMinRtt, sample.rtt());
      samples++;
    }
    if (samples < RTT_SAMPLES
        || lastRoundMinRtt == Long.MAX_VALUE
        || currentRoundMinRtt == Long.MAX_VALUE) {
      return;
    }
    if (conservative) {
      // RFC 9406, 4.2: "if (currentRoundMinRTT < cssBaselineMinRtt) ... resume slow start including
      // HyStart++".
      conservative = currentRoundMinRtt >= conservativeBaseline;
      return;
    }
    long threshold =
        Math.max(MIN_RTT_THRESHOLD, Math.min(lastRoundMinRtt / MIN_RTT_DIVISOR, MAX_RTT_THRESHOLD));
    if (currentRoundMinRtt >= lastRoundMinRtt + threshold) {
      conservativeBaseline = currentRoundMinRtt;
      conservative = true;
      conservativeRounds = 0;
    }
  }

  /** Returns whether to use conservative slow start, which grows at a quarter of the rate. */
  boolean conservative() {
    return conservative;
  }

  /** Returns whether slow start is over. */
  boolean done() {
    return done;
  }

  private void startRound() {
    lastRoundMinRtt = currentRoundMinRtt;
    currentRoundMinRtt = Long.MAX_VALUE;
    samples = 0;
    if (conservative) {
      conservativeRounds++;
      done |= conservativeRounds >= CONSERVATIVE_ROUNDS;
    }
  }
}
