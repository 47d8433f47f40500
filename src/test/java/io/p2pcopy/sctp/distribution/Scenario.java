package io.p2pcopy.sctp.distribution;

import io.p2pcopy.sctp.CongestionControl;
import java.util.Map;

/**
 * A path and what happens on it.
 *
 * @param run runs it once in virtual time
 */
record Scenario(String name, Run run) {

  /** Everything that differs between two runs follows from the seed. */
  @FunctionalInterface
  interface Run {
    Map<Metric, Double> with(long seed, CongestionControl underTest);
  }
}
