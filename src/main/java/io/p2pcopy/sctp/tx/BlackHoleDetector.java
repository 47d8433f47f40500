package io.p2pcopy.sctp.tx;

/**
 * Detects a path MTU black hole (RFC 8899, section 4.3): several large packets are lost over some
 * time, no later large packet arrives, and smaller ones do; or the retransmission timer expires.
 * Times are nanoseconds.
 */
final class BlackHoleDetector {

  /** Fewer large packets may be lost by chance between two small ones. */
  private static final int MIN_LOSSES = 4;

  private long ignoredUpTo;
  private long newestLost;
  private long firstLostTime;
  private int losses;
  private boolean found;

  /** Records an acknowledged chunk: a large packet that arrives disproves a black hole. */
  void onAcked(SentChunk chunk) {
    if (chunk.large && chunk.packetNumber > ignoredUpTo) {
      ignoredUpTo = chunk.packetNumber;
      losses = 0;
    }
  }

  /**
   * Records a chunk that was lost while a later one arrived. On a path with burst loss, a small
   * packet may arrive after many lost large ones, but the next large one follows soon. So the
   * losses must span some time.
   *
   * @param span the minimum time from the first to the last loss
   */
  void onLost(SentChunk chunk, long span) {
    if (chunk.large && chunk.packetNumber > ignoredUpTo && chunk.packetNumber != newestLost) {
      newestLost = chunk.packetNumber;
      if (losses == 0) {
        firstLostTime = chunk.sentTime;
      }
      losses++;
      found |= losses >= MIN_LOSSES && chunk.sentTime - firstLostTime >= span;
    }
  }

  /** Records that T3-rtx expired. */
  void onTimeout() {
    found = true;
  }

  /**
   * Returns whether a black hole was found, and resets the detector: packets sent until now no
   * longer count.
   *
   * @param newestSent the number of the latest packet
   */
  boolean takeFound(long newestSent) {
    if (!found) {
      return false;
    }
    found = false;
    losses = 0;
    ignoredUpTo = newestSent;
    return true;
  }
}
