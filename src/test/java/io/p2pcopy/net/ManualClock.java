package io.p2pcopy.net;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that a test moves on by hand. */
public final class ManualClock implements Clock {
  private final AtomicLong now = new AtomicLong(1_000_000_000_000L);

  @Override
  public long nanoTime() {
    return now.get();
  }

  /** Moves the time on, whatever a loop does. */
  public void move(Duration time) {
    now.addAndGet(time.toNanos());
  }

  /** Moves the time on and returns when the loop has had a turn since. */
  public void advance(Duration time, EventLoop loop) throws InterruptedException {
    now.addAndGet(time.toNanos());
    // Timers run after the mailbox: the second task comes in the turn after the first one's timers.
    turn(loop);
    turn(loop);
  }

  private static void turn(EventLoop loop) throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    loop.execute(done::countDown);
    if (!done.await(10, TimeUnit.SECONDS)) {
      throw new AssertionError("the loop hangs");
    }
  }
}
