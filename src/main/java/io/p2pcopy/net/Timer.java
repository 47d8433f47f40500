package io.p2pcopy.net;

/** A task that the loop will run once. */
public final class Timer {
  private final Deadline deadline;
  private volatile boolean cancelled;

  Timer(Deadline deadline) {
    this.deadline = deadline;
  }

  /** Takes the task back, if it has not begun. Call it on the loop. */
  public void cancel() {
    cancelled = true;
    deadline.cancel();
  }

  boolean isCancelled() {
    return cancelled;
  }
}
