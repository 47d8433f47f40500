package io.p2pcopy.sctp.sim;

import io.p2pcopy.sctp.sim.PacketRule.Action;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * A path between a left and a right side with a clock of its own. Everything that happens on it
 * follows from its seed. Several pairs may share one path.
 */
public final class VirtualPath {
  /** What DTLS, UDP and IPv4 add to each packet, in bytes. */
  public static final int HEADERS = 37 + 28;

  private static final long DEFAULT_SEED = 1;

  private final long seed;
  private final SplittableRandom random;
  private final VirtualClock clock = new VirtualClock();
  private final VirtualLink fromLeft;
  private final VirtualLink fromRight;
  private List<VirtualLink> targets;

  private VirtualPath(long seed) {
    this.seed = seed;
    random = new SplittableRandom(seed);
    fromLeft = new VirtualLink(clock, random.split());
    fromRight = new VirtualLink(clock, random.split());
    targets = List.of(fromLeft, fromRight);
    SeedReport.remember(this);
  }

  public static VirtualPath with(PathProperty... properties) {
    return seeded(DEFAULT_SEED, properties);
  }

  public static VirtualPath seeded(long seed, PathProperty... properties) {
    var path = new VirtualPath(seed);
    path.change(properties);
    return path;
  }

  /**
   * Returns a line of the internet.
   *
   * @param queueMillis how long its queue takes to empty when it is full
   */
  public static VirtualPath line(long seed, int megabits, int rttMillis, long queueMillis) {
    long rate = Units.megabits(megabits);
    return seeded(
        seed,
        PathProperty.rtt(Units.millis(rttMillis)),
        PathProperty.rate(rate),
        PathProperty.queue(Units.bytesIn(Units.millis(queueMillis), rate)),
        PathProperty.overhead(HEADERS));
  }

  /** Changes properties from now on; packets that are under way keep their times. */
  public void change(PathProperty... properties) {
    for (PathProperty property : properties) {
      property.applyTo(this);
    }
  }

  public VirtualClock clock() {
    return clock;
  }

  public VirtualLink fromLeft() {
    return fromLeft;
  }

  public VirtualLink fromRight() {
    return fromRight;
  }

  /** Returns another source of numbers that follow from the seed. */
  public RandomGenerator newRandom() {
    return random.split();
  }

  /** {@code path.dropNext(2).packetsFromLeft()}. */
  public Choice dropNext(int count) {
    return new Choice(chosen -> PacketRule.of(Action.DROP, 0, chosen, 0, count));
  }

  /** Drops one packet, the {@code nth} from now on, counted from 1. */
  public Choice dropNth(int nth) {
    return new Choice(chosen -> PacketRule.of(Action.DROP, 0, chosen, nth - 1L, 1));
  }

  /**
   * Drops the packets that carry the last of what their sender has queued when it sends them. Their
   * retransmissions pass.
   */
  public Choice dropLast(int count) {
    return new Choice(chosen -> PacketRule.dropLast(count, chosen));
  }

  public Choice dropEvery() {
    return new Choice(chosen -> PacketRule.of(Action.DROP, 0, chosen, 0, Long.MAX_VALUE));
  }

  /** Sends one packet twice, the second time so much later. */
  public Choice duplicateNth(int nth, long delay) {
    return new Choice(chosen -> PacketRule.of(Action.DUPLICATE, delay, chosen, nth - 1L, 1));
  }

  /** Holds one packet back for so long, while later ones pass. */
  public Choice delayNth(int nth, long delay) {
    return new Choice(chosen -> PacketRule.of(Action.DELAY, delay, chosen, nth - 1L, 1));
  }

  /** Says which packets a rule is about. */
  public final class Choice {
    private final Function<Predicate<SeenPacket>, PacketRule> rule;

    private Choice(Function<Predicate<SeenPacket>, PacketRule> rule) {
      this.rule = rule;
    }

    public void packetsFromLeft() {
      packetsFromLeft(packet -> true);
    }

    public void packetsFromLeft(Predicate<SeenPacket> chosen) {
      fromLeft.add(rule.apply(chosen));
    }

    public void packetsFromRight() {
      packetsFromRight(packet -> true);
    }

    public void packetsFromRight(Predicate<SeenPacket> chosen) {
      fromRight.add(rule.apply(chosen));
    }
  }

  void each(Consumer<VirtualLink> change) {
    targets.forEach(change);
  }

  void applyTo(List<VirtualLink> links, PathProperty... properties) {
    List<VirtualLink> outer = targets;
    targets = links;
    change(properties);
    targets = outer;
  }

  @Override
  public String toString() {
    return "path with seed %d; from left: %s; from right: %s"
        .formatted(seed, fromLeft.counters(), fromRight.counters());
  }
}
