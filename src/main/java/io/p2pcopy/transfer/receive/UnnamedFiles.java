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
 * Files that are complete but for their names. Small ones get them many at a time, when one wait
 * has brought all of them to the disk: waiting for each would take longer than the transfer. So
 * nothing has its final name that would not outlive the machine.
 */
final class UnnamedFiles {

  private static final int ENOUGH = 2000;

  /** A disk that others write to as well takes seconds: so many may come meanwhile. */
  private static final int MOST = 8000;

  private static final long LONGEST = TimeUnit.SECONDS.toNanos(1);

  /** Gives a file its name. */
  interface Naming {
    void name(IncomingFile file, TargetFile target)
        throws LocalFailureException, InterruptedException;
  }

  private record Sealed(IncomingFile file, TargetFile target) {}

  private final Target target;
  private final HashPool pool;
  private final InterruptibleSection gate;
  private final Clock clock;
  private final Naming naming;

  /** Those that wait for the disk now, and those that have come since. */
  private List<Sealed> waiting = new ArrayList<>();

  private List<Sealed> gathered = new ArrayList<>();
  private @Nullable CompletableFuture<Void> sync;
  private long gatheredSince;

  UnnamedFiles(
      Target target, HashPool pool, InterruptibleSection gate, Clock clock, Naming naming) {
    this.target = target;
    this.pool = pool;
    this.gate = gate;
    this.clock = clock;
    this.naming = naming;
  }

  /** Takes a sealed file that may not be on the disk yet. */
  void add(IncomingFile file, TargetFile target) {
    if (gathered.isEmpty()) {
      gatheredSince = clock.nanoTime();
    }
    gathered.add(new Sealed(file, target));
  }

  /** Names what is on the disk; waits only for a disk that is far behind. */
  void nameSome() throws LocalFailureException, InterruptedException {
    CompletableFuture<Void> running = sync;
    if (running != null && (running.isDone() || gathered.size() >= MOST)) {
      nameWaiting(running);
    }
    if (sync != null || gathered.isEmpty()) {
      return;
    }
    if (gathered.size() >= ENOUGH || clock.nanoTime() - gatheredSince >= LONGEST) {
      beginSync();
    }
  }

  /** Waits until all are on the disk, and names them. */
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

  /** Leaves the rest for another attempt. */
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
      gate.step(running::get);
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
