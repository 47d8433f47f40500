package io.p2pcopy.sctp.rx;

import io.p2pcopy.limit.PeerLimits;
import io.p2pcopy.sctp.packet.SackChunk;
import java.util.Arrays;

/** The received TSNs: the cumulative TSN, and a bitmap of the TSNs beyond it. */
final class ReceivedTsns {

  private static final int BITS = PeerLimits.Sctp.TSN_SPAN + 1;
  private static final int[] NONE = {};

  private final long[] bitmap = new long[BITS / Long.SIZE];
  private final int[] duplicates = new int[PeerLimits.Sctp.DUPLICATE_TSNS];
  private int duplicateCount;
  private long cumulative;
  private long highest;

  /** The TSN where the latest gap ack blocks stopped for lack of room, or 0. */
  private long reportedUpTo;

  /**
   * @param cumulative the TSN before the peer's initial one
   */
  ReceivedTsns(long cumulative) {
    this.cumulative = cumulative;
    this.highest = cumulative;
  }

  long cumulative() {
    return cumulative;
  }

  long highest() {
    return highest;
  }

  boolean hasGaps() {
    return highest > cumulative;
  }

  boolean isBeyondSpan(long tsn) {
    return tsn - cumulative > PeerLimits.Sctp.TSN_SPAN;
  }

  boolean contains(long tsn) {
    return tsn <= cumulative || (tsn <= highest && isSet(tsn));
  }

  /** Adds a new TSN within the span. */
  void add(long tsn) {
    if (tsn == cumulative + 1 && highest == cumulative) {
      cumulative = tsn;
      highest = tsn;
      return;
    }
    set(tsn);
    highest = Math.max(highest, tsn);
    advance();
  }

  /** Advances the cumulative TSN to {@code tsn}, for FORWARD-TSN. */
  void skipTo(long tsn) {
    for (long t = cumulative + 1; t <= Math.min(tsn, highest); t++) {
      clear(t);
    }
    cumulative = tsn;
    highest = Math.max(highest, tsn);
    advance();
  }

  void addDuplicate(int wireTsn) {
    if (duplicateCount < PeerLimits.Sctp.DUPLICATE_TSNS) {
      duplicates[duplicateCount++] = wireTsn;
    }
  }

  /** Returns and clears the duplicate TSNs. */
  int[] takeDuplicates() {
    if (duplicateCount == 0) {
      return NONE;
    }
    int[] taken = Arrays.copyOf(duplicates, duplicateCount);
    duplicateCount = 0;
    return taken;
  }

  /**
   * Returns at most {@code max} gap ack blocks for a SACK.
   *
   * @param rotate whether the next call continues with the blocks that did not fit; if false, each
   *     call returns the lowest blocks
   */
  int[] gapBlocks(int max, boolean rotate) {
    if (!hasGaps() || max <= 0) {
      return NONE;
    }
    int[] blocks = new int[Math.min(max, 8)];
    int count = 0;
    boolean resume = rotate && reportedUpTo > cumulative && reportedUpTo < highest;
    long at = resume ? reportedUpTo + 1 : cumulative + 2;
    reportedUpTo = 0;
    while (at <= highest) {
      long start = scan(at, true);
      if (start > highest) {
        break;
      }
      if (count == max) {
        reportedUpTo = at - 1;
        break;
      }
      long end = scan(start + 1, false);
      if (count == blocks.length) {
        blocks = Arrays.copyOf(blocks, Math.min(max, 2 * count));
      }
      blocks[count++] =
          SackChunk.gapBlock((int) (start - cumulative), (int) (end - 1 - cumulative));
      at = end + 1;
    }
    return Arrays.copyOf(blocks, count);
  }

  private void advance() {
    while (cumulative < highest && isSet(cumulative + 1)) {
      cumulative++;
      clear(cumulative);
    }
  }

  /**
   * Returns the first TSN from {@code from} on whose bit is {@code wanted}, or the highest TSN + 1.
   */
  private long scan(long from, boolean wanted) {
    long at = from;
    while (at <= highest) {
      long word = bitmap[(int) (at & (BITS - 1)) >>> 6];
      long rest = (wanted ? word : ~word) >>> (at & 63);
      if (rest != 0) {
        return Math.min(at + Long.numberOfTrailingZeros(rest), highest + 1);
      }
      at = (at | 63) + 1;
    }
    return highest + 1;
  }

  private boolean isSet(long tsn) {
    return (bitmap[(int) (tsn & (BITS - 1)) >>> 6] >>> (tsn & 63) & 1) != 0;
  }

  private void set(long tsn) {
    bitmap[(int) (tsn & (BITS - 1)) >>> 6] |= 1L << (tsn & 63);
  }

  private void clear(long tsn) {
    bitmap[(int) (tsn & (BITS - 1)) >>> 6] &= ~(1L << (tsn & 63));
  }
}
