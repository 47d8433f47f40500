package io.p2pcopy.sctp.distribution;

import static io.p2pcopy.sctp.sim.MessageSpec.message;
import static io.p2pcopy.sctp.sim.Units.KIB;
import static io.p2pcopy.sctp.sim.Units.millis;
import static io.p2pcopy.sctp.sim.Units.seconds;

import io.p2pcopy.sctp.CongestionControl;
import io.p2pcopy.sctp.SctpConfig;
import io.p2pcopy.sctp.sim.AssociationPair;
import io.p2pcopy.sctp.sim.TcpBbrFlow;
import io.p2pcopy.sctp.sim.VirtualPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/** Flows in one bottleneck; the first begins up to five seconds before the others. */
final class CompetingFlowScenarios {
  private static final long LONGEST_HEAD_START_MILLIS = 5_000;

  private CompetingFlowScenarios() {}

  private enum Competitor {
    CUBIC,
    BBR1,
    SELF
  }

  private record Started(Runnable start, LongSupplier receivedBytes) {}

  static List<Scenario> all() {
    List<Scenario> scenarios = new ArrayList<>();
    for (Competitor competitor : Competitor.values()) {
      scenarios.add(beside(competitor, 20, 40, 1));
      scenarios.add(beside(competitor, 20, 40, 4));
      scenarios.add(beside(competitor, 5, 30, 1));
      scenarios.add(beside(competitor, 20, 100, 0.5));
    }
    scenarios.add(besideSixCubicFlows(20, 40, 1));
    scenarios.add(besideSixCubicFlows(20, 40, 4));
    scenarios.add(afterCubic(20, 40, 1));
    scenarios.add(afterCubic(20, 40, 4));
    return scenarios;
  }

  /** Measures from 10 to 40 s after the start of the second flow. */
  private static Scenario beside(
      Competitor competitor, int megabits, int rttMillis, double queueProducts) {
    return new Scenario(
        "beside %s %dM %dms %sBDP".formatted(competitor, megabits, rttMillis, queueProducts),
        (seed, congestion) -> {
          var variation = new Variation(seed);
          VirtualPath path = variation.path(megabits, rttMillis, queueProducts * rttMillis);
          long headStart =
              (long) (variation.between(-1, 1) * LONGEST_HEAD_START_MILLIS * 1_000_000);
          AssociationPair flow = connected(path, congestion);
          Started one = flow(flow);
          Started other =
              switch (competitor) {
                case CUBIC -> flow(connected(path, CongestionControl.CUBIC));
                case SELF -> flow(connected(path, congestion));
                case BBR1 -> tcpBbr(path, rttMillis);
              };
          (headStart > 0 ? one : other).start().run();
          flow.runFor(Math.abs(headStart));
          (headStart > 0 ? other : one).start().run();
          flow.runFor(seconds(10));
          return measured(other.receivedBytes(), path, flow);
        });
  }

  /** An even share is 14 %. */
  private static Scenario besideSixCubicFlows(int megabits, int rttMillis, double queueProducts) {
    return new Scenario(
        "beside 6 CUBIC %dM %dms %sBDP".formatted(megabits, rttMillis, queueProducts),
        (seed, congestion) -> {
          var variation = new Variation(seed);
          VirtualPath path = variation.path(megabits, rttMillis, queueProducts * rttMillis);
          AssociationPair flow = connected(path, congestion);
          List<Started> others = new ArrayList<>();
          for (int i = 0; i < 6; i++) {
            others.add(flow(connected(path, CongestionControl.CUBIC)));
          }
          for (Started other : others) {
            other.start().run();
            flow.runFor(variation.aboutMillis(300));
          }
          flow(flow).start().run();
          flow.runFor(seconds(10));
          return measured(
              () -> others.stream().mapToLong(other -> other.receivedBytes().getAsLong()).sum(),
              path,
              flow);
        });
  }

  /** CUBIC stops after 15 s or so; measures the flow that remains from 2 to 17 s after that. */
  private static Scenario afterCubic(int megabits, int rttMillis, double queueProducts) {
    return new Scenario(
        "after CUBIC %dM %dms %sBDP".formatted(megabits, rttMillis, queueProducts),
        (seed, congestion) -> {
          var variation = new Variation(seed);
          VirtualPath path = variation.path(megabits, rttMillis, queueProducts * rttMillis);
          AssociationPair flow = connected(path, congestion);
          AssociationPair other = connected(path, CongestionControl.CUBIC);
          flow(other).start().run();
          flow(flow).start().run();
          flow.runFor(variation.aboutMillis(15_000));
          other.left().stopSending();
          flow.runFor(seconds(2));
          return Measurement.of(path, flow, seconds(15));
        });
  }

  private static Map<Metric, Double> measured(
      LongSupplier otherReceived, VirtualPath path, AssociationPair flow) {
    return Measurement.beside(otherReceived, path, flow, seconds(30));
  }

  private static AssociationPair connected(VirtualPath path, CongestionControl congestion) {
    return AssociationPair.connectedOver(
        path, SctpConfig.defaults().withCongestionControl(congestion));
  }

  private static Started flow(AssociationPair pair) {
    return new Started(
        () -> pair.left().sendContinuously(message(64 * KIB), Long.MAX_VALUE),
        pair.right()::receivedBytes);
  }

  private static Started tcpBbr(VirtualPath path, int rttMillis) {
    var tcp = TcpBbrFlow.over(path, millis(rttMillis) / 2);
    return new Started(tcp::start, tcp::receivedBytes);
  }
}
