package io.p2pcopy.datachannel;

/** Runs user callbacks on the event loop. */
public final class UserCallback {

  private UserCallback() {}

  /**
   * Runs a callback. Passes anything that it throws to the thread's uncaught exception handler, so
   * that it does not break the connection.
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
