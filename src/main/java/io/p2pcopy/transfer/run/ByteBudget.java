package io.p2pcopy.transfer.run;

import java.util.concurrent.Semaphore;

/** Bounds the bytes that are queued between two threads. */
public final class ByteBudget {

  private final Semaphore bytes;

  public ByteBudget(int bytes) {
    this.bytes = new Semaphore(bytes);
  }

  public void take(int count) throws InterruptedException {
    bytes.acquire(count);
  }

  public void giveBack(int count) {
    bytes.release(count);
  }
}
