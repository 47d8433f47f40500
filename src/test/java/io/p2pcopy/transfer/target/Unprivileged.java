package io.p2pcopy.transfer.target;

import com.sun.jna.Library;
import com.sun.jna.Native;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;

/** Lets file permissions apply in a test that runs as root. */
final class Unprivileged {

  private static final int NOBODY = 65534;

  private interface CLibrary extends Library {
    /** Changes the user for file access of the calling thread only. */
    int setfsuid(int user);
  }

  private Unprivileged() {}

  /** Runs on a thread of its own, as "nobody" if this process is root's. */
  static <T> T call(Callable<T> task) throws Exception {
    var result = new FutureTask<>(task);
    var thread =
        new Thread(
            () -> {
              Native.load("c", CLibrary.class).setfsuid(NOBODY);
              result.run();
            });
    thread.start();
    return result.get();
  }
}
