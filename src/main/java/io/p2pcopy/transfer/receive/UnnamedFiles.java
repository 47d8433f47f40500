package io.p2pcopy.transfer.receive;

import io.p2pcopy.net.Clock;
import io.p2pcopy.transfer.run.HashPool;
import io.p2pcopy.transfer.run.InterruptibleSection;
import io.p2pcopy.transfer.target.Target;
import io.p2pcopy.transfer.target.TargetFile;
import io.p2pcopy.transfer.wire.LocalFailureException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Complete files that wait for their final names. Small files are synced in batches, because a sync
 * for each would take longer than the transfer. No file gets its final name before its content
 * would survive a power failure.
 */
final class UnnamedFiles {

  private static final int BATCH_FILES = 2000;

  /** The most files that gather while a batch is synced. A busy disk takes seconds. */
  private static final int MAX_GATHERED_FILES = 8000;

  private static final long MAX_DELAY_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Moves a file to its final name. */
  interface Naming {
    void name(IncomingFile file, TargetFile target)
        throws LocalFailureException, InterruptedException;
  }

  private record Sealed(IncomingFile file, TargetFile target) {}

  private final Target target;
  private final HashPool pool;
  private final InterruptibleSection interruptible;
  private final Clock clock;
  private final Naming naming;

  /** The batch that is being synced, and the files that were added since. */
  private List<Sealed> waiting = new ArrayList<>();

  private List<Sealed> gathered = new ArrayList<>();
  private @Nullable CompletableFuture<Void> sync;
  private long gatheredSince;

  UnnamedFiles(
      Target target,
      HashPool pool,
      InterruptibleSection interruptible,
      Clock clock,
      Naming naming) {
    this.target = target;
    this.pool = pool;
    this.interruptible = interruptible;
    this.clock = clock;
    this.naming = naming;
  }

  /** Adds a sealed file that may not be synced yet. */
  void add(IncomingFile file, TargetFile target) {
    if (gathered.isEmpty()) {
      gatheredSince = clock.nanoTime();
    }
    gathered.add(new Sealed(file, target));
  }

  /** Names the files that are synced. Waits for the disk only if too many files have gathered. */
  void nameSome() throws LocalFailureException, InterruptedException {
    CompletableFuture<Void> running = sync;
    if (running != null && (running.isDone() || gathered.size() >= MAX_GATHERED_FILES)) {
      nameWaiting(running);
    }
    if (sync != null || gathered.isEmpty()) {
      return;
    }
    if (gathered.size() >= BATCH_FILES || clock.nanoTime() - gatheredSince >= MAX_DELAY_NANOS) {
      beginSync();
    }
  }

  /** Syncs and names all files. */
  void nameAll() throws LocalFailureException, InterruptedException {
    while (true) {
      CompletableFuture<Void> running = sync;
      if (running != null) {
        nameWaiting(running);
      } else if (gathered.isEmpty()) {
        return;
      } else {
        beginSync();
      }
    }
  }

  /** Closes the remaining files, which a later attempt can resume. */
  void close() {
    waiting.forEach(file -> file.target().close());
    gathered.forEach(file -> file.target().close());
    waiting = new ArrayList<>();
    gathered = new ArrayList<>();
    sync = null;
  }

  private void beginSync() {
    waiting = gathered;
    gathered = new ArrayList<>();
    List<TargetFile> files = waiting.stream().map(Sealed::target).toList();
    var begun = new CompletableFuture<Void>();
    sync = begun;
    pool.submit(
        () -> {
          try {
            target.sync(files);
            begun.complete(null);
          } catch (LocalFailureException | RuntimeException e) {
            begun.completeExceptionally(e);
          }
        });
  }

  private void nameWaiting(CompletableFuture<Void> running)
      throws LocalFailureException, InterruptedException {
    try {
      interruptible.run(running::get);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof LocalFailureException failure) {
        throw failure;
      }
      throw new IllegalStateException(e);
    }
    List<Sealed> named = waiting;
    waiting = new ArrayList<>();
    sync = null;
    for (Sealed one : named) {
      naming.name(one.file(), one.target());
    }
  }
}
