package io.p2pcopy.cli.terminal;

import com.sun.jna.Function;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns Ctrl-C and a request to terminate into an interrupt of the working thread, and gives it
 * seven seconds to tell the peer and the user: five are for the peer to say that it knows. The Java
 * runtime then ends the process with the status that belongs to the signal. Whoever does not want
 * to wait presses Ctrl-C once more.
 */
public final class Interruption {
  private static final long PATIENCE_SECONDS = 7;

  private static final int SIGINT = 2;

  private final Thread worker;
  private final CountDownLatch ended = new CountDownLatch(1);

  private Interruption(Thread worker) {
    this.worker = worker;
  }

  public static Interruption ofCurrentThread() {
    var interruption = new Interruption(Thread.currentThread());
    Runtime.getRuntime().addShutdownHook(new Thread(interruption::interrupt, "p2pcopy-shutdown"));
    return interruption;
  }

  /** Says that the work is done, whatever its outcome. */
  public void ends() {
    ended.countDown();
  }

  private void interrupt() {
    if (ended.getCount() == 0) {
      return;
    }
    worker.interrupt();
    endAtNextInterrupt();
    try {
      if (!ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** While it shuts down, the Java runtime itself takes no notice of a second Ctrl-C. */
  private static void endAtNextInterrupt() {
    if (Platform.isWindows()) {
      return;
    }
    try {
      Pointer defaultAction = Pointer.createConstant(0);
      var unused =
          Function.getFunction("c", "signal").invokePointer(new Object[] {SIGINT, defaultAction});
    } catch (LinkageError e) {
      // Without the C library, the wait has its full length.
    }
  }
}
