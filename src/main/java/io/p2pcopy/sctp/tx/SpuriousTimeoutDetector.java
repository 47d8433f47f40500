package io.p2pcopy.sctp.tx;

import io.p2pcopy.sctp.packet.SackChunk;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether T3-rtx expired too early (after RFC 5682, F-RTO): what is acknowledged first after
 * it was sent before it, and not again since. A radio that stands still for a moment, or a path
 * that becomes longer, does not lose what is on its way.
 */
final class SpuriousTimeoutDetector {

  private static final long NONE = Long.MIN_VALUE;

  /**
   * One SACK of this kind also comes after a black-out that swallowed the one before; its peer has
   * nothing more to tell.
   */
  private static final int SACKS_TO_BELIEVE = 2;

  private boolean open;
  private long openedAt;
  private long oldestSentTime;
  private boolean undecided;
  private int sacks;
  private long roundTrip;

  // Copies that left in this time are not what is acknowledged.
  private long copiesFrom = NONE;
  private long copiesTo = NONE;

  /**
   * @param oldest the chunk in flight that was sent longest ago, or null
   */
  void onTimeout(long now, @Nullable SentChunk oldest) {
    if (!open) {
      open = true;
      openedAt = now;
      oldestSentTime = oldest == null ? now : oldest.sentTime;
      undecided = false;
      sacks = 0;
    }
  }

  /**
   * Takes a SACK before what it acknowledges is.
   *
   * @return whether it proves that the latest timeout was too early
   */
  boolean provesTooEarly(long now, SackChunk sack, long cumulative, InFlight inFlight, Rack rack) {
    if (!open) {
      return false;
    }
    SentChunk news = newest(sack, cumulative, inFlight);
    if (news == null) {
      return false;
    }
    // A duplicate tells that a copy has arrived: the path answers what was sent after the timeout.
    if (sack.duplicateTsns().length > 0 || !answersOriginal(now, news, rack)) {
      open = false;
      return false;
    }
    if (sacks < SACKS_TO_BELIEVE) {
      return false;
    }
    open = false;
    copiesFrom = openedAt;
    copiesTo = now;
    return true;
  }

  /** Returns whether what has arrived may have left before the timeout, and counts it if it has. */
  private boolean answersOriginal(long now, SentChunk news, Rack rack) {
    if (news.transmissions == 1 && news.sentTime < openedAt) {
      roundTrip = now - news.sentTime;
      sacks++;
    } else if (rack.answersEarlierCopy(now, news)) {
      sacks++;
    } else if (!undecided && sacks == 0 && news.sentTime >= openedAt) {
      // Either copy of what the timer has sent again. Then all the rest leaves once more, and what
      // is acknowledged sooner than that can be answered decides.
      undecided = true;
      roundTrip = now - oldestSentTime;
    } else {
      return false;
    }
    return true;
  }

  /** Returns the time that what the proof acknowledges was on its way. */
  long roundTrip() {
    return roundTrip;
  }

  /** Whether an acknowledgement of this chunk answers its first copy, as the last was needless. */
  boolean answersEarlierCopy(SentChunk chunk) {
    return chunk.transmissions > 1 && chunk.sentTime >= copiesFrom && chunk.sentTime <= copiesTo;
  }

  /** Returns the highest chunk that nothing had acknowledged before, or null. */
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
