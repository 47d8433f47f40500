package io.p2pcopy.transfer.run;

import org.jspecify.annotations.Nullable;

/**
 * Where one thread may be interrupted. Everywhere else it uses files, which Java closes under a
 * thread that is interrupted.
 */
public final class InterruptibleSection {

  /** Something that blocks. */
  public interface Wait<T, E extends Exception> {
    T run() throws E, InterruptedException;
  }

  /** The same without a result. */
  public interface Step<E extends Exception> {
    void run() throws E, InterruptedException;
  }

  private @Nullable Thread inside;
  private boolean closed;

  /**
   * Waits for something.
   *
   * @throws InterruptedException if the gate is or gets closed
   */
  public <T extends @Nullable Object, E extends Exception> T pass(Wait<T, E> wait)
      throws E, InterruptedException {
    enter();
    try {
      return wait.run();
    } finally {
      leave();
    }
  }

  /** Does something that may wait. */
  public <E extends Exception> void step(Step<E> step) throws E, InterruptedException {
    enter();
    try {
      step.run();
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

  /** An interrupt that came too late to be noticed in the gate must not be noticed behind it. */
  private synchronized void leave() {
    inside = null;
    if (closed) {
      Thread.interrupted();
    }
  }
}
