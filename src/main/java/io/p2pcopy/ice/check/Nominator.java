package io.p2pcopy.ice.check;

import io.p2pcopy.ice.stun.IceRole;
import io.p2pcopy.net.Deadline;
import io.p2pcopy.net.EventLoop;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Nominates a pair, on the controlling side (RFC 8445, section 8.1.1): the best one, some time
 * after the first has proven valid, by checks with USE-CANDIDATE until one of them is answered.
 * Lives on the loop.
 */
public final class Nominator {

  /** How long a more direct pair may still come before another one is nominated. */
  private static final long BETTER_PAIR_MAY_COME = 100_000_000;

  private static final long FIRST_INTERVAL = 100_000_000;
  private static final long LONGEST_INTERVAL = 500_000_000;

  private final EventLoop loop;
  private final Checks checks;
  private final Supplier<@Nullable ValidPair> best;
  private final Deadline next;
  private long interval;

  /**
   * @param best the best valid pair so far, if there is one
   */
  public Nominator(EventLoop loop, Checks checks, Supplier<@Nullable ValidPair> best) {
    this.loop = loop;
    this.checks = checks;
    this.best = best;
    this.next = loop.newDeadline(this::nominate);
  }

  /** There is a valid pair, and the peer has this side's credentials. */
  public void start() {
    if (interval == 0) {
      interval = FIRST_INTERVAL;
      next.set(loop.now() + BETTER_PAIR_MAY_COME);
    }
  }

  public void stop() {
    next.cancel();
  }

  /** Lets {@link #start} begin with another pair. */
  public void reset() {
    next.cancel();
    interval = 0;
  }

  private void nominate() {
    ValidPair pair = best.get();
    // After a conflict of roles this side may be the controlled one.
    if (pair != null && checks.role() == IceRole.CONTROLLING) {
      checks.nominate(pair.endpoints());
    }
    next.set(loop.now() + interval);
    interval = Math.min(2 * interval, LONGEST_INTERVAL);
  }
}
