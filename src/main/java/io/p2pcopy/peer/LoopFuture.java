package io.p2pcopy.peer;

import io.p2pcopy.net.EventLoop;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A future that the event loop completes. Waiting for it on the loop would deadlock, so {@link
 * #get} and {@link #join} throw {@link IllegalStateException} there.
 */
final class LoopFuture<T> extends CompletableFuture<T> {
  private final EventLoop loop;

  LoopFuture(EventLoop loop) {
    this.loop = loop;
  }

  /** Returns a future that completes like {@code outcome}. */
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
