package io.p2pcopy.transfer.run;

import io.p2pcopy.transfer.wire.LocalFailureException;

/** The amount of content that a receiver without flow control allows, such as a browser. */
public final class Credit {

  private long granted = Long.MAX_VALUE;
  private boolean limited;
  private long used;

  /** Raises the limit to {@code bytes} in all. */
  public synchronized void grant(long bytes) throws LocalFailureException {
    if (limited && bytes < granted) {
      throw LocalFailureException.protocol("The other side reduced its credit.");
    }
    limited = true;
    granted = bytes;
    notifyAll();
  }

  /** Waits until {@code bytes} more may be sent. */
  public synchronized void take(long bytes) throws InterruptedException {
    while (used + bytes > granted) {
      wait();
    }
    used += bytes;
  }
}
