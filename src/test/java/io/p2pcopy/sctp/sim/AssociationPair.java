package io.p2pcopy.sctp.sim;

import io.p2pcopy.sctp.SctpConfig;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/** Two associations at the ends of a path. */
public final class AssociationPair {
  private static final long PATIENCE = Units.seconds(600);
  private static final int MOST_EVENTS = 20_000_000;

  private final VirtualPath path;
  private final VirtualClock clock;
  private final Endpoint left;
  private final Endpoint right;
  private long stopwatch;

  private AssociationPair(VirtualPath path, Side left, Side right) {
    this.path = path;
    clock = path.clock();
    this.left = new Endpoint(clock, path.fromLeft(), left.config(), left.random());
    this.right = new Endpoint(clock, path.fromRight(), right.config(), right.random());
    this.left.setPeer(this.right);
    this.right.setPeer(this.left);
    stopwatch = clock.now();
  }

  /** What the association of one side is made of. */
  public record Side(SctpConfig config, RandomGenerator random) {}

  /** Returns two ends that have not begun to connect. */
  public static AssociationPair over(VirtualPath path) {
    return over(path, SctpConfig.defaults());
  }

  public static AssociationPair over(VirtualPath path, SctpConfig config) {
    return over(path, new Side(config, path.newRandom()), new Side(config, path.newRandom()));
  }

  public static AssociationPair over(VirtualPath path, Side left, Side right) {
    return new AssociationPair(path, left, right);
  }

  /** Returns two ends that have connected, both at once as WebRTC does. */
  public static AssociationPair connectedOver(VirtualPath path) {
    return over(path).connect();
  }

  public static AssociationPair connectedOver(VirtualPath path, SctpConfig config) {
    return over(path, config).connect();
  }

  /** Connects both ends at once and starts the stopwatch when they are established. */
  public AssociationPair connect() {
    left.connect();
    right.connect();
    runUntil(() -> left.isEstablished() && right.isEstablished());
    restartStopwatch();
    return this;
  }

  public Endpoint left() {
    return left;
  }

  public Endpoint right() {
    return right;
  }

  /** Lets time run until the condition holds; fails after ten minutes of virtual time. */
  public void runUntil(BooleanSupplier condition) {
    runUntil(condition, PATIENCE);
  }

  /** Lets time run until the condition holds; fails after {@code patience}. */
  public void runUntil(BooleanSupplier condition, long patience) {
    long limit = clock.now() + patience;
    int events = 0;
    while (!condition.getAsBoolean()) {
      if (!clock.runNext(limit) || events++ > MOST_EVENTS) {
        throw new AssertionError(
            "not reached after %.3f s and %d events; %s".formatted(patience / 1e9, events, this));
      }
    }
  }

  /** Lets time run until both sides have received all that was sent. */
  public void runUntilDelivered() {
    runUntil(() -> left.isDelivered() && right.isDelivered());
  }

  public void runFor(long duration) {
    clock.runFor(duration);
  }

  /** Runs for so long, and returns the megabits of user data a second that arrive at the right. */
  public double megabitsReceivedIn(long duration) {
    long before = right.receivedBytes();
    runFor(duration);
    return Units.megabitsPerSecond(right.receivedBytes() - before, duration);
  }

  /** Returns the time since the pair was connected or the stopwatch was restarted. */
  public long elapsed() {
    return clock.now() - stopwatch;
  }

  public void restartStopwatch() {
    stopwatch = clock.now();
  }

  @Override
  public String toString() {
    return "%s%nleft %s, %d not delivered, %s%nright %s, %d not delivered, %s"
        .formatted(
            path,
            left.state(),
            left.undelivered(),
            left.stats(),
            right.state(),
            right.undelivered(),
            right.stats());
  }
}
