package io.p2pcopy.transfer.run;

import io.p2pcopy.net.Clock;
import io.p2pcopy.transfer.TransferListener;
import io.p2pcopy.transfer.TransferProgress;
import io.p2pcopy.transfer.TransferSummary;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/** Waits for the end of a transfer, and tells meanwhile how it goes on, or that it does not. */
public final class StallMonitor {

  private static final long SHORTEST_TICK_MILLIS = 100;

  /** While nothing happens; a transfer that waits for a person must not keep a processor awake. */
  private static final long LONGEST_TICK_MILLIS = 800;

  private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(3);
  private static final long STALLED_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final TransferCounters tally;
  private final TransferListener listener;
  private final Clock clock;

  /** Changes whenever the network has moved something; negative while it has nothing to do. */
  private final LongSupplier movement;

  /** How many bytes this side has counted and still holds. */
  private final LongSupplier waiting;

  private long lastMovement = -1;
  private long movedAt;
  private long toldAt;

  public StallMonitor(
      TransferCounters tally,
      TransferListener listener,
      Clock clock,
      LongSupplier movement,
      LongSupplier waiting) {
    this.tally = tally;
    this.listener = listener;
    this.clock = clock;
    this.movement = movement;
    this.waiting = waiting;
  }

  /**
   * Waits for the outcome.
   *
   * @throws ExecutionException with what a thread of the transfer has thrown
   */
  public TransferSummary await(CompletableFuture<TransferSummary> outcome)
      throws ExecutionException, InterruptedException {
    movedAt = clock.nanoTime();
    TransferProgress told = tally.snapshot(waiting.getAsLong());
    long tick = SHORTEST_TICK_MILLIS;
    while (true) {
      try {
        return outcome.get(tick, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        TransferProgress now = tally.snapshot(waiting.getAsLong());
        if (now.equals(told)) {
          tick = Math.min(2 * tick, LONGEST_TICK_MILLIS);
        } else {
          tick = SHORTEST_TICK_MILLIS;
          told = now;
          listener.progress(now);
        }
        lookForStall();
      }
    }
  }

  private void lookForStall() {
    long now = clock.nanoTime();
    long moved = movement.getAsLong();
    if (moved < 0 || moved != lastMovement) {
      lastMovement = moved;
      movedAt = now;
      toldAt = now;
    } else if (now - movedAt >= QUIET_NANOS && now - toldAt >= STALLED_AGAIN_NANOS) {
      toldAt = now;
      listener.stalled(Duration.ofNanos(now - movedAt));
    }
  }
}
