package io.p2pcopy.sctp.tx;

import io.p2pcopy.sctp.timer.RttEstimator;

/**
 * Time-based loss detection (RFC 8985, RACK, with packets instead of segments): a chunk is lost if
 * a later packet was acknowledged and the chunk is still missing one reordering window later. Times
 * are nanoseconds.
 */
final class Rack {

  private static final long NEVER = Long.MAX_VALUE;

  /** Until reordering is seen, three later packets prove a loss (RFC 8985, 6.2.4). */
  private static final int PACKET_THRESHOLD = 3;

  /** RFC 8985, 6.2.4: the reordering window grows in steps of a quarter of the minimum RTT. */
  private static final int WINDOW_DIVISOR = 4;

  /**
   * The maximum reordering window in smoothed RTTs; RFC 8985 uses one. On a short path with jitter
   * or a wireless link, packets may be delayed by more than one RTT, and a limit of one would
   * declare them lost every time.
   */
  private static final int MAX_WINDOW_RTTS = 4;

  /** RFC 8985, 6.2.4: recoveries without a spurious retransmission that reset the window. */
  private static final int WINDOW_PERSIST_RECOVERIES = 16;

  private final RttEstimator rtt;

  // The most recently sent packet that was acknowledged (RACK.segment).
  private long newestPacket;
  private long newestRtt;

  private long highestAcked;
  private boolean reorderingSeen;
  private int windowMultiplier = 1;
  private int windowPersist;
  private long windowGrownAt;
  private long deadline = NEVER;

  Rack(RttEstimator rtt) {
    this.rtt = rtt;
  }

  /**
   * Whether an acknowledgement arrives too soon to be for the latest transmission of a chunk, so
   * that it must be for an earlier one.
   */
  boolean answersEarlierCopy(long now, SentChunk chunk) {
    // RFC 8985, 6.2.2: "the ACK's RTT is less than the minimum RTT". The minimum may come from
    // large packets and small ones are faster, so half of it is used here.
    return chunk.transmissions > 1 && now - chunk.sentTime < rtt.minimum() / 2;
  }

  /** Records an acknowledged chunk. Must be called in TSN order within a SACK. */
  void onAcked(long now, SentChunk chunk, boolean earlierCopy) {
    if (chunk.tsn > highestAcked) {
      highestAcked = chunk.tsn;
    } else if (chunk.transmissions == 1) {
      reorderingSeen = true;
    }
    if (!earlierCopy && chunk.packetNumber > newestPacket) {
      newestPacket = chunk.packetNumber;
      newestRtt = now - chunk.sentTime;
    }
  }

  /**
   * Resets the newest packet: the timeout was spurious, so SACKs were not for the retransmissions.
   */
  void forgetArrivals() {
    newestPacket = 0;
    newestRtt = 0;
  }

  /** Widens the reordering window after a spurious retransmission. */
  void onSpuriousRetransmission(long now) {
    reorderingSeen = true;
    windowPersist = WINDOW_PERSIST_RECOVERIES;
    // RFC 8985, 6.2.4: "reo_wnd_mult++" once per round trip.
    if (windowMultiplier == 1 || now - windowGrownAt > rtt.smoothed()) {
      windowMultiplier++;
      windowGrownAt = now;
    }
  }

  void onRecoveryEntered() {
    if (windowPersist > 0 && --windowPersist == 0) {
      windowMultiplier = 1;
    }
  }

  /**
   * Marks lost chunks.
   *
   * @return the highest TSN newly marked as lost, or 0
   */
  long detect(long now, InFlight inFlight, Recovery recovery, BlackHoleDetector blackHole) {
    long highest = 0;
    deadline = NEVER;
    long lossDelay = newestRtt + reorderingWindow();
    SentChunk chunk = inFlight.oldest();
    while (chunk != null && chunk.packetNumber < newestPacket) {
      boolean overtaken = !reorderingSeen && chunk.packetNumber + PACKET_THRESHOLD <= newestPacket;
      if (!overtaken && now - chunk.sentTime < lossDelay) {
        deadline = chunk.sentTime + lossDelay;
        break;
      }
      highest = Math.max(highest, chunk.tsn);
      inFlight.markLost(chunk);
      recovery.onMarked(chunk.tsn);
      blackHole.onLost(chunk, rtt.minimum() / 2);
      chunk = inFlight.oldest();
    }
    return highest;
  }

  /** Returns when {@link #detect} may find more losses without a further SACK. */
  long deadline() {
    return deadline;
  }

  private long reorderingWindow() {
    long minimum = rtt.minimum() == Long.MAX_VALUE ? 0 : rtt.minimum();
    // RFC 8985, 6.2.4: "reo_wnd = min(RACK.reo_wnd_mult * RACK.min_RTT / 4, SRTT)".
    return Math.min(windowMultiplier * minimum / WINDOW_DIVISOR, MAX_WINDOW_RTTS * rtt.smoothed());
  }
}
