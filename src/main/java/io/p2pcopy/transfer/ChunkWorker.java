package io.p2pcopy.transfer;

import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * Does one thing with each piece of the content, in order, on a thread of its own. One thread feeds
 * it, and has to wait while the queue is full.
 */
final class ChunkWorker {

  /** With messages of 64 KiB, 2 MiB. */
  static final int QUEUE = 32;

  private static final byte[] END = new byte[0];

  interface Step {
    void take(byte[] chunk) throws IOException;
  }

  private final Step step;
  private final BlockingQueue<byte[]> queue = new ArrayBlockingQueue<>(QUEUE);
  private final CountDownLatch done = new CountDownLatch(1);
  private volatile @Nullable IOException failure;

  private ChunkWorker(Step step) {
    this.step = step;
  }

  static ChunkWorker start(Workers workers, String name, Step step) {
    var worker = new ChunkWorker(step);
    workers.start(name, worker::run);
    return worker;
  }

  /**
   * Queues a piece, not empty, which must not be changed any more.
   *
   * @throws IOException if the step failed at an earlier piece
   */
  void put(byte[] chunk) throws IOException, InterruptedException {
    throwFailure();
    queue.put(chunk);
  }

  /** Waits until all pieces are done. No piece may come after. */
  void finish() throws IOException, InterruptedException {
    queue.put(END);
    done.await();
    throwFailure();
  }

  private void run() throws InterruptedException {
    try {
      for (byte[] chunk = queue.take(); chunk != END; chunk = queue.take()) {
        // After a failure the rest is thrown away, so that whoever feeds the queue never hangs.
        if (failure == null) {
          step(chunk);
        }
      }
    } finally {
      done.countDown();
    }
  }

  private void step(byte[] chunk) {
    try {
      step.take(chunk);
    } catch (IOException e) {
      failure = e;
    }
  }

  private void throwFailure() throws IOException {
    IOException known = failure;
    if (known != null) {
      throw known;
    }
  }
}
