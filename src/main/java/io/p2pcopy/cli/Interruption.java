package io.p2pcopy.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns Ctrl-C and a request to terminate into an interrupt of the working thread, and gives it two
 * seconds to tell the peer and the user. The Java runtime then ends the process with the status
 * that belongs to the signal.
 */
final class Interruption {
  private static final long PATIENCE_SECONDS = 2;

  private final Thread worker;
  private final CountDownLatch ended = new CountDownLatch(1);

  private Interruption(Thread worker) {
    this.worker = worker;
  }

  static Interruption ofCurrentThread() {
    var interruption = new Interruption(Thread.currentThread());
    Runtime.getRuntime().addShutdownHook(new Thread(interruption::interrupt, "p2pcopy-shutdown"));
    return interruption;
  }

  /** Says that the work is done, whatever its outcome. */
  void ends() {
    ended.countDown();
  }

  private void interrupt() {
    if (ended.getCount() == 0) {
      return;
    }
    worker.interrupt();
    try {
      if (!ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
