package io.p2pcopy.sctp.sim;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Virtual time and the events to come, a binary heap over arrays.
 *
 * <p>Events of the same instant run in the order in which they were scheduled. Time begins three
 * seconds before zero, because the origin of a monotonic clock is arbitrary and nobody may take
 * zero for "never".
 */
public final class VirtualClock {
  private static final long ORIGIN = Units.seconds(-3);

  private long now = ORIGIN;
  private long scheduled;
  private int size;
  private long[] times = new long[1024];
  private long[] orders = new long[1024];
  private @Nullable Runnable[] events = new @Nullable Runnable[1024];

  public long now() {
    return now;
  }

  /** Runs {@code event} at {@code time}, or at once when that is past. */
  public void at(long time, Runnable event) {
    if (size == times.length) {
      times = Arrays.copyOf(times, size * 2);
      orders = Arrays.copyOf(orders, size * 2);
      events = Arrays.copyOf(events, size * 2);
    }
    siftUp(size++, Math.max(time, now), scheduled++, event);
  }

  public void after(long delay, Runnable event) {
    at(now + delay, event);
  }

  /**
   * Runs the next event if it is due at {@code limit} or before. Otherwise time becomes {@code
   * limit}.
   *
   * @return whether an event has run
   */
  public boolean runNext(long limit) {
    if (size == 0 || times[0] > limit) {
      now = Math.max(now, limit);
      return false;
    }
    now = times[0];
    Runnable event = event(0);
    size--;
    Runnable last = event(size);
    events[size] = null;
    if (size > 0) {
      siftDown(times[size], orders[size], last);
    }
    event.run();
    return true;
  }

  public void runFor(long duration) {
    long end = now + duration;
    while (runNext(end)) {
      // Until nothing is due any more.
    }
  }

  private void siftUp(int start, long time, long order, Runnable event) {
    int slot = start;
    while (slot > 0) {
      int parent = (slot - 1) >>> 1;
      if (!isBefore(time, order, parent)) {
        break;
      }
      put(slot, times[parent], orders[parent], event(parent));
      slot = parent;
    }
    put(slot, time, order, event);
  }

  private void siftDown(long time, long order, Runnable event) {
    int slot = 0;
    while (true) {
      int child = 2 * slot + 1;
      if (child >= size) {
        break;
      }
      if (child + 1 < size && isBefore(times[child + 1], orders[child + 1], child)) {
        child++;
      }
      if (isBefore(time, order, child)) {
        break;
      }
      put(slot, times[child], orders[child], event(child));
      slot = child;
    }
    put(slot, time, order, event);
  }

  private boolean isBefore(long time, long order, int slot) {
    return time < times[slot] || (time == times[slot] && order < orders[slot]);
  }

  private void put(int slot, long time, long order, Runnable event) {
    times[slot] = time;
    orders[slot] = order;
    events[slot] = event;
  }

  private Runnable event(int slot) {
    Runnable event = events[slot];
    if (event == null) {
      throw new IllegalStateException("empty slot in the heap");
    }
    return event;
  }
}
