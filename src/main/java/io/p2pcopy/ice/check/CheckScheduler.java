package io.p2pcopy.ice.check;

import io.p2pcopy.net.Deadline;
import io.p2pcopy.net.EventLoop;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Sends a check on each pair, again and again, until told to stop: a person may take minutes to
 * pass a line of text on. The checks open this side's address translators, show the peer where we
 * are, and are the first to succeed. Lives on the loop.
 */
public final class CheckScheduler {

  /** RFC 8445, section 14.2: Ta must be at least 5 ms. */
  private static final long PACE = 5_000_000;

  /** The first rounds follow each other quickly: the peer's translator may open a moment later. */
  private static final long[] INTERVALS = {50_000_000, 100_000_000, 200_000_000};

  private static final long INTERVAL = 300_000_000;
  private static final long LATER_INTERVAL = 1_000_000_000;
  private static final int FAST_ROUNDS = 20;

  private final EventLoop loop;
  private final Supplier<Collection<CandidatePair>> pairs;
  private final Consumer<CandidatePair> check;
  private final Deadline next;
  private final Deque<CandidatePair> round = new ArrayDeque<>();
  private int rounds;
  private long roundBegan;

  public CheckScheduler(
      EventLoop loop, Supplier<Collection<CandidatePair>> pairs, Consumer<CandidatePair> check) {
    this.loop = loop;
    this.pairs = pairs;
    this.check = check;
    this.next = loop.newDeadline(this::knock);
  }

  /** Begins a round now, in quick succession to later ones. */
  public void start() {
    rounds = 0;
    round.clear();
    knock();
  }

  public void stop() {
    next.cancel();
    round.clear();
  }

  private void knock() {
    if (round.isEmpty()) {
      round.addAll(pairs.get());
      roundBegan = loop.now();
      rounds++;
    }
    CandidatePair pair = round.poll();
    if (pair != null) {
      check.accept(pair);
    }
    next.set(round.isEmpty() ? Math.max(roundBegan + interval(), loop.now()) : loop.now() + PACE);
  }

  private long interval() {
    if (rounds <= INTERVALS.length) {
      return INTERVALS[rounds - 1];
    }
    return rounds <= FAST_ROUNDS ? INTERVAL : LATER_INTERVAL;
  }
}
