package io.p2pcopy.transfer;

import java.util.ArrayList;
import java.util.List;

/**
 * The threads of one transfer: daemons, ended when this is closed. For the thread that runs the
 * transfer only.
 */
final class Workers implements AutoCloseable {

  /** A thread that a stuck disk or an impolite caller's code holds longer is left behind. */
  private static final long JOIN_MILLIS = 2_000;

  /** What a thread does; an interrupt ends it. */
  interface Work {
    void run() throws InterruptedException;
  }

  private final List<Thread> threads = new ArrayList<>();

  void start(String name, Work work) {
    var thread = new Thread(() -> runUntilInterrupted(work), "p2pcopy-transfer-" + name);
    thread.setDaemon(true);
    threads.add(thread);
    thread.start();
  }

  /** Interrupts all threads and waits for them, even when the caller is interrupted itself. */
  @Override
  public void close() {
    threads.forEach(Thread::interrupt);
    boolean interrupted = false;
    for (Thread thread : threads) {
      interrupted |= !joined(thread);
    }
    threads.clear();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void runUntilInterrupted(Work work) {
    try {
      work.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
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
