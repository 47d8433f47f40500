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

/** Waits for the end of a transfer; until then it reports progress and stalls to the listener. */
public final class StallMonitor {

  private static final long MIN_POLL_MILLIS = 100;

  /** The poll interval while nothing changes: waiting for a user must not cost CPU time. */
  private static final long MAX_POLL_MILLIS = 800;

  private static final long STALL_AFTER_NANOS = TimeUnit.SECONDS.toNanos(3);
  private static final long STALL_REPORT_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final TransferCounters counters;
  private final TransferListener listener;
  private final Clock clock;

  /** A value that changes with each network progress; negative while none is expected. */
  private final LongSupplier movement;

  /** Counted bytes that are still in this side's send queue. */
  private final LongSupplier buffered;

  private long lastMovement = -1;
  private long movedAt;
  private long reportedAt;

  public StallMonitor(
      TransferCounters counters,
      TransferListener listener,
      Clock clock,
      LongSupplier movement,
      LongSupplier buffered) {
    this.counters = counters;
    this.listener = listener;
    this.clock = clock;
    this.movement = movement;
    this.buffered = buffered;
  }

  /**
   * Waits for the outcome.
   *
   * @throws ExecutionException with the exception of a transfer thread
   */
  public TransferSummary await(CompletableFuture<TransferSummary> outcome)
      throws ExecutionException, InterruptedException {
    movedAt = clock.nanoTime();
    TransferProgress reported = counters.snapshot(buffered.getAsLong());
    long pollMillis = MIN_POLL_MILLIS;
    while (true) {
      try {
        return outcome.get(pollMillis, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        TransferProgress now = counters.snapshot(buffered.getAsLong());
        if (now.equals(reported)) {
          pollMillis = Math.min(2 * pollMillis, MAX_POLL_MILLIS);
        } else {
          pollMillis = MIN_POLL_MILLIS;
          reported = now;
          listener.progress(now);
        }
        checkStall();
      }
    }
  }

  private void checkStall() {
    long now = clock.nanoTime();
    long moved = movement.getAsLong();
    if (moved < 0 || moved != lastMovement) {
      lastMovement = moved;
      movedAt = now;
      reportedAt = now;
    } else if (now - movedAt >= STALL_AFTER_NANOS
        && now - reportedAt >= STALL_REPORT_INTERVAL_NANOS) {
      reportedAt = now;
      listener.stalled(Duration.ofNanos(now - movedAt));
    }
  }
}
