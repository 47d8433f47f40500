package io.p2pcopy.transfer.run;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A pool of threads that hash and compress or decompress blocks. */
public final class HashPool {

  private static final int THREADS = 2;

  /** Bounded by the number of block buffers of the callers. */
  private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();

  public HashPool(TransferThreads threads) {
    for (int i = 0; i < THREADS; i++) {
      threads.start("hash-" + i, this::run);
    }
  }

  public void submit(Runnable task) {
    tasks.add(task);
  }

  private void run() throws InterruptedException {
    while (true) {
      tasks.take().run();
    }
  }
}
