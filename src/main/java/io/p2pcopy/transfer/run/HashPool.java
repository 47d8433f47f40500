package io.p2pcopy.transfer.run;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Threads that hash blocks, and compress or decompress them. */
public final class HashPool {

  private static final int THREADS = 2;

  /** Bounded by those who have buffers for what is to be hashed. */
  private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();

  public HashPool(TransferThreads crew) {
    for (int i = 0; i < THREADS; i++) {
      crew.start("hash-" + i, this::run);
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
