package io.p2pcopy.dtls;

import io.p2pcopy.limit.PeerLimits;

/**
 * Remembers which sequence numbers have come (RFC 6347, section 4.1.2.6): a ring of bits, whose
 * words are cleared as the window's front enters them.
 */
final class ReplayWindow {

  private static final int WORD = Long.SIZE;
  private static final int BITS = 1 << 15;
  private static final int WORDS = BITS / WORD;

  /** How far behind the newest record another may come; a word less than the ring holds. */
  static final int SIZE = BITS - WORD;

  private final long[] ring = new long[WORDS];
  private long newest = -1;

  /** Returns the largest sequence number added, or -1. */
  long newest() {
    return newest;
  }

  /** Returns whether the record cannot be one that the peer has sent by now. */
  boolean isFarAhead(long sequence) {
    return sequence - newest > PeerLimits.Dtls.SEQUENCE_NUMBERS_AHEAD;
  }

  /** Returns whether the record is neither a duplicate nor too old to know. */
  boolean isNew(long sequence) {
    if (sequence > newest) {
      return true;
    }
    return newest - sequence < SIZE && (ring[word(sequence)] & bit(sequence)) == 0;
  }

  /** Notes a record that has been verified. Only such ones may move the window. */
  void add(long sequence) {
    if (sequence > newest) {
      long words = Math.min(sequence / WORD - Math.floorDiv(newest, WORD), WORDS);
      for (long i = 0; i < words; i++) {
        ring[word(sequence - i * WORD)] = 0;
      }
      newest = sequence;
    }
    ring[word(sequence)] |= bit(sequence);
  }

  private static int word(long sequence) {
    return (int) (sequence / WORD) & (WORDS - 1);
  }

  private static long bit(long sequence) {
    return 1L << (sequence % WORD);
  }
}
