package io.p2pcopy.sctp.sim;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.random.RandomGenerator;

/**
 * A TCP connection that sends without end from the left, with BBR version 1 as Linux has it: it
 * takes no notice of losses and keeps twice what it believes to fill the line in flight. Only what
 * others on the path see of it is modelled: when its segments leave. Lost segments are replaced by
 * others of the same size.
 */
public final class TcpBbrFlow {
  private static final int SEGMENT = 1448;
  private static final int HEADERS = 32 + 20 + 14;
  private static final int FIRST_WINDOW = 10 * SEGMENT;
  private static final int LEAST_WINDOW = 4 * SEGMENT;

  private static final double HIGH_GAIN = 2.885;
  private static final double WINDOW_GAIN = 2;
  private static final double[] CYCLE = {1.25, 0.75, 1, 1, 1, 1, 1, 1};
  private static final int BANDWIDTH_ROUNDS = 10;
  private static final int ROUNDS_WITHOUT_GROWTH = 3;
  private static final double GROWTH = 1.25;
  private static final long RTT_LASTS = Units.seconds(10);
  private static final long PROBE_RTT_LASTS = Units.millis(200);
  private static final int REORDERING = 3;

  private enum Mode {
    STARTUP,
    DRAIN,
    PROBE_BANDWIDTH,
    PROBE_RTT
  }

  /** A segment in flight, with what had been delivered when it left (as tcp_rate.c has it). */
  private record Segment(
      long number, long sentAt, long delivered, long deliveredAt, long firstSentAt) {}

  private final VirtualClock clock;
  private final VirtualLink link;
  private final long wayBack;
  private final RandomGenerator random;
  private final ByteBuffer content = ByteBuffer.allocate(SEGMENT + HEADERS);

  private final Deque<Segment> inFlight = new ArrayDeque<>();
  private long nextNumber;
  private long delivered;
  private long deliveredAt;
  private long firstSentAt;
  private boolean sendScheduled;
  private long nextSendAt;

  private Mode mode = Mode.STARTUP;
  private long window = FIRST_WINDOW;
  private long windowBefore;
  private double pacingRate;
  private final double[] bandwidths = new double[BANDWIDTH_ROUNDS];
  private long rounds;
  private long roundEndsAt;
  private long minRtt = Long.MAX_VALUE;
  private long minRttAt;
  private double fullBandwidth;
  private int roundsWithoutGrowth;
  private boolean pipeFilled;
  private int phase;
  private long phaseAt;
  private long probeRttEnds;
  private long probeRttRound;
  private boolean lossInPhase;
  private boolean recovering;
  private long recoveryEnds;
  private boolean conserving;
  private long conservingUntilRound;

  private TcpBbrFlow(VirtualPath path, long wayBack) {
    this.clock = path.clock();
    this.link = path.fromLeft();
    this.wayBack = wayBack;
    this.random = path.newRandom();
    this.pacingRate = HIGH_GAIN * FIRST_WINDOW / 0.001;
  }

  /**
   * @param wayBack how long acknowledgements take, in nanoseconds
   */
  public static TcpBbrFlow over(VirtualPath path, long wayBack) {
    return new TcpBbrFlow(path, wayBack);
  }

  /** Begins to send. */
  public void start() {
    deliveredAt = clock.now();
    firstSentAt = clock.now();
    minRttAt = clock.now();
    scheduleSend();
  }

  /** Returns the bytes of payload that have arrived. */
  public long receivedBytes() {
    return delivered;
  }

  private void scheduleSend() {
    if (!sendScheduled && bytesInFlight() + SEGMENT <= window) {
      sendScheduled = true;
      clock.at(nextSendAt, this::send);
    }
  }

  private long bytesInFlight() {
    return (long) inFlight.size() * SEGMENT;
  }

  /** Sends what segmentation offload makes of a millisecond: at least two segments in a burst. */
  private void send() {
    sendScheduled = false;
    int burst = (int) Math.max(2, Math.min(44, pacingRate / 1000 / SEGMENT));
    int sent = 0;
    while (sent < burst && bytesInFlight() + SEGMENT <= window) {
      if (inFlight.isEmpty()) {
        firstSentAt = clock.now();
        deliveredAt = clock.now();
      }
      var segment = new Segment(nextNumber++, clock.now(), delivered, deliveredAt, firstSentAt);
      inFlight.add(segment);
      content.clear();
      link.transmit(content, arrived -> clock.after(wayBack, () -> acknowledged(segment)));
      sent++;
    }
    nextSendAt = clock.now() + (long) (sent * SEGMENT / pacingRate * 1e9);
    scheduleSend();
  }

  private void acknowledged(Segment segment) {
    if (!inFlight.remove(segment)) {
      return;
    }
    long now = clock.now();
    long rtt = now - segment.sentAt();
    delivered += SEGMENT;
    deliveredAt = now;
    firstSentAt = segment.sentAt();
    int lost = 0;
    while (!inFlight.isEmpty() && inFlight.peek().number() < segment.number() - REORDERING) {
      inFlight.remove();
      lost++;
    }
    boolean roundStarted = segment.delivered() >= roundEndsAt;
    if (roundStarted) {
      roundEndsAt = delivered;
      rounds++;
      bandwidths[(int) (rounds % BANDWIDTH_ROUNDS)] = 0;
    }
    long interval = Math.max(segment.sentAt() - segment.firstSentAt(), now - segment.deliveredAt());
    if (interval >= minRtt) {
      int slot = (int) (rounds % BANDWIDTH_ROUNDS);
      double rate = (delivered - segment.delivered()) * 1e9 / interval;
      bandwidths[slot] = Math.max(bandwidths[slot], rate);
    }
    lossInPhase |= lost > 0;
    updatePipe(roundStarted);
    updateMode(now, rtt);
    updateWindow(lost);
    double gain = pacingGain();
    double bandwidth = bandwidth();
    if (bandwidth > 0 && (pipeFilled || gain * bandwidth > pacingRate)) {
      pacingRate = 0.99 * gain * bandwidth;
    }
    scheduleSend();
  }

  private double bandwidth() {
    double most = 0;
    for (double bandwidth : bandwidths) {
      most = Math.max(most, bandwidth);
    }
    return most;
  }

  private double target(double gain) {
    return minRtt == Long.MAX_VALUE ? FIRST_WINDOW : gain * bandwidth() * minRtt / 1e9;
  }

  private void updatePipe(boolean roundStarted) {
    if (pipeFilled || !roundStarted) {
      return;
    }
    if (bandwidth() >= fullBandwidth * GROWTH) {
      fullBandwidth = bandwidth();
      roundsWithoutGrowth = 0;
      return;
    }
    pipeFilled = ++roundsWithoutGrowth >= ROUNDS_WITHOUT_GROWTH;
  }

  private void updateMode(long now, long rtt) {
    if (mode == Mode.STARTUP && pipeFilled) {
      mode = Mode.DRAIN;
    }
    if (mode == Mode.DRAIN && bytesInFlight() <= target(1)) {
      enterProbeBandwidth(now);
    }
    if (mode == Mode.PROBE_BANDWIDTH && phaseIsOver(now)) {
      phase = (phase + 1) % CYCLE.length;
      phaseAt = now;
      lossInPhase = false;
    }
    boolean expired = now - minRttAt > RTT_LASTS;
    if (rtt <= minRtt || expired) {
      minRtt = rtt;
      minRttAt = now;
    }
    if (expired && mode != Mode.PROBE_RTT) {
      mode = Mode.PROBE_RTT;
      windowBefore = window;
      probeRttEnds = 0;
    }
    if (mode == Mode.PROBE_RTT) {
      if (probeRttEnds == 0 && bytesInFlight() <= LEAST_WINDOW) {
        probeRttEnds = now + PROBE_RTT_LASTS;
        probeRttRound = rounds;
      } else if (probeRttEnds != 0 && now > probeRttEnds && rounds > probeRttRound) {
        minRttAt = now;
        window = Math.max(window, windowBefore);
        if (pipeFilled) {
          enterProbeBandwidth(now);
        } else {
          mode = Mode.STARTUP;
        }
      }
    }
  }

  private void enterProbeBandwidth(long now) {
    mode = Mode.PROBE_BANDWIDTH;
    // Any phase but the one that drains.
    phase = (2 + random.nextInt(CYCLE.length - 1)) % CYCLE.length;
    phaseAt = now;
    lossInPhase = false;
  }

  private boolean phaseIsOver(long now) {
    boolean longEnough = now - phaseAt > minRtt;
    return switch (phase) {
      case 0 -> longEnough && (lossInPhase || bytesInFlight() >= target(CYCLE[0]));
      case 1 -> longEnough || bytesInFlight() <= target(1);
      default -> longEnough;
    };
  }

  private double pacingGain() {
    return switch (mode) {
      case STARTUP -> HIGH_GAIN;
      case DRAIN -> 1 / HIGH_GAIN;
      case PROBE_BANDWIDTH -> CYCLE[phase];
      case PROBE_RTT -> 1;
    };
  }

  private void updateWindow(int lost) {
    if (lost > 0) {
      window = Math.max(SEGMENT, window - (long) lost * SEGMENT);
      if (!recovering) {
        recovering = true;
        recoveryEnds = nextNumber;
        windowBefore = Math.max(windowBefore, window);
        conserving = true;
        conservingUntilRound = rounds + 1;
        window = bytesInFlight() + SEGMENT;
        roundEndsAt = delivered;
      }
    }
    if (recovering && (inFlight.isEmpty() || inFlight.peek().number() >= recoveryEnds)) {
      recovering = false;
      conserving = false;
      window = Math.max(window, windowBefore);
      windowBefore = 0;
    }
    if (conserving && rounds >= conservingUntilRound) {
      conserving = false;
    }
    if (conserving) {
      window = Math.max(window, bytesInFlight() + SEGMENT);
    } else {
      double gain = mode == Mode.STARTUP || mode == Mode.DRAIN ? HIGH_GAIN : WINDOW_GAIN;
      long burst = (long) Math.max(2 * SEGMENT, pacingRate / 1000);
      long target = (long) target(gain) + 3 * burst;
      if (pipeFilled) {
        window = Math.min(window + SEGMENT, target);
      } else if (window < target || delivered < FIRST_WINDOW) {
        window += SEGMENT;
      }
      window = Math.max(window, LEAST_WINDOW);
    }
    if (mode == Mode.PROBE_RTT) {
      window = Math.min(window, LEAST_WINDOW);
    }
  }
}
