package io.p2pcopy.net;

import org.jspecify.annotations.Nullable;

/**
 * A point in time at which the loop runs one task, and which can be moved cheaply and often. Used
 * on the loop only.
 */
public final class Deadline {
  private final TimerQueue queue;
  private final Runnable task;
  private TimerQueue.@Nullable Entry entry;
  private long at;
  private boolean set;

  Deadline(TimerQueue queue, Runnable task) {
    this.queue = queue;
    this.task = task;
  }

  /**
   * Sets or moves the deadline.
   *
   * @param absoluteNanos in the time of {@link EventLoop#now}; one that has passed is due in the
   *     next turn
   */
  public void set(long absoluteNanos) {
    at = absoluteNanos;
    set = true;
    if (entry == null || !entry.isNotAfter(absoluteNanos)) {
      entry = queue.add(this, absoluteNanos);
    }
  }

  /** Takes the deadline back; it can be set again. */
  public void cancel() {
    set = false;
    entry = null;
  }

  public boolean isSet() {
    return set;
  }

  Runnable task() {
    return task;
  }

  boolean isCurrent(TimerQueue.Entry candidate) {
    return entry == candidate;
  }

  /** Takes note that {@code reached} left the queue; returns whether the task is to run. */
  boolean reached(TimerQueue.Entry reached, long now) {
    if (entry != reached) {
      return false;
    }
    entry = null;
    if (at - now > 0) {
      entry = queue.add(this, at);
      return false;
    }
    set = false;
    return true;
  }
}
