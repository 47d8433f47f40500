package io.p2pcopy.datachannel;

/** Runs callbacks of the library's user on the event loop. */
public final class UserCallback {

  private UserCallback() {}

  /**
   * Runs a callback. What it throws is reported to the thread's handler of uncaught exceptions,
   * which prints it unless the user has set another one, and does the connection no harm.
   */
  public static void run(Runnable callback) {
    try {
      callback.run();
    } catch (Throwable thrown) {
      Thread thread = Thread.currentThread();
      thread.getUncaughtExceptionHandler().uncaughtException(thread, thrown);
    }
  }
}
