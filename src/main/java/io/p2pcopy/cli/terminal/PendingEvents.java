package io.p2pcopy.cli.terminal;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Hands what happens on the event loop, which must not wait for a terminal, to the thread that
 * talks to the person. For any thread.
 */
public final class PendingEvents {
  private final Queue<Handler> waiting = new ArrayDeque<>();
  private CompletableFuture<Void> arrival = new CompletableFuture<>();

  /** Tells the person of an event, and does what it demands. */
  public interface Handler {
    void handle() throws Exception;
  }

  public synchronized void add(Handler event) {
    waiting.add(event);
    arrival.complete(null);
  }

  /** Returns what completes as soon as there is an event to handle. */
  public synchronized CompletableFuture<Void> arrival() {
    return arrival;
  }

  /** Handles the events that there are, on the caller's thread. */
  public void handleAll() throws Exception {
    for (Handler event = next(); event != null; event = next()) {
      event.handle();
    }
  }

  private synchronized @Nullable Handler next() {
    Handler event = waiting.poll();
    if (event == null && arrival.isDone()) {
      arrival = new CompletableFuture<>();
    }
    return event;
  }
}
