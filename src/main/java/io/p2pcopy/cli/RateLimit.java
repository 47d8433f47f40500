package io.p2pcopy.cli;

import io.p2pcopy.net.Clock;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Makes those who move bytes wait so that they keep to a rate, which may change at any time. A
 * message may go at once if the ones before it are paid for; what it takes too much, the next waits
 * for. For any thread.
 */
final class RateLimit {
  /** What may be saved up while nothing moves. */
  private static final long BURST_NANOS = Duration.ofMillis(50).toNanos();

  /** An interrupt or a changed rate is noticed at once, the end of the channel after this. */
  private static final long LONGEST_WAIT_MILLIS = 1000;

  private static final double NANOS = 1e9;

  private final Clock clock;
  private long bytesPerSecond;
  private long paidUntil;

  RateLimit(ByteRate rate, Clock clock) {
    this.clock = clock;
    this.bytesPerSecond = rate.bytesPerSecond();
    this.paidUntil = clock.nanoTime();
  }

  /** Changes the rate; those who wait take the new one at once. */
  synchronized void set(ByteRate rate) {
    long now = clock.nanoTime();
    long owed = Math.max(0, paidUntil - now);
    if (rate.bytesPerSecond() == 0) {
      owed = 0;
    } else if (bytesPerSecond > 0) {
      owed = (long) ((double) owed * bytesPerSecond / rate.bytesPerSecond());
    }
    paidUntil = now + owed;
    bytesPerSecond = rate.bytesPerSecond();
    notifyAll();
  }

  /** Counts bytes that have moved. */
  synchronized void take(long bytes) {
    if (bytesPerSecond == 0) {
      return;
    }
    long now = clock.nanoTime();
    paidUntil = Math.max(paidUntil, now - BURST_NANOS) + (long) (bytes * NANOS / bytesPerSecond);
  }

  /** Waits until all bytes that have moved are paid for, or {@code over} within a second. */
  synchronized void await(BooleanSupplier over) throws InterruptedException {
    while (bytesPerSecond > 0 && !over.getAsBoolean()) {
      long millis = (paidUntil - clock.nanoTime()) / 1_000_000;
      if (millis <= 0) {
        return;
      }
      wait(Math.min(millis, LONGEST_WAIT_MILLIS));
    }
  }

  /** Returns how long the next message has to wait now. */
  synchronized Duration owed() {
    return bytesPerSecond == 0
        ? Duration.ZERO
        : Duration.ofNanos(Math.max(0, paidUntil - clock.nanoTime()));
  }
}
