package io.p2pcopy.transfer;

import io.p2pcopy.transfer.wire.LocalFailure;

/** How much content a receiver allows that cannot hold messages back. */
final class Credit {

  private long granted = Long.MAX_VALUE;
  private boolean limited;
  private long used;

  /** Takes the receiver's word. */
  synchronized void grant(long bytes) throws LocalFailure {
    if (limited && bytes < granted) {
      throw LocalFailure.protocol("The other side took credit back.");
    }
    limited = true;
    granted = bytes;
    notifyAll();
  }

  /** Waits until so much more may be sent. */
  synchronized void take(long bytes) throws InterruptedException {
    while (used + bytes > granted) {
      wait();
    }
    used += bytes;
  }
}
