package io.p2pcopy.transfer;

import io.p2pcopy.net.Clock;
import java.util.concurrent.TimeUnit;

/** Holds a side back to so many bytes a second; can be changed at any time. For any thread. */
public final class RateLimit {

  /** No limit. */
  public static final long NONE = 0;

  private static final int LONGEST_PIECE = 1 << 16;
  private static final int SHORTEST_PIECE = 1 << 10;
  private static final int PIECES_PER_SECOND = 16;

  private final Clock clock;
  private long bytesPerSecond;

  /** When the bytes that were let through so far have had their time. */
  private long paidUntil;

  /**
   * Begins with so many bytes a second, {@link #NONE} for no limit.
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
   * Changes the limit; those who wait take it at once.
   *
   * @param limit the rate in bytes per second; 0 for no limit
   */
  public synchronized void change(long limit) {
    bytesPerSecond = limit;
    paidUntil = clock.nanoTime();
    notifyAll();
  }

  /** {@return the length of messages with which a slow transfer does not go by jerks} */
  public synchronized int pieceLength() {
    return bytesPerSecond == NONE
        ? LONGEST_PIECE
        : (int)
            Math.max(SHORTEST_PIECE, Math.min(LONGEST_PIECE, bytesPerSecond / PIECES_PER_SECOND));
  }

  /**
   * Waits until so many bytes may follow those before.
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
      // Half a second that nobody used may be made up for, not more.
      long from = Math.max(paidUntil, now - TimeUnit.MILLISECONDS.toNanos(500));
      paidUntil = from + (long) (bytes * 1e9 / bytesPerSecond);
    }
  }
}
