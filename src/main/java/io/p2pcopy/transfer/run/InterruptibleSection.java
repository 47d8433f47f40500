package io.p2pcopy.transfer.run;

import org.jspecify.annotations.Nullable;

/**
 * Allows one thread to be interrupted inside this section only. Outside of it the thread uses file
 * channels, which Java closes when their thread is interrupted.
 */
public final class InterruptibleSection {

  /** A blocking call with a result. */
  public interface BlockingCall<T, E extends Exception> {
    T run() throws E, InterruptedException;
  }

  /** A blocking call without a result. */
  public interface BlockingAction<E extends Exception> {
    void run() throws E, InterruptedException;
  }

  private @Nullable Thread inside;
  private boolean closed;

  /**
   * Runs a blocking call.
   *
   * @throws InterruptedException if the section is closed, before or during the call
   */
  public <T extends @Nullable Object, E extends Exception> T call(BlockingCall<T, E> call)
      throws E, InterruptedException {
    enter();
    try {
      return call.run();
    } finally {
      leave();
    }
  }

  /** Runs a blocking call without a result. */
  public <E extends Exception> void run(BlockingAction<E> action) throws E, InterruptedException {
    enter();
    try {
      action.run();
    } finally {
      leave();
    }
  }

  synchronized void close() {
    closed = true;
    if (inside != null) {
      inside.interrupt();
    }
  }

  private synchronized void enter() throws InterruptedException {
    if (closed) {
      throw new InterruptedException();
    }
    inside = Thread.currentThread();
  }

  /**
   * Clears an interrupt that came too late to take effect inside: it must not take effect outside.
   */
  private synchronized void leave() {
    inside = null;
    if (closed) {
      Thread.interrupted();
    }
  }
}
