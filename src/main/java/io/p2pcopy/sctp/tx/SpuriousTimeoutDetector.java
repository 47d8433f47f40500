package io.p2pcopy.sctp.tx;

import io.p2pcopy.sctp.packet.SackChunk;
import org.jspecify.annotations.Nullable;

/**
 * Detects spurious timeouts of T3-rtx (after RFC 5682, F-RTO): the first acknowledgements after the
 * timeout are for original transmissions, not for retransmissions. This happens when a wireless
 * link stalls or the RTT increases: packets are delayed, not lost.
 */
final class SpuriousTimeoutDetector {

  private static final long NONE = Long.MIN_VALUE;

  /**
   * A single such SACK is no proof: it also arrives after an outage that lost the previous SACK.
   */
  private static final int MIN_SACKS = 2;

  private boolean open;
  private long timeoutTime;
  private long oldestSentTime;
  private boolean undecided;
  private int sacks;
  private long roundTrip;

  // Retransmissions sent in this interval were needless: acknowledgements are for the originals.
  private long needlessCopiesFrom = NONE;
  private long needlessCopiesTo = NONE;

  /**
   * @param oldest the chunk in flight that was sent earliest, or null
   */
  void onTimeout(long now, @Nullable SentChunk oldest) {
    if (!open) {
      open = true;
      timeoutTime = now;
      oldestSentTime = oldest == null ? now : oldest.sentTime;
      undecided = false;
      sacks = 0;
    }
  }

  /**
   * Inspects a SACK before its acknowledgements are processed.
   *
   * @return whether it proves that the latest timeout was spurious
   */
  boolean provesSpurious(long now, SackChunk sack, long cumulative, InFlight inFlight, Rack rack) {
    if (!open) {
      return false;
    }
    SentChunk newest = newest(sack, cumulative, inFlight);
    if (newest == null) {
      return false;
    }
    // A duplicate TSN shows that a retransmission arrived, so the path delivers packets sent after
    // the timeout.
    if (sack.duplicateTsns().length > 0 || !answersOriginal(now, newest, rack)) {
      open = false;
      return false;
    }
    if (sacks < MIN_SACKS) {
      return false;
    }
    open = false;
    needlessCopiesFrom = timeoutTime;
    needlessCopiesTo = now;
    return true;
  }

  /** Returns whether the SACK may be for an original transmission, and counts it if it is. */
  private boolean answersOriginal(long now, SentChunk newest, Rack rack) {
    if (newest.transmissions == 1 && newest.sentTime < timeoutTime) {
      roundTrip = now - newest.sentTime;
      sacks++;
    } else if (rack.answersEarlierCopy(now, newest)) {
      sacks++;
    } else if (!undecided && sacks == 0 && newest.sentTime >= timeoutTime) {
      // The SACK may be for the original or the retransmission. All other chunks are then
      // retransmitted too, and an acknowledgement that arrives too soon for those decides.
      undecided = true;
      roundTrip = now - oldestSentTime;
    } else {
      return false;
    }
    return true;
  }

  /** Returns the RTT of the chunk that proved the timeout spurious. */
  long roundTrip() {
    return roundTrip;
  }

  /** Whether an acknowledgement of this chunk is for its original, not for a needless resend. */
  boolean answersEarlierCopy(SentChunk chunk) {
    return chunk.transmissions > 1
        && chunk.sentTime >= needlessCopiesFrom
        && chunk.sentTime <= needlessCopiesTo;
  }

  /** Returns the highest newly acknowledged chunk of a SACK, or null. */
  private static @Nullable SentChunk newest(SackChunk sack, long cumulative, InFlight inFlight) {
    int[] blocks = sack.gapBlocks();
    for (int i = blocks.length - 1; i >= 0; i--) {
      long end = Math.min(cumulative + SackChunk.gapEnd(blocks[i]), inFlight.next() - 1);
      if (end > cumulative && inFlight.at(end).state != SentChunk.State.ACKED) {
        return inFlight.at(end);
      }
    }
    boolean advanced = cumulative > inFlight.cumulative();
    return advanced && inFlight.at(cumulative).state != SentChunk.State.ACKED
        ? inFlight.at(cumulative)
        : null;
  }
}
