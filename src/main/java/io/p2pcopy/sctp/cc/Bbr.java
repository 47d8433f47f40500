package io.p2pcopy.sctp.cc;

import java.util.random.RandomGenerator;

/**
 * BBR, version 3 (draft-ietf-ccwg-bbr): sends at the measured rate of the bottleneck, keeps about
 * one BDP in flight, and periodically probes for more bandwidth. This class is the state machine
 * (section 5.3); {@link PathModel} holds the path's estimates, {@link CompetingFlows} detects
 * loss-based flows at the bottleneck, and {@link ControlParameters} computes pacing rate and
 * window.
 */
public final class Bbr implements CongestionController {

  private static final long MILLISECOND = 1_000_000;

  /** Packets sent in PROBE_UP are acknowledged from its second round on. */
  private static final int MIN_PROBE_UP_ROUNDS = 2;

  private static final int MAX_PROBE_UP_ROUNDS = 3;

  /**
   * The time between probes. The draft waits 2 to 3 s or the time that Reno needs to fill the link,
   * which would leave a link idle after its rate has increased.
   */
  private static final int PROBE_WAIT_ROUNDS = 8;

  private static final long MIN_PROBE_WAIT_NANOS = 300 * MILLISECOND;
  private static final long MAX_PROBE_WAIT_NANOS = 2_000 * MILLISECOND;

  /** BBR.ProbeRTTDuration. */
  private static final long PROBE_RTT_NANOS = 200 * MILLISECOND;

  private final RandomGenerator random;
  private final PathModel model = new PathModel();
  private final FullPipe fullPipe = new FullPipe();
  private final InFlightBound bound = new InFlightBound();
  private final CompetingFlows competing;
  private final ControlParameters parameters;
  private long packetSize;

  private BbrPhase phase = BbrPhase.STARTUP;
  private long phaseStart;
  private long phaseRound;
  private long probeWait;

  /** Whether losses ended STARTUP and no probe has confirmed that the pipe is full. */
  private boolean startupEndedByLosses;

  /** Whether the round was congested before this acknowledgement. */
  private boolean congestedBefore;

  private long inFlightBeforeProbeRtt;

  /** When PROBE_RTT may end; 0: the queue has not drained yet. */
  private long probeRttEnd;

  /**
   * @param packetSize bytes of DATA that fit into a packet, with their headers
   * @param random desynchronizes the probes of flows that share a bottleneck
   */
  public Bbr(long packetSize, RandomGenerator random) {
    this.packetSize = packetSize;
    this.random = random;
    competing = new CompetingFlows(packetSize);
    parameters = new ControlParameters(packetSize, model, competing.window(), bound);
  }

  @Override
  public void onSent(long now, int bytes, long inFlight) {}

  @Override
  public void onAck(AckSample sample) {
    congestedBefore = model.congested();
    model.update(sample);
    competing.update(sample, model);
    parameters.restoreAfterTimeout();
    checkFullPipe(sample);
    advancePhase(sample);
    checkProbeRtt(sample);
    parameters.update(sample, phase, fullPipe.isReached());
  }

  @Override
  public void onRecoveryEntered(long now, long inFlight) {
    // The model evaluates losses per round instead.
    bound.onRecoveryEntered();
  }

  @Override
  public void onSpuriousRecovery(long now) {
    // Draft, 5.5.11.2 (BBRHandleSpuriousLossDetection).
    model.forgetLosses();
    bound.undo();
    if (startupEndedByLosses && phase != BbrPhase.COMPETING) {
      restartStartup(now);
    }
  }

  @Override
  public void onTimeout(long now, long inFlight) {
    parameters.onTimeout();
  }

  @Override
  public void onSpuriousTimeout(long now) {
    if (phase != BbrPhase.COMPETING) {
      onPathChange(now);
    }
  }

  @Override
  public void onEstimatedRoundTrip(long rtt) {
    // Draft, 5.6.2: "nominal_bandwidth = C.InitialCwnd / (SRTT ? SRTT : 1ms)".
    if (model.minRtt() == 0) {
      parameters.onEstimatedRoundTrip(phase, rtt);
    }
  }

  @Override
  public void onRestartAfterIdle(long now, long idle, long timeout) {
    // Draft, 5.4.1: BBR "paces packets at exactly the estimated bottleneck bandwidth" then.
    if (fullPipe.isReached() && phase != BbrPhase.PROBE_RTT) {
      parameters.onRestartAfterIdle();
    }
  }

  @Override
  public void onPacketSize(long size) {
    packetSize = size;
    competing.window().onPacketSize(size);
    parameters.onPacketSize(size);
  }

  @Override
  public long window() {
    return parameters.window();
  }

  @Override
  public long pacingRate() {
    return parameters.pacingRate();
  }

  private void checkFullPipe(AckSample sample) {
    if (!model.rounds().started() || sample.appLimited()) {
      return;
    }
    if (phase == BbrPhase.STARTUP && congestedBefore) {
      // The queue has overflowed: the pipe is more than full.
      setBound(sample);
      fullPipe.setReached();
      startupEndedByLosses = true;
    } else {
      fullPipe.onRoundEnd(model.maxBandwidth());
    }
  }

  private void advancePhase(AckSample sample) {
    long now = sample.now();
    if (model.rounds().started()) {
      judgeRound(sample);
    }
    switch (phase) {
      case STARTUP -> {
        if (fullPipe.isReached()) {
          enter(BbrPhase.DRAIN, now);
        }
      }
      case DRAIN -> {
        if (sample.inFlight() <= parameters.targetInFlight(1.0)) {
          startProbeDown(now);
        }
      }
      case PROBE_DOWN -> {
        if (probeIsDue(now)) {
          startRefill(now);
        } else if (isDrained(sample)) {
          enter(BbrPhase.PROBE_CRUISE, now);
        }
      }
      case PROBE_CRUISE -> {
        if (probeIsDue(now)) {
          startRefill(now);
        }
      }
      case PROBE_REFILL -> {
        if (model.rounds().count() > phaseRound) {
          fullPipe.onProbe(model.maxBandwidth());
          enter(BbrPhase.PROBE_UP, now);
        }
      }
      case PROBE_UP -> probeUp(sample);
      case PROBE_RTT -> probeRtt(sample);
      case COMPETING -> compete(now);
    }
  }

  private void judgeRound(AckSample sample) {
    if (phase == BbrPhase.STARTUP) {
      return;
    }
    boolean probing = phase == BbrPhase.PROBE_UP || phase == BbrPhase.PROBE_REFILL;
    if (!probing && phase != BbrPhase.COMPETING) {
      model.adaptShortTermBound(congestedBefore);
    }
    if (phase == BbrPhase.PROBE_RTT) {
      return;
    }
    competing.judgeRound(sample.now(), sample.inFlightBefore(), model, probing);
    if (competing.present() && phase != BbrPhase.COMPETING) {
      enter(BbrPhase.COMPETING, sample.now());
    }
  }

  private void probeUp(AckSample sample) {
    long now = sample.now();
    if (model.congested()) {
      setBound(sample);
      startProbeDown(now);
      return;
    }
    boolean boundReached = sample.inFlightBefore() >= bound.bytes() - packetSize;
    if (boundReached && !model.roundTrip().queued(model.roundTrip().latestRtt())) {
      // No loss and no queue: the path has room for more.
      bound.raise(sample.bytesAcked());
    }
    if (fullPipe.linkIsFaster()) {
      fullPipe.reopen();
      bound.remove();
      enter(BbrPhase.STARTUP, now);
      return;
    }
    long rounds = model.rounds().count() - phaseRound;
    boolean queueBuilt =
        now - phaseStart > model.minRtt()
            && sample.inFlight() >= parameters.targetInFlight(BbrPhase.PROBE_UP.pacingGain);
    boolean done = rounds > MAX_PROBE_UP_ROUNDS || (queueBuilt && rounds >= MIN_PROBE_UP_ROUNDS);
    if (done && !fullPipe.isGrowing()) {
      startProbeDown(now);
    }
  }

  private void compete(long now) {
    if (!competing.present()) {
      model.resetShortTermBound();
      startProbeDown(now);
    } else if (now - phaseStart > MIN_PROBE_WAIT_NANOS + 4 * model.minRtt()) {
      // The bandwidth is the recent delivery rate.
      model.advanceCycle();
      phaseStart = now;
    }
  }

  private void startProbeDown(long now) {
    if (phase == BbrPhase.PROBE_UP) {
      startupEndedByLosses = false;
      model.advanceCycle();
    }
    long wait = PROBE_WAIT_ROUNDS * model.minRtt();
    wait = Math.max(MIN_PROBE_WAIT_NANOS, Math.min(MAX_PROBE_WAIT_NANOS, wait));
    probeWait = wait + random.nextLong(wait / 4 + 1);
    enter(BbrPhase.PROBE_DOWN, now);
  }

  /** Enters PROBE_CRUISE without PROBE_DOWN, because there is no queue to drain. */
  private void startCruise(long now) {
    startProbeDown(now);
    enter(BbrPhase.PROBE_CRUISE, now);
  }

  private boolean probeIsDue(long now) {
    return now - phaseStart > probeWait && model.calm();
  }

  private boolean isDrained(AckSample sample) {
    long target = Math.min(parameters.targetInFlight(1.0), parameters.cruiseBound());
    return sample.inFlight() <= target;
  }

  private void startRefill(long now) {
    model.resetShortTermBound();
    if (startupEndedByLosses && model.muchIsLostAtRandom()) {
      restartStartup(now);
      return;
    }
    enter(BbrPhase.PROBE_REFILL, now);
  }

  /** Returns to STARTUP, which was ended by losses without congestion. */
  private void restartStartup(long now) {
    startupEndedByLosses = false;
    fullPipe.restart();
    bound.remove();
    enter(BbrPhase.STARTUP, now);
  }

  /** Adapts to a changed path RTT; the bandwidth may be unchanged. */
  private void onPathChange(long now) {
    model.onPathChange(now);
    bound.remove();
    if (fullPipe.isReached()) {
      startCruise(now);
    }
  }

  private void setBound(AckSample sample) {
    bound.set(Math.max(sample.inFlightBefore(), parameters.targetInFlight(1.0)));
  }

  private void enter(BbrPhase next, long now) {
    boolean sameWait = phase == BbrPhase.PROBE_DOWN && next == BbrPhase.PROBE_CRUISE;
    phase = next;
    phaseRound = model.rounds().count();
    if (!sameWait) {
      phaseStart = now;
    }
  }

  private void checkProbeRtt(AckSample sample) {
    if (phase == BbrPhase.PROBE_RTT || !fullPipe.isReached()) {
      return;
    }
    long now = sample.now();
    boolean due =
        competing.present()
            ? model
                .roundTrip()
                .probeRttIsDueBesideCompetingFlows(now, competing.windowChanged(model))
            : model.roundTrip().probeRttIsDue(now);
    if (due || competing.needsProbeRtt(now, model)) {
      model.roundTrip().onProbeRttBegin();
      parameters.saveBeforeProbeRtt();
      inFlightBeforeProbeRtt = sample.inFlightBefore();
      probeRttEnd = 0;
      enter(BbrPhase.PROBE_RTT, now);
    }
  }

  private void probeRtt(AckSample sample) {
    long now = sample.now();
    if (probeRttEnd == 0) {
      if (sample.inFlight() <= parameters.probeRttWindow()) {
        probeRttEnd = now + Math.max(PROBE_RTT_NANOS, model.minRtt());
        phaseRound = model.rounds().count();
      }
      return;
    }
    // The first round to end started before the window was reduced.
    if (model.rounds().started() && model.rounds().count() > phaseRound + 1) {
      competing.observeProbeRttRound(model);
    }
    if (now >= probeRttEnd && model.rounds().count() > phaseRound) {
      endProbeRtt(now);
    }
  }

  private void endProbeRtt(long now) {
    boolean competingBefore = competing.present();
    boolean pathChanged = competing.judgeProbeRtt(now, inFlightBeforeProbeRtt, model);
    parameters.restoreAfterProbeRtt();
    if (pathChanged) {
      onPathChange(now);
      return;
    }
    model.roundTrip().onProbeRttEnd(now, competing.present());
    model.resetShortTermBound();
    if (competing.present()) {
      enter(BbrPhase.COMPETING, now);
      return;
    }
    startCruise(now);
    if (competingBefore) {
      // The competing flows may have reduced their windows only for a moment.
      probeWait = MAX_PROBE_WAIT_NANOS;
    }
  }
}
