package io.p2pcopy.transfer;

import io.p2pcopy.net.Clock;
import java.util.concurrent.TimeUnit;

/** Limits the rate of sent content. Thread-safe; the limit can be changed at any time. */
public final class RateLimit {

  /** No limit. */
  public static final long NONE = 0;

  private static final int MAX_MESSAGE_BYTES = 1 << 16;
  private static final int MIN_MESSAGE_BYTES = 1 << 10;
  private static final int MIN_MESSAGES_PER_SECOND = 16;

  private final Clock clock;
  private long bytesPerSecond;

  /** When the bytes granted so far have been sent at the limited rate; {@code nanoTime}. */
  private long paidUntil;

  /**
   * Creates a limit.
   *
   * @param clock the source of time
   * @param bytesPerSecond the rate; 0 for no limit
   */
  public RateLimit(Clock clock, long bytesPerSecond) {
    this.clock = clock;
    this.bytesPerSecond = bytesPerSecond;
    this.paidUntil = clock.nanoTime();
  }

  /**
   * Changes the limit. Threads that wait in {@link #take} apply it at once.
   *
   * @param limit the rate in bytes per second; 0 for no limit
   */
  public synchronized void change(long limit) {
    bytesPerSecond = limit;
    paidUntil = clock.nanoTime();
    notifyAll();
  }

  /** {@return the message length in bytes at which even a slow transfer moves smoothly} */
  public synchronized int messageLength() {
    return bytesPerSecond == NONE
        ? MAX_MESSAGE_BYTES
        : (int)
            Math.max(
                MIN_MESSAGE_BYTES,
                Math.min(MAX_MESSAGE_BYTES, bytesPerSecond / MIN_MESSAGES_PER_SECOND));
  }

  /**
   * Waits until {@code bytes} more may be sent.
   *
   * @param bytes the number of bytes to send or receive
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public synchronized void take(int bytes) throws InterruptedException {
    if (bytesPerSecond == NONE) {
      return;
    }
    long now = clock.nanoTime();
    while (bytesPerSecond != NONE && paidUntil > now) {
      wait(TimeUnit.NANOSECONDS.toMillis(paidUntil - now) + 1);
      now = clock.nanoTime();
    }
    if (bytesPerSecond != NONE) {
      // Unused time may be made up for, but no more than half a second of it.
      long from = Math.max(paidUntil, now - TimeUnit.MILLISECONDS.toNanos(500));
      paidUntil = from + (long) (bytes * 1e9 / bytesPerSecond);
    }
  }
}
