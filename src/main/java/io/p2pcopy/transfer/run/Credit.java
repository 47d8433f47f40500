package io.p2pcopy.transfer.run;

import io.p2pcopy.transfer.wire.LocalFailureException;

/** How much content a receiver allows that cannot hold messages back. */
public final class Credit {

  private long granted = Long.MAX_VALUE;
  private boolean limited;
  private long used;

  /** Takes the receiver's word. */
  public synchronized void grant(long bytes) throws LocalFailureException {
    if (limited && bytes < granted) {
      throw LocalFailureException.protocol("The other side took credit back.");
    }
    limited = true;
    granted = bytes;
    notifyAll();
  }

  /** Waits until so much more may be sent. */
  public synchronized void take(long bytes) throws InterruptedException {
    while (used + bytes > granted) {
      wait();
    }
    used += bytes;
  }
}
