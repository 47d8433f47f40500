package io.p2pcopy.cli.progress;

/**
 * Counts the bytes of content that have gone through channels in all, although each transfer of a
 * run counts its own from 0. For any thread.
 */
public final class Movement {
  private long total;
  private long latest;

  /** Takes what the present transfer has counted so far. */
  public synchronized void carried(long bytes) {
    total += bytes >= latest ? bytes - latest : bytes;
    latest = bytes;
  }

  public synchronized long total() {
    return total;
  }
}
