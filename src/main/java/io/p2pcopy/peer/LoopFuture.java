package io.p2pcopy.peer;

import io.p2pcopy.net.EventLoop;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A result that the event loop brings about. Waiting for it on that loop would never end, so the
 * methods that wait throw {@link IllegalStateException} there; {@code thenAccept} and the like
 * work.
 */
final class LoopFuture<T> extends CompletableFuture<T> {
  private final EventLoop loop;

  LoopFuture(EventLoop loop) {
    this.loop = loop;
  }

  /** Returns a future of the same outcome. */
  static <T> CompletableFuture<T> of(EventLoop loop, CompletableFuture<T> outcome) {
    LoopFuture<T> future = new LoopFuture<>(loop);
    var unused =
        outcome.whenComplete(
            (value, thrown) -> {
              if (thrown == null) {
                future.complete(value);
              } else {
                future.completeExceptionally(thrown);
              }
            });
    return future;
  }

  @Override
  public <U> CompletableFuture<U> newIncompleteFuture() {
    return new LoopFuture<>(loop);
  }

  @Override
  public T get() throws InterruptedException, ExecutionException {
    requireBlockable();
    return super.get();
  }

  @Override
  public T get(long timeout, TimeUnit unit)
      throws InterruptedException, ExecutionException, TimeoutException {
    requireBlockable();
    return super.get(timeout, unit);
  }

  @Override
  public T join() {
    requireBlockable();
    return super.join();
  }

  private void requireBlockable() {
    if (!isDone() && loop.inLoop()) {
      throw new IllegalStateException("waiting here would block the event loop");
    }
  }
}
