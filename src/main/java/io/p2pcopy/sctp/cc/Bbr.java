package io.p2pcopy.sctp.cc;

import java.util.random.RandomGenerator;

/**
 * BBR, version 3 (draft-ietf-ccwg-bbr): sends at the rate that the bottleneck has shown to deliver,
 * keeps little more in flight than fills the line, and probes from time to time whether there is
 * more. Unlike the draft it tells random losses from those of a queue (see {@link PathModel}), and
 * starts anew when a probe finds much more.
 */
public final class Bbr implements CongestionController {

  /**
   * The phases of the draft's section 5.3; the gains are those of section 5.6.1, 5.3.3.2 and
   * 5.3.3.3.
   */
  private enum Phase {
    STARTUP(2.77, 2.0),
    DRAIN(0.5, 2.0),
    PROBE_DOWN(0.9, 2.0),
    PROBE_CRUISE(1.0, 2.0),
    PROBE_REFILL(1.0, 2.0),
    PROBE_UP(1.25, 2.25),
    PROBE_RTT(1.0, 0.5),
    /** Not of the draft: others fill the queue, and the window is that of CUBIC. */
    BESIDE_OTHERS(1.2, 0);

    private final double pacingGain;
    private final double windowGain;

    Phase(double pacingGain, double windowGain) {
      this.pacingGain = pacingGain;
      this.windowGain = windowGain;
    }
  }

  private static final long MILLISECOND = 1_000_000;
  private static final double SECOND = 1e9;

  private static final int INITIAL_PACKETS = 10;
  private static final int MIN_PACKETS = 4;

  /** The round-trip time assumed for pacing before one has been measured. */
  private static final long INITIAL_RTT = MILLISECOND;

  /** The draft paces 1 % below the bandwidth, so that queues drain. */
  private static final double PACING_MARGIN = 0.99;

  /** Part of the inflight bound that is left to others while cruising. */
  private static final double HEADROOM = 0.15;

  /** STARTUP ends when three rounds in a row brought no quarter more. */
  private static final double GROWTH = 1.25;

  private static final int ROUNDS_WITHOUT_GROWTH = 3;

  /**
   * What one or two rounds of probing show of a line that takes all of it: something less than the
   * gain.
   */
  private static final double PROBE_GROWTH = 1.15;

  /** What a probe sends comes back from the second round on. */
  private static final int ROUNDS_TO_SEE_A_PROBE = 2;

  /** A probe that finds so much more so many times means that the line has changed. */
  private static final int ROUNDS_OF_GROWTH_TO_START_ANEW = 2;

  private static final int PROBE_WAIT_ROUNDS = 8;

  private static final long MIN_PROBE_WAIT = 300 * MILLISECOND;
  private static final long MAX_PROBE_WAIT = 2_000 * MILLISECOND;
  private static final long PROBE_RTT_DURATION = 200 * MILLISECOND;

  /** What one burst of the sender may hold: a millisecond of the rate, within these bounds. */
  private static final long MAX_QUANTUM = 256 << 10;

  /** What two event loops and the socket buffers between them hold without losses. */
  private static final long SHORT_PATH_WINDOW = 1 << 20;

  private long packetSize;
  private final RandomGenerator random;
  private final PathModel model = new PathModel();
  private final Rivals rivals;

  private Phase phase = Phase.STARTUP;
  private long window;
  private long windowBeforeProbeRtt;
  private long inFlightBeforeProbeRtt;
  private long windowBeforeTimeout;
  private double pacingRate;

  private long fullBandwidth;
  private int roundsWithoutGrowth;
  private int roundsOfGrowth;
  private boolean pipeFilled;

  /** The bound on what is in flight that losses while probing have set; Long.MAX_VALUE: none. */
  private long inFlightBound = Long.MAX_VALUE;

  /** The same before the latest episode of losses. */
  private long inFlightBoundBeforeLoss = Long.MAX_VALUE;

  /** Whether STARTUP ended because of losses, and no probe has confirmed since that it should. */
  private boolean filledByLosses;

  private long phaseStart;
  private long phaseRound;
  private long probeWait;
  private long probeRttDone;
  private boolean congestedBefore;

  /**
   * @param packetSize bytes of DATA that fit into a packet, with their headers
   * @param random spreads the probes of flows that share a bottleneck
   */
  public Bbr(long packetSize, RandomGenerator random) {
    this.packetSize = packetSize;
    this.random = random;
    this.rivals = new Rivals(packetSize);
    this.window = INITIAL_PACKETS * packetSize;
    this.pacingRate = Phase.STARTUP.pacingGain * window / (INITIAL_RTT / SECOND);
  }

  @Override
  public void onSent(long now, int bytes, long inFlight) {}

  @Override
  public void onAck(AckSample sample) {
    congestedBefore = model.congested();
    model.update(sample);
    rivals.update(sample, model);
    restoreWindowAfterTimeout();
    checkPipe(sample);
    advancePhase(sample);
    checkProbeRtt(sample);
    updatePacingRate();
    updateWindow(sample);
  }

  @Override
  public void onRecoveryEntered(long now, long inFlight) {
    // The model decides which losses matter, round by round.
    inFlightBoundBeforeLoss = inFlightBound;
  }

  @Override
  public void onSpuriousRecovery(long now) {
    // Draft, 5.5.11.2 (BBRHandleSpuriousLossDetection).
    model.forgetLosses();
    inFlightBound = Math.max(inFlightBound, inFlightBoundBeforeLoss);
    if (filledByLosses && phase != Phase.BESIDE_OTHERS) {
      startAgain(now);
    }
  }

  /** What ended STARTUP were no losses of a queue. */
  private void startAgain(long now) {
    filledByLosses = false;
    pipeFilled = false;
    inFlightBound = Long.MAX_VALUE;
    roundsWithoutGrowth = 0;
    enter(Phase.STARTUP, now);
  }

  @Override
  public void onTimeout(long now, long inFlight) {
    windowBeforeTimeout = Math.max(windowBeforeTimeout, window);
    window = packetSize;
  }

  @Override
  public void onSpuriousTimeout(long now) {
    if (phase != Phase.BESIDE_OTHERS) {
      onPathChange(now);
    }
  }

  /** The round-trip time has become another one; the bandwidth may be the same. */
  private void onPathChange(long now) {
    model.onPathChange(now);
    inFlightBound = Long.MAX_VALUE;
    if (pipeFilled) {
      startCruise(now);
    }
  }

  @Override
  public void onEstimatedRoundTrip(long rtt) {
    // Draft, 5.6.2: "nominal_bandwidth = C.InitialCwnd / (SRTT ? SRTT : 1ms)".
    if (model.minRtt() == 0) {
      pacingRate = phase.pacingGain * window / (rtt / SECOND);
    }
  }

  @Override
  public void onRestartAfterIdle(long now, long idle, long timeout) {
    // Draft, 5.4.1: BBR "paces packets at exactly the estimated bottleneck bandwidth" then.
    if (pipeFilled && phase != Phase.PROBE_RTT) {
      pacingRate = PACING_MARGIN * model.bandwidth();
    }
  }

  @Override
  public void onPacketSize(long size) {
    packetSize = size;
    rivals.onPacketSize(size);
  }

  @Override
  public long window() {
    return window;
  }

  @Override
  public long pacingRate() {
    // Sleeping for parts of a millisecond is more than event loops can do.
    return shortPath() ? UNPACED : Math.max(1, (long) pacingRate);
  }

  /** Whether the path is shorter than the timers of the event loops at its ends are exact. */
  private boolean shortPath() {
    return model.minRtt() > 0 && model.minRtt() < MILLISECOND;
  }

  private void restoreWindowAfterTimeout() {
    // The path answers again, and pacing keeps the restored window from leaving at once.
    window = Math.max(window, windowBeforeTimeout);
    windowBeforeTimeout = 0;
  }

  // Whether the line is full

  private void checkPipe(AckSample sample) {
    if (!model.rounds().started() || sample.appLimited()) {
      return;
    }
    if (phase == Phase.STARTUP && congestedBefore) {
      // The queue overflows: that is full.
      inFlightBound = Math.max(targetInFlight(1.0), sample.inFlightBefore());
      pipeFilled = true;
      filledByLosses = true;
      return;
    }
    double growth = pipeFilled ? PROBE_GROWTH : GROWTH;
    if (model.maxBandwidth() >= fullBandwidth * growth) {
      fullBandwidth = model.maxBandwidth();
      roundsWithoutGrowth = 0;
      roundsOfGrowth++;
      return;
    }
    roundsWithoutGrowth++;
    pipeFilled |= roundsWithoutGrowth >= ROUNDS_WITHOUT_GROWTH;
  }

  private void measureGrowthAnew() {
    fullBandwidth = model.maxBandwidth();
    roundsWithoutGrowth = 0;
    roundsOfGrowth = 0;
  }

  // Phases

  private void advancePhase(AckSample sample) {
    long now = sample.now();
    if (model.rounds().started()) {
      judgeRound(sample);
    }
    switch (phase) {
      case STARTUP -> {
        if (pipeFilled) {
          enter(Phase.DRAIN, now);
        }
      }
      case DRAIN -> {
        if (sample.inFlight() <= targetInFlight(1.0)) {
          startProbeDown(now);
        }
      }
      case PROBE_DOWN -> {
        if (probeIsDue(now)) {
          startRefill(now);
        } else if (sample.inFlight() <= Math.min(targetInFlight(1.0), boundWithHeadroom())) {
          enter(Phase.PROBE_CRUISE, now);
        }
      }
      case PROBE_CRUISE -> {
        if (probeIsDue(now)) {
          startRefill(now);
        }
      }
      case PROBE_REFILL -> {
        if (model.rounds().count() > phaseRound) {
          measureGrowthAnew();
          enter(Phase.PROBE_UP, now);
        }
      }
      case PROBE_UP -> probeUp(sample);
      case PROBE_RTT -> probeRtt(sample);
      case BESIDE_OTHERS -> {
        if (!rivals.present()) {
          model.forgetShortTerm();
          startProbeDown(now);
        } else if (now - phaseStart > MIN_PROBE_WAIT + 4 * model.minRtt()) {
          // The bandwidth is what got through lately.
          model.advanceCycle();
          phaseStart = now;
        }
      }
    }
  }

  /** What a round shows that did not probe for more. */
  private void judgeRound(AckSample sample) {
    if (phase == Phase.STARTUP) {
      return;
    }
    boolean probing = phase == Phase.PROBE_UP || phase == Phase.PROBE_REFILL;
    if (!probing && phase != Phase.BESIDE_OTHERS) {
      model.adaptShortTerm(congestedBefore);
    }
    if (phase == Phase.PROBE_RTT) {
      return;
    }
    rivals.judge(sample.now(), sample.inFlightBefore(), model, probing);
    if (rivals.present() && phase != Phase.BESIDE_OTHERS) {
      enter(Phase.BESIDE_OTHERS, sample.now());
    }
  }

  private void probeUp(AckSample sample) {
    if (model.congested()) {
      inFlightBound = Math.max(sample.inFlightBefore(), targetInFlight(1.0));
      startProbeDown(sample.now());
      return;
    }
    boolean reached = sample.inFlightBefore() >= inFlightBound - packetSize;
    if (reached && !model.queued(model.latestRtt())) {
      // Nothing was lost and nothing had to wait: the line takes more.
      inFlightBound += sample.bytesAcked();
    }
    if (roundsOfGrowth >= ROUNDS_OF_GROWTH_TO_START_ANEW) {
      inFlightBound = Long.MAX_VALUE;
      pipeFilled = false;
      enter(Phase.STARTUP, sample.now());
      return;
    }
    boolean queueBuilt =
        sample.now() - phaseStart > model.minRtt()
            && sample.inFlight() >= targetInFlight(Phase.PROBE_UP.pacingGain);
    boolean longEnough = model.rounds().count() > phaseRound + ROUNDS_WITHOUT_GROWTH;
    boolean answered = model.rounds().count() >= phaseRound + ROUNDS_TO_SEE_A_PROBE;
    boolean growing = roundsOfGrowth > 0 && roundsWithoutGrowth == 0;
    if (!growing && (longEnough || (queueBuilt && answered))) {
      startProbeDown(sample.now());
    }
  }

  private void startProbeDown(long now) {
    if (phase == Phase.PROBE_UP) {
      filledByLosses = false;
      model.advanceCycle();
    }
    long wait = PROBE_WAIT_ROUNDS * model.minRtt();
    wait = Math.max(MIN_PROBE_WAIT, Math.min(MAX_PROBE_WAIT, wait));
    probeWait = wait + random.nextLong(wait / 4 + 1);
    enter(Phase.PROBE_DOWN, now);
  }

  /** There is nothing to drain. */
  private void startCruise(long now) {
    startProbeDown(now);
    enter(Phase.PROBE_CRUISE, now);
  }

  private boolean probeIsDue(long now) {
    return now - phaseStart > probeWait && model.calm();
  }

  private void startRefill(long now) {
    model.forgetShortTerm();
    if (filledByLosses && model.losesMuchAtRandom()) {
      startAgain(now);
      return;
    }
    enter(Phase.PROBE_REFILL, now);
  }

  private void enter(Phase next, long now) {
    boolean sameWait = phase == Phase.PROBE_DOWN && next == Phase.PROBE_CRUISE;
    phase = next;
    phaseRound = model.rounds().count();
    if (!sameWait) {
      phaseStart = now;
    }
  }

  // The round-trip time without queue

  private void checkProbeRtt(AckSample sample) {
    if (phase == Phase.PROBE_RTT || !pipeFilled) {
      return;
    }
    boolean due =
        rivals.present()
            ? model.probeRttIsDueBesideOthers(sample.now(), rivals.justCut(model))
            : model.probeRttIsDue(sample.now());
    if (!due && !rivals.needsProof(sample.now(), model)) {
      return;
    }
    model.probeRttBegins();
    windowBeforeProbeRtt = window;
    inFlightBeforeProbeRtt = sample.inFlightBefore();
    probeRttDone = 0;
    enter(Phase.PROBE_RTT, sample.now());
  }

  private void probeRtt(AckSample sample) {
    long now = sample.now();
    if (probeRttDone == 0) {
      if (sample.inFlight() <= probeRttWindow()) {
        probeRttDone = now + Math.max(PROBE_RTT_DURATION, model.minRtt());
        phaseRound = model.rounds().count();
      }
      return;
    }
    // The first round that ends has begun with more in flight.
    if (model.rounds().started() && model.rounds().count() > phaseRound + 1) {
      rivals.observeAbsence(model);
    }
    if (now >= probeRttDone && model.rounds().count() > phaseRound) {
      boolean others = rivals.present();
      boolean pathChanged = rivals.judgeAbsence(now, inFlightBeforeProbeRtt, model);
      window = Math.max(window, windowBeforeProbeRtt);
      if (pathChanged) {
        onPathChange(now);
        return;
      }
      model.probeRttDone(now, rivals.present());
      model.forgetShortTerm();
      if (rivals.present()) {
        enter(Phase.BESIDE_OTHERS, now);
        return;
      }
      startCruise(now);
      if (others) {
        // They may only have been small for a moment.
        probeWait = MAX_PROBE_WAIT;
      }
    }
  }

  private long probeRttWindow() {
    return Math.max(MIN_PACKETS * packetSize, targetInFlight(Phase.PROBE_RTT.windowGain));
  }

  // What the sender is told

  private void updatePacingRate() {
    long bandwidth = model.bandwidth();
    if (bandwidth == 0) {
      if (model.minRtt() > 0) {
        pacingRate = phase.pacingGain * window / (model.minRtt() / SECOND);
      }
      return;
    }
    if (phase == Phase.BESIDE_OTHERS) {
      pacingRate = rivals.pacingRate(phase.pacingGain);
      return;
    }
    double rate = phase.pacingGain * PACING_MARGIN * bandwidth;
    if (pipeFilled || rate > pacingRate) {
      // Slower than a few packets each round trip nothing could be measured any more.
      double slowest = MIN_PACKETS * packetSize / (Math.max(1, model.minRtt()) / SECOND);
      pacingRate = Math.max(rate, slowest);
    }
  }

  private void updateWindow(AckSample sample) {
    if (phase == Phase.BESIDE_OTHERS) {
      window = Math.max(MIN_PACKETS * packetSize, rivals.window());
      return;
    }
    // While the bandwidth is still being found, everything runs ahead of it.
    long ahead = pipeFilled ? model.extraAcked() : 0;
    long target = targetInFlight(phase.windowGain) + ahead + 3 * quantum();
    if (shortPath()) {
      // What is on its way is mostly inside the two ends, waiting for their turns.
      target = Math.max(target, SHORT_PATH_WINDOW);
    }
    if (pipeFilled) {
      window = Math.min(window + sample.bytesAcked(), target);
    } else if (window < target || sample.delivered() < INITIAL_PACKETS * packetSize) {
      window += sample.bytesAcked();
    }
    window = Math.max(MIN_PACKETS * packetSize, Math.min(window, windowBound()));
  }

  private long windowBound() {
    return switch (phase) {
      case PROBE_RTT -> probeRttWindow();
      case PROBE_CRUISE -> boundWithHeadroom();
      case PROBE_DOWN, PROBE_REFILL, PROBE_UP -> inFlightBound;
      case STARTUP, DRAIN, BESIDE_OTHERS -> Long.MAX_VALUE;
    };
  }

  private long boundWithHeadroom() {
    return inFlightBound == Long.MAX_VALUE
        ? Long.MAX_VALUE
        : Math.max(MIN_PACKETS * packetSize, (long) ((1 - HEADROOM) * inFlightBound));
  }

  private long targetInFlight(double gain) {
    long product = model.bandwidthDelayProduct();
    return product == 0 ? INITIAL_PACKETS * packetSize : (long) (gain * product);
  }

  private long quantum() {
    long millisecond = (long) (pacingRate / 1000);
    return Math.max(2 * packetSize, Math.min(MAX_QUANTUM, millisecond));
  }
}
