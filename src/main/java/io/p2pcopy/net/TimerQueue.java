package io.p2pcopy.net;

import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * The deadlines of one loop, in the order of their times. Moving a deadline to a later time, the
 * common case of timers that are restarted with each packet, costs no queue operation.
 */
final class TimerQueue {

  /** A place in the queue. It is stale once its owner has another one or none. */
  static final class Entry implements Comparable<Entry> {
    private final Deadline owner;
    private final long at;

    private Entry(Deadline owner, long at) {
      this.owner = owner;
      this.at = at;
    }

    @Override
    public int compareTo(Entry other) {
      return Long.signum(at - other.at);
    }

    boolean isNotAfter(long time) {
      return at - time <= 0;
    }
  }

  private final PriorityQueue<Entry> entries = new PriorityQueue<>();

  Entry add(Deadline owner, long at) {
    Entry entry = new Entry(owner, at);
    entries.add(entry);
    return entry;
  }

  /** Removes and returns a deadline that has passed, or returns {@code null}. */
  @Nullable Deadline pollDue(long now) {
    Entry first = entries.peek();
    while (first != null && first.isNotAfter(now)) {
      entries.poll();
      if (first.owner.reached(first, now)) {
        return first.owner;
      }
      first = entries.peek();
    }
    return null;
  }

  /** Returns how long to wait for the first entry, or {@link Long#MAX_VALUE} if there is none. */
  long nanosToNext(long now) {
    Entry first = entries.peek();
    while (first != null && !first.owner.isCurrent(first)) {
      entries.poll();
      first = entries.peek();
    }
    return first == null ? Long.MAX_VALUE : Math.max(0, first.at - now);
  }
}
