package io.p2pcopy.transfer;

import java.util.concurrent.Semaphore;

/** So many bytes may be under way between two threads. */
final class Budget {

  private final Semaphore bytes;

  Budget(int bytes) {
    this.bytes = new Semaphore(bytes);
  }

  void take(int count) throws InterruptedException {
    bytes.acquire(count);
  }

  void giveBack(int count) {
    bytes.release(count);
  }
}
