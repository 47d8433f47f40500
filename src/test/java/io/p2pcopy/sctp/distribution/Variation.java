package io.p2pcopy.sctp.distribution;

import static io.p2pcopy.sctp.sim.PathProperty.overhead;
import static io.p2pcopy.sctp.sim.PathProperty.queue;
import static io.p2pcopy.sctp.sim.PathProperty.rate;
import static io.p2pcopy.sctp.sim.PathProperty.rtt;
import static io.p2pcopy.sctp.sim.Units.bytesIn;

import io.p2pcopy.sctp.sim.VirtualPath;
import java.util.SplittableRandom;

/**
 * Chooses what a seed changes of a scenario, so that no rule fits one picked path only: its rate,
 * round-trip time, queue and moments differ by up to a quarter.
 */
final class Variation {
  private static final double LARGEST_FACTOR = 1.25;

  private final long seed;
  private final SplittableRandom random;

  Variation(long seed) {
    this.seed = seed;
    random = new SplittableRandom(seed);
  }

  /** Returns a number from {@code value / 1.25} to {@code value * 1.25}. */
  double about(double value) {
    return value * Math.pow(LARGEST_FACTOR, between(-1, 1));
  }

  double between(double least, double most) {
    return least + (most - least) * random.nextDouble();
  }

  long aboutMillis(double millis) {
    return (long) (about(millis) * 1e6);
  }

  /** Returns a path with a rate, round-trip time and queue near these. */
  VirtualPath path(double megabits, double rttMillis, double queueMillis) {
    long rate = (long) (about(megabits) * 1e6);
    return VirtualPath.seeded(
        seed,
        rtt(aboutMillis(rttMillis)),
        rate(rate),
        queue(bytesIn(aboutMillis(queueMillis), rate)),
        overhead(VirtualPath.HEADERS));
  }
}
