package io.p2pcopy.transfer.run;

import io.p2pcopy.transfer.TransferException;
import io.p2pcopy.transfer.TransferSummary;
import io.p2pcopy.transfer.wire.LocalFailureException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The daemon threads of one side of a transfer, stopped on close. An exception in one of them ends
 * the transfer; an {@link OutOfMemoryError} also goes to the thread's uncaught exception handler.
 */
public final class TransferThreads implements AutoCloseable {

  /**
   * How long to wait for a thread. One that is blocked for longer, by a disk or a callback, is
   * abandoned.
   */
  private static final long JOIN_MILLIS = 5_000;

  /** The task of a thread. */
  public interface Work {
    void run() throws LocalFailureException, TransferException, InterruptedException;
  }

  private final CompletableFuture<TransferSummary> outcome;
  private final List<Thread> threads = new ArrayList<>();
  private final List<Runnable> stops = new ArrayList<>();

  /**
   * @param outcome completed exceptionally with the first exception of a thread
   */
  public TransferThreads(CompletableFuture<TransferSummary> outcome) {
    this.outcome = outcome;
  }

  /** Starts a thread that is interrupted on close. */
  public void start(String name, Work work) {
    Thread thread = thread(name, work);
    stops.add(thread::interrupt);
    thread.start();
  }

  /** Starts a thread that is interrupted on close only inside {@code interruptible}. */
  public void start(String name, InterruptibleSection interruptible, Work work) {
    stops.add(interruptible::close);
    thread(name, work).start();
  }

  /** Stops all threads and waits for them, even if the calling thread is interrupted. */
  @Override
  public void close() {
    stops.forEach(Runnable::run);
    boolean interrupted = false;
    for (Thread thread : threads) {
      interrupted |= !joined(thread);
    }
    stops.clear();
    threads.clear();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private Thread thread(String name, Work work) {
    var thread = new Thread(() -> run(work), "p2pcopy-transfer-" + name);
    thread.setDaemon(true);
    threads.add(thread);
    return thread;
  }

  private void run(Work work) {
    try {
      work.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (OutOfMemoryError e) {
      outcome.completeExceptionally(e);
      // The thread that waits for the outcome may be out of memory, too; an uncaught exception
      // handler can end the program.
      throw e;
    } catch (LocalFailureException | TransferException | RuntimeException | Error e) {
      outcome.completeExceptionally(e);
    }
  }

  /** Returns false if the wait for the thread was interrupted. */
  private static boolean joined(Thread thread) {
    boolean undisturbed = true;
    while (true) {
      try {
        thread.join(JOIN_MILLIS);
        return undisturbed;
      } catch (InterruptedException e) {
        undisturbed = false;
      }
    }
  }
}
