package io.p2pcopy.sctp.tx;

/**
 * Notices that the path has stopped carrying large packets (RFC 8899, section 4.3): several of them
 * are lost over some time, none that was sent later has arrived, and smaller ones do; or nothing at
 * all comes back. Times are nanoseconds.
 */
final class BlackHoleDetector {

  /** Fewer may be lost by chance between two small packets. */
  private static final int SUSPICIOUS_LOSSES = 4;

  private long newestTold;
  private long newestLost;
  private long firstLostTime;
  private int losses;
  private boolean found;

  /** A chunk was acknowledged. */
  void onAcked(SentChunk chunk) {
    if (chunk.large && chunk.packetNumber > newestTold) {
      newestTold = chunk.packetNumber;
      losses = 0;
    }
  }

  /**
   * A chunk was found to be lost, though something that was sent later has arrived. A line that
   * loses in bursts lets a small packet through behind many large ones every few seconds, but the
   * next large one soon after; so the losses must span some time.
   *
   * @param span the time from the first to the last of the losses that proves something
   */
  void onLost(SentChunk chunk, long span) {
    if (chunk.large && chunk.packetNumber > newestTold && chunk.packetNumber != newestLost) {
      newestLost = chunk.packetNumber;
      if (losses == 0) {
        firstLostTime = chunk.sentTime;
      }
      losses++;
      found |= losses >= SUSPICIOUS_LOSSES && chunk.sentTime - firstLostTime >= span;
    }
  }

  /** The retransmission timer expired. */
  void onTimeout() {
    found = true;
  }

  /**
   * Returns whether there is a black hole, once. What was sent before tells nothing more.
   *
   * @param newestSent the number of the last packet
   */
  boolean takeFound(long newestSent) {
    if (!found) {
      return false;
    }
    found = false;
    losses = 0;
    newestTold = newestSent;
    return true;
  }
}
