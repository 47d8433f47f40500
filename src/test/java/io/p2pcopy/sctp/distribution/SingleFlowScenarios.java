package io.p2pcopy.sctp.distribution;

import static io.p2pcopy.sctp.sim.MessageSpec.message;
import static io.p2pcopy.sctp.sim.PathProperty.blackOut;
import static io.p2pcopy.sctp.sim.PathProperty.burstLoss;
import static io.p2pcopy.sctp.sim.PathProperty.fromLeft;
import static io.p2pcopy.sctp.sim.PathProperty.fromRight;
import static io.p2pcopy.sctp.sim.PathProperty.gapBlocks;
import static io.p2pcopy.sctp.sim.PathProperty.loss;
import static io.p2pcopy.sctp.sim.PathProperty.rate;
import static io.p2pcopy.sctp.sim.PathProperty.reorderingJitter;
import static io.p2pcopy.sctp.sim.PathProperty.rtt;
import static io.p2pcopy.sctp.sim.Units.KIB;
import static io.p2pcopy.sctp.sim.Units.millis;
import static io.p2pcopy.sctp.sim.Units.seconds;

import io.p2pcopy.sctp.CongestionControl;
import io.p2pcopy.sctp.SctpConfig;
import io.p2pcopy.sctp.sim.Agreements;
import io.p2pcopy.sctp.sim.AssociationPair;
import io.p2pcopy.sctp.sim.PathProperty;
import io.p2pcopy.sctp.sim.VirtualPath;
import java.util.List;
import java.util.Map;

/** One flow that has the path for itself. */
final class SingleFlowScenarios {
  private static final long QUEUED_BYTES = 8_000_000;
  private static final PathProperty NO_LOSS = loss(0);

  private SingleFlowScenarios() {}

  static List<Scenario> all() {
    return List.of(
        steady("clean 100M 100ms", 100, 100, 100, NO_LOSS),
        steady("loss 1% 100M 100ms", 100, 100, 100, loss(0.01)),
        steady("loss 3% 100M 100ms", 100, 100, 100, loss(0.03)),
        steady("loss 20% 20M 100ms", 20, 100, 100, loss(0.2)),
        steady("loss 25% 5M 100ms", 5, 100, 100, loss(0.25)),
        steady("bursts 1:4 100M 100ms", 100, 100, 100, burstLoss(0.01, 0.25)),
        steady("20 gap blocks 1% 100M 50ms", 100, 50, 50, fromRight(gapBlocks(20)), loss(0.01)),
        steady("jitter 20ms 100M 40ms", 100, 40, 100, reorderingJitter(millis(20))),
        steady("slow 1M 50ms queue 200ms", 1, 50, 200, NO_LOSS),
        steady("10M 300ms queue 300ms", 10, 300, 300, NO_LOSS),
        steady("bloat 20M 40ms queue 1s", 20, 40, 1_000, NO_LOSS),
        steady("short queue 50M 40ms 4ms", 50, 40, 4, NO_LOSS),
        steady("LFN 100M 300ms queue 50ms", 100, 300, 50, NO_LOSS),
        steady("satellite 20M 600ms queue 10ms 1%", 20, 600, 10, loss(0.01)),
        steady("gigabit 1G 20ms 0.1%", 1_000, 20, 20, loss(0.001)),
        new Scenario("start 100M 100ms", SingleFlowScenarios::start),
        new Scenario("start bursts 100M 100ms", SingleFlowScenarios::startWithBursts),
        new Scenario("blackout 3s 100M 100ms", SingleFlowScenarios::blackout),
        new Scenario("rate drops 100M to 10M", (seed, cc) -> rateChange(seed, cc, 100, 10)),
        new Scenario("rate rises 10M to 100M", (seed, cc) -> rateChange(seed, cc, 10, 100)),
        new Scenario("rate walks 5M-80M 50ms", SingleFlowScenarios::walkingRate),
        longer("RTT 100 to 400ms 100M", 100, 100, 400, 0),
        longer("RTT 30 to 100ms 100M", 100, 30, 100, 0),
        longer("RTT 30 to 700ms 50M", 50, 30, 700, 0),
        longer("RTT 20 to 300ms 50M 0.5%", 50, 20, 300, 0.005),
        longer("RTT 30 to 400ms 20M 2%", 20, 30, 400, 0.02),
        longer("RTT 50 to 150ms 100M 0.5%", 100, 50, 150, 0.005));
  }

  /** From 3 s and 10 round trips after the start, for 10 s or 1 s of a gigabit. */
  private static Scenario steady(
      String name, int megabits, int rttMillis, int queueMillis, PathProperty... properties) {
    return new Scenario(
        name,
        (seed, congestion) -> {
          VirtualPath path = new Variation(seed).path(megabits, rttMillis, queueMillis);
          AssociationPair flow = started(path, congestion, rttMillis, properties);
          flow.runFor(megabits > 500 ? seconds(2) : seconds(3) + millis(10L * rttMillis));
          return Measurement.of(path, flow, megabits > 500 ? seconds(1) : seconds(8));
        });
  }

  private static Map<Metric, Double> start(long seed, CongestionControl congestion) {
    VirtualPath path = new Variation(seed).path(100, 100, 100);
    AssociationPair flow = started(path, congestion, 100);
    return Measurement.of(path, flow, seconds(2));
  }

  private static Map<Metric, Double> startWithBursts(long seed, CongestionControl congestion) {
    VirtualPath path = new Variation(seed).path(100, 100, 100);
    AssociationPair flow = started(path, congestion, 100, burstLoss(0.01, 0.25));
    return Measurement.of(path, flow, seconds(4));
  }

  /** Measures from half a second to two and a half seconds after the end of the black-out. */
  private static Map<Metric, Double> blackout(long seed, CongestionControl congestion) {
    var variation = new Variation(seed);
    VirtualPath path = variation.path(100, 100, 100);
    AssociationPair flow = started(path, congestion, 100);
    flow.runFor(variation.aboutMillis(3_000));
    long dark = variation.aboutMillis(3_000);
    path.change(blackOut(0, dark));
    flow.runFor(dark + millis(500));
    return Measurement.of(path, flow, seconds(2));
  }

  /** Measures from one to four seconds after the change. */
  private static Map<Metric, Double> rateChange(
      long seed, CongestionControl congestion, int before, int after) {
    var variation = new Variation(seed);
    VirtualPath path = variation.path(before, 100, 100);
    AssociationPair flow = started(path, congestion, 100);
    flow.runFor(variation.aboutMillis(4_000));
    path.change(fromLeft(rate((long) (variation.about(after) * 1e6))));
    flow.runFor(seconds(1));
    return Measurement.of(path, flow, seconds(3));
  }

  /** The rate of a radio link: another one each 200 to 1000 ms. */
  private static Map<Metric, Double> walkingRate(long seed, CongestionControl congestion) {
    var variation = new Variation(seed);
    VirtualPath path = variation.path(20, 50, 300);
    AssociationPair flow = started(path, congestion, 50);
    new Object() {
      double megabits = 20;

      void step() {
        megabits = Math.max(5, Math.min(80, megabits * Math.pow(2, variation.between(-1, 1))));
        path.change(fromLeft(rate((long) (megabits * 1e6))));
        path.clock().after((long) (variation.between(200, 1_000) * 1e6), this::step);
      }
    }.step();
    flow.runFor(seconds(3));
    return Measurement.of(path, flow, seconds(15));
  }

  /** Measures from 4 s and 5 new round trips after the change on, for 8 s. */
  private static Scenario longer(String name, int megabits, int before, int after, double loss) {
    return new Scenario(
        name,
        (seed, congestion) -> {
          var variation = new Variation(seed);
          VirtualPath path = variation.path(megabits, before, 100);
          AssociationPair flow = started(path, congestion, before, loss(loss));
          flow.runFor(variation.aboutMillis(4_000));
          long newRtt = variation.aboutMillis(after);
          path.change(rtt(newRtt));
          flow.runFor(seconds(4) + 5 * newRtt);
          return Measurement.of(path, flow, seconds(8));
        });
  }

  private static AssociationPair started(
      VirtualPath path, CongestionControl congestion, int rttMillis, PathProperty... properties) {
    SctpConfig config = SctpConfig.defaults().withCongestionControl(congestion);
    AssociationPair flow = Agreements.over(path, config).connect();
    flow.left().estimateRoundTrip(millis(rttMillis));
    flow.right().estimateRoundTrip(millis(rttMillis));
    path.change(properties);
    flow.left().sendContinuously(message(64 * KIB), Long.MAX_VALUE, QUEUED_BYTES);
    return flow;
  }
}
