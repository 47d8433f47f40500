package io.p2pcopy.transfer.run;

import io.p2pcopy.transfer.TransferException;
import io.p2pcopy.transfer.TransferSummary;
import io.p2pcopy.transfer.wire.LocalFailureException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The threads of one side of a transfer: daemons, ended when this is closed. What one of them
 * throws ends the transfer; an {@link OutOfMemoryError} also goes to the thread's handler of
 * uncaught exceptions.
 */
public final class TransferThreads implements AutoCloseable {

  /** A thread that a stuck disk or an impolite caller's code holds longer is left behind. */
  private static final long JOIN_MILLIS = 5_000;

  /** What a thread does. */
  public interface Work {
    void run() throws LocalFailureException, TransferException, InterruptedException;
  }

  private final CompletableFuture<TransferSummary> outcome;
  private final List<Thread> threads = new ArrayList<>();
  private final List<Runnable> stops = new ArrayList<>();

  /**
   * @param outcome fails with what the first thread throws
   */
  public TransferThreads(CompletableFuture<TransferSummary> outcome) {
    this.outcome = outcome;
  }

  /** Starts a thread that is interrupted in the end, whatever it does. */
  public void start(String name, Work work) {
    Thread thread = thread(name, work);
    stops.add(thread::interrupt);
    thread.start();
  }

  /** Starts a thread that is interrupted in the end only while it is in the gate. */
  public void start(String name, InterruptibleSection gate, Work work) {
    stops.add(gate::close);
    thread(name, work).start();
  }

  /** Stops all threads and waits for them, even when the caller is interrupted itself. */
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
      // Whoever waits for the outcome may find no memory either: a program can end itself here.
      throw e;
    } catch (LocalFailureException | TransferException | RuntimeException | Error e) {
      outcome.completeExceptionally(e);
    }
  }

  /** Returns whether the wait for the thread ran without an interrupt. */
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
