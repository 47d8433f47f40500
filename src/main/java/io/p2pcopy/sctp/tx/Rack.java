package io.p2pcopy.sctp.tx;

import io.p2pcopy.sctp.timer.RttEstimator;

/**
 * Finds losses by time (RFC 8985, RACK, with packets in the place of segments): a chunk is lost
 * when something that was sent later has arrived and the chunk has not, a reordering window after
 * it should have. Times are nanoseconds.
 */
final class Rack {

  private static final long NEVER = Long.MAX_VALUE;

  /** As long as no reordering has been seen, three later packets are enough (RFC 8985, 6.2.4). */
  private static final int PACKET_THRESHOLD = 3;

  /** RFC 8985, 6.2.4: the reordering window grows in steps of a quarter of the minimum RTT. */
  private static final int WINDOW_PARTS = 4;

  /**
   * In smoothed round trips; one in RFC 8985. On a short path, packets that a radio or a jittering
   * line holds back for longer than that would be taken for lost for ever.
   */
  private static final int LONGEST_WINDOW = 4;

  /** RFC 8985, 6.2.4: after so many recoveries without needless repetition it is as at first. */
  private static final int RECOVERIES_TO_REMEMBER = 16;

  private final RttEstimator rtt;

  // The chunk that was sent last among those that arrived.
  private long newestPacket;
  private long newestRtt;

  private long highestAcked;
  private boolean reorderingSeen;
  private int windowSteps = 1;
  private int recoveriesToRemember;
  private long windowGrownAt;
  private long deadline = NEVER;

  Rack(RttEstimator rtt) {
    this.rtt = rtt;
  }

  /**
   * Whether an acknowledgement comes too early to answer the last copy of a chunk, so that it must
   * answer an earlier one.
   */
  boolean answersEarlierCopy(long now, SentChunk chunk) {
    // RFC 8985, 6.2.2 takes "the ACK's RTT is less than the minimum RTT" for the sign. A small
    // packet is quicker than the large ones that were measured, so only half of it is one here.
    return chunk.transmissions > 1 && now - chunk.sentTime < rtt.minimum() / 2;
  }

  /** A chunk was acknowledged; to be called in the order of TSNs within a SACK. */
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

  /** What has arrived since the retransmission timer expired are not the copies made then. */
  void forgetArrivals() {
    newestPacket = 0;
    newestRtt = 0;
  }

  /** Something was sent again that had arrived after all: it was taken for lost too early. */
  void onSpuriousRetransmission(long now) {
    reorderingSeen = true;
    recoveriesToRemember = RECOVERIES_TO_REMEMBER;
    // RFC 8985, 6.2.4: "reo_wnd_mult++" once per round trip.
    if (windowSteps == 1 || now - windowGrownAt > rtt.smoothed()) {
      windowSteps++;
      windowGrownAt = now;
    }
  }

  void onRecoveryEntered() {
    if (recoveriesToRemember > 0 && --recoveriesToRemember == 0) {
      windowSteps = 1;
    }
  }

  /**
   * Marks as lost what is.
   *
   * @return the highest TSN among it, or 0
   */
  long detect(long now, InFlight inFlight, Recovery recovery, BlackHoleDetector blackHole) {
    long highest = 0;
    deadline = NEVER;
    long patience = newestRtt + reorderingWindow();
    SentChunk chunk = inFlight.oldest();
    while (chunk != null && chunk.packetNumber < newestPacket) {
      boolean overtaken = !reorderingSeen && chunk.packetNumber + PACKET_THRESHOLD <= newestPacket;
      if (!overtaken && now - chunk.sentTime < patience) {
        deadline = chunk.sentTime + patience;
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

  /** Returns when {@link #detect} may find more though nothing arrives. */
  long deadline() {
    return deadline;
  }

  private long reorderingWindow() {
    long minimum = rtt.minimum() == Long.MAX_VALUE ? 0 : rtt.minimum();
    // RFC 8985, 6.2.4: "reo_wnd = min(RACK.reo_wnd_mult * RACK.min_RTT / 4, SRTT)".
    return Math.min(windowSteps * minimum / WINDOW_PARTS, LONGEST_WINDOW * rtt.smoothed());
  }
}
