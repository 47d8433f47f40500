package io.p2pcopy.sctp.tx;

/**
 * Notices that the path has stopped carrying large packets (RFC 8899, section 4.3): several of them
 * are lost, none that was sent later has arrived, and smaller ones do; or nothing at all comes
 * back.
 */
final class BlackHoleDetector {

  /** More than a burst of losses at random that just the small packet behind it survives. */
  private static final int SUSPICIOUS_LOSSES = 4;

  private long newestTold;
  private long newestLost;
  private int losses;
  private boolean found;

  /** A chunk was acknowledged. */
  void onAcked(SentChunk chunk) {
    if (chunk.large && chunk.packetNumber > newestTold) {
      newestTold = chunk.packetNumber;
      losses = 0;
    }
  }

  /** A chunk was found to be lost, though something that was sent later has arrived. */
  void onLost(SentChunk chunk) {
    if (chunk.large && chunk.packetNumber > newestTold && chunk.packetNumber != newestLost) {
      newestLost = chunk.packetNumber;
      losses++;
      found |= losses >= SUSPICIOUS_LOSSES;
    }
  }

  /** The retransmission timer expired while packets were larger than the base. */
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
