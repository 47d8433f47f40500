package io.p2pcopy.sctp.distribution;

import io.p2pcopy.sctp.CongestionControl;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Prints for each scenario how its measurements are distributed over the seeds. Arguments: {@code
 * [seeds] [first seed] [part of the names of the scenarios] [congestion control]}.
 */
public final class PrintDistributions {
  private static final int DEFAULT_SEEDS = 20;
  private static final double[] QUANTILES = {0, 0.05, 0.5, 0.95, 1};

  private PrintDistributions() {}

  public static void main(String[] args) {
    int seeds = args.length > 0 ? Integer.parseInt(args[0]) : DEFAULT_SEEDS;
    long firstSeed = args.length > 1 ? Long.parseLong(args[1]) : System.nanoTime();
    String part = args.length > 2 ? args[2] : "";
    var congestion =
        args.length > 3
            ? CongestionControl.valueOf(args[3].toUpperCase(Locale.ROOT))
            : CongestionControl.BBR;
    List<Scenario> scenarios =
        Stream.concat(SingleFlowScenarios.all().stream(), CompetingFlowScenarios.all().stream())
            .filter(scenario -> scenario.name().contains(part))
            .toList();
    System.out.printf("%s, seeds %d to %d%n", congestion, firstSeed, firstSeed + seeds - 1);
    System.out.printf(
        "%-36s %-18s %8s %8s %8s %8s %8s%n", "scenario", "", "min", "5 %", "median", "95 %", "max");
    for (Scenario scenario : scenarios) {
      print(scenario.name(), measurements(scenario, congestion, firstSeed, seeds));
    }
  }

  private static Map<Metric, double[]> measurements(
      Scenario scenario, CongestionControl congestion, long firstSeed, int seeds) {
    Map<Metric, double[]> all = new EnumMap<>(Metric.class);
    for (int i = 0; i < seeds; i++) {
      int run = i;
      scenario
          .run()
          .with(firstSeed + i, congestion)
          .forEach(
              (metric, value) ->
                  all.computeIfAbsent(metric, unused -> new double[seeds])[run] = value);
    }
    return all;
  }

  private static void print(String scenario, Map<Metric, double[]> measurements) {
    measurements.forEach(
        (metric, values) -> {
          Arrays.sort(values);
          var line = new StringBuilder("%-36s %-18s".formatted(scenario, metric.label));
          for (double quantile : QUANTILES) {
            int index = (int) Math.round(quantile * (values.length - 1));
            line.append("%9.2f".formatted(values[index]));
          }
          System.out.println(line);
        });
  }
}
