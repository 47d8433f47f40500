package io.p2pcopy.sctp.cc;

import java.util.Arrays;

/**
 * A scavenger after LEDBAT++ (RFC 6817, draft-irtf-iccrg-ledbat-plus-plus): uses only spare
 * capacity. It keeps a small queue at the bottleneck, yields to flows that make the queue longer,
 * and slows down periodically to measure the base delay.
 *
 * <p>Unlike in the draft, the target delay depends on the base delay. The draft's 60 ms exceeds the
 * queue of other delay-based flows, which would be starved.
 */
public final class Ledbat implements CongestionController {

  private enum Phase {
    SLOW_START,
    AVOIDANCE,
    SLOWDOWN
  }

  private static final long MILLISECOND = 1_000_000;
  private static final double SECOND = 1e9;

  private static final long LARGEST_TARGET = 60 * MILLISECOND;
  private static final long LEAST_TARGET = 2 * MILLISECOND;
  private static final long SMALLEST_TARGET = 10 * MILLISECOND;

  /** The target delay is the base delay divided by this. */
  private static final int TARGET_PARTS = 4;

  /** If the queue overflows, the target is at most this fraction of its maximum delay. */
  private static final double OVERFLOW_TARGET = 0.6;

  /**
   * RFC 6817, section 2.4.2: CURRENT_FILTER, the current delay is the minimum of this many samples.
   */
  private static final int FILTER = 4;

  private static final int INITIAL_PACKETS = 10;
  private static final int MIN_PACKETS = 2;

  /** Draft, 4.2: "GAIN = 1 / (min (16, CEIL (2*TARGET/base)))". */
  private static final long SLOWEST_GAIN = 16;

  /** Draft, 4.3: the initial slow start ends at this fraction of the target. */
  private static final double SLOW_START_TARGET = 0.75;

  /** Draft, 4.4: the first slowdown starts two RTTs after slow start, and lasts two RTTs. */
  private static final int SLOWDOWN_ROUNDS = 2;

  /**
   * The interval between slowdowns as a multiple of a slowdown's duration, including the ramp-up.
   * The draft's 9 (section 4.4) would leave a tenth of an idle link unused.
   */
  private static final int SLOWDOWN_INTERVAL = 20;

  private static final double PACING = 1.25;
  private static final double SLOW_START_PACING = 2.0;

  private final BaseDelay baseDelay = new BaseDelay();
  private final RoundTrips rounds = new RoundTrips();
  private long packetSize;
  private double window;
  private double threshold = Double.MAX_VALUE;
  private Phase phase = Phase.SLOW_START;
  private long smoothedRtt;
  private final long[] latestRtts = new long[FILTER];
  private long rttCount;
  private long targetLimit = LARGEST_TARGET;
  private long reducedAtRound = -1;
  private long slowdownBegan;
  private long slowdownRound;
  private long nextSlowdown = Long.MAX_VALUE;
  private boolean firstSlowdownDone;
  private double windowBeforeLoss;

  /**
   * @param packetSize bytes of DATA that fit into a packet, with their headers
   */
  public Ledbat(long packetSize) {
    this.packetSize = packetSize;
    this.window = (double) INITIAL_PACKETS * packetSize;
  }

  @Override
  public void onSent(long now, int bytes, long inFlight) {}

  @Override
  public void onAck(AckSample sample) {
    rounds.update(sample);
    if (sample.rtt() != AckSample.NONE) {
      baseDelay.update(sample.now(), sample.rtt());
      latestRtts[(int) (rttCount++ % FILTER)] = sample.rtt();
      smoothedRtt =
          smoothedRtt == 0 ? sample.rtt() : smoothedRtt + (sample.rtt() - smoothedRtt) / 8;
    }
    if (phase == Phase.SLOWDOWN) {
      if (rounds.count() >= slowdownRound + SLOWDOWN_ROUNDS) {
        phase = Phase.SLOW_START;
      }
      return;
    }
    // Retransmissions come first: with two packets per RTT they would take too long.
    if (sample.now() >= nextSlowdown && !sample.inRecovery()) {
      beginSlowdown(sample.now());
      return;
    }
    if (rttCount < FILTER || sample.bytesAcked() == 0 || sample.inRecovery()) {
      return;
    }
    if (phase == Phase.SLOW_START) {
      slowStart(sample);
    } else {
      followDelay(sample);
    }
  }

  @Override
  public void onRecoveryEntered(long now, long inFlight) {
    windowBeforeLoss = window;
    if (rttCount >= FILTER && 2 * queueDelay() > target()) {
      long overflow = (long) (OVERFLOW_TARGET * queueDelay());
      targetLimit = Math.max(LEAST_TARGET, Math.min(targetLimit, overflow));
    }
    halve();
    if (phase == Phase.SLOW_START) {
      endSlowStart(now);
    }
  }

  @Override
  public void onSpuriousRecovery(long now) {
    window = Math.max(window, windowBeforeLoss);
  }

  @Override
  public void onTimeout(long now, long inFlight) {
    if (window > packetSize) {
      windowBeforeLoss = window;
      threshold = Math.max(window / 2, (double) MIN_PACKETS * packetSize);
    }
    window = packetSize;
    phase = Phase.SLOW_START;
  }

  @Override
  public void onRestartAfterIdle(long now, long idle, long timeout) {
    threshold = Math.max(window, threshold == Double.MAX_VALUE ? 0 : threshold);
    window = Math.min(window, (double) INITIAL_PACKETS * packetSize);
    phase = Phase.SLOW_START;
  }

  @Override
  public void onPacketSize(long size) {
    packetSize = size;
  }

  @Override
  public long window() {
    return phase == Phase.SLOWDOWN ? MIN_PACKETS * packetSize : (long) window;
  }

  @Override
  public long pacingRate() {
    if (smoothedRtt == 0) {
      return UNPACED;
    }
    double gain = phase == Phase.SLOW_START ? SLOW_START_PACING : PACING;
    return Math.max(1, (long) (gain * window() / (smoothedRtt / SECOND)));
  }

  private void slowStart(AckSample sample) {
    if (!firstSlowdownDone && queueDelay() > SLOW_START_TARGET * target()) {
      endSlowStart(sample.now());
      return;
    }
    if (2 * sample.inFlightBefore() > window) {
      window += gain() * sample.bytesAcked();
    }
    if (window >= threshold) {
      endSlowStart(sample.now());
    }
  }

  private void endSlowStart(long now) {
    phase = Phase.AVOIDANCE;
    threshold = window;
    if (firstSlowdownDone) {
      nextSlowdown = now + SLOWDOWN_INTERVAL * (now - slowdownBegan);
    } else {
      nextSlowdown = now + SLOWDOWN_ROUNDS * smoothedRtt;
    }
  }

  private void beginSlowdown(long now) {
    firstSlowdownDone = true;
    // Draft, 4.4: "set the slow start threshold to the current cwnd value, freeze cwnd to 2 packets
    // for 2 RTTs, then ramp up in slow start".
    threshold = window;
    window = (double) MIN_PACKETS * packetSize;
    phase = Phase.SLOWDOWN;
    slowdownBegan = now;
    slowdownRound = rounds.count();
    nextSlowdown = Long.MAX_VALUE;
  }

  /**
   * Draft, 4.2: below the target the window grows at most as fast as Reno's; above it "W +=
   * max((GAIN - Constant * W * (delay/target - 1)), -W/2))" in each round trip.
   */
  private void followDelay(AckSample sample) {
    double share = Math.min(1, sample.bytesAcked() / window);
    double excess = (double) queueDelay() / target() - 1;
    if (excess > 0) {
      double change = Math.max(gain() * packetSize - window * excess, -window / 2);
      window += change * share;
    } else if (sample.inFlightBefore() + packetSize > window) {
      window += gain() * packetSize * share;
    }
    window = Math.max(window, (double) MIN_PACKETS * packetSize);
  }

  /** RFC 6817, 2.4.1: at most once per RTT. */
  private void halve() {
    if (reducedAtRound == rounds.count()) {
      return;
    }
    reducedAtRound = rounds.count();
    window = Math.max(window / 2, (double) MIN_PACKETS * packetSize);
  }

  private long queueDelay() {
    long current = Arrays.stream(latestRtts).min().orElseThrow();
    return current - baseDelay.minimum();
  }

  private long target() {
    long part = baseDelay.minimum() / TARGET_PARTS;
    return Math.min(targetLimit, Math.max(SMALLEST_TARGET, part));
  }

  private double gain() {
    long base = Math.max(1, baseDelay.minimum());
    return 1.0 / Math.min(SLOWEST_GAIN, (2 * target() + base - 1) / base);
  }
}
