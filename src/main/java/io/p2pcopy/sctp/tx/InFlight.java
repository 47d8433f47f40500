package io.p2pcopy.sctp.tx;

import io.p2pcopy.sctp.packet.DataChunk;
import io.p2pcopy.sctp.tx.SentChunk.State;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * The chunks sent and not yet cumulatively acknowledged, in a ring buffer indexed by TSN and in two
 * lists: chunks in flight, ordered by the time of their last transmission, and lost chunks to
 * retransmit.
 */
final class InFlight {

  /** Gap ack blocks hold 16-bit offsets, so TSNs further ahead could not be acknowledged. */
  static final int MAX_SPAN = 65_535;

  /**
   * Stream sequence numbers are compared modulo 65536: a receiver cannot distinguish a message
   * further ahead than this from an old one.
   */
  static final int MAX_MESSAGES = 32_767;

  private static final int INITIAL_RING_SIZE = 64;

  private final ChunkList inFlight = new ChunkList();
  private final ChunkList lost = new ChunkList();
  private SentChunk[] ring = newSlots(INITIAL_RING_SIZE);
  private long cumulative;
  private long next;
  private long bytes;
  private long payloadBytes;
  private long heldBytes;
  private int messages;
  private int messageLimit = MAX_MESSAGES;

  InFlight(long initialTsn) {
    cumulative = initialTsn - 1;
    next = initialTsn;
  }

  /** Returns the Cumulative TSN Ack Point. */
  long cumulative() {
    return cumulative;
  }

  /** Returns the TSN of the next new chunk. */
  long next() {
    return next;
  }

  /** Returns the bytes in flight including chunk headers, excluding lost chunks. */
  long bytes() {
    return bytes;
  }

  /** Returns the bytes in flight without chunk headers, which use the peer's receive window. */
  long payloadBytes() {
    return payloadBytes;
  }

  /** Returns the bytes of user data held for possible retransmission. */
  long heldBytes() {
    return heldBytes;
  }

  /** Whether everything sent is cumulatively acknowledged. */
  boolean isEmpty() {
    return cumulative + 1 == next;
  }

  boolean isFull() {
    return next - cumulative > MAX_SPAN || messages >= messageLimit;
  }

  /** Removes the message limit: the 32-bit message identifiers of I-DATA need none. */
  void liftMessageLimit() {
    messageLimit = Integer.MAX_VALUE;
  }

  /** Returns the chunk in flight that was sent earliest. */
  @Nullable SentChunk oldest() {
    return inFlight.first();
  }

  /** Returns the chunk in flight that was sent latest. */
  @Nullable SentChunk newest() {
    return inFlight.last();
  }

  @Nullable SentChunk firstLost() {
    return lost.first();
  }

  /** Returns the record for the next TSN. The caller fills it and calls {@link #sent}. */
  SentChunk append() {
    if (next - cumulative > ring.length) {
      grow();
    }
    SentChunk chunk = at(next);
    chunk.tsn = next++;
    chunk.transmissions = 0;
    return chunk;
  }

  /** Counts the content of the chunk appended last. */
  void filled(SentChunk chunk) {
    heldBytes += chunk.length;
    if ((chunk.flags & DataChunk.END) != 0) {
      messages++;
    }
  }

  /** Records that a new or lost chunk was sent. */
  void sent(SentChunk chunk) {
    if (chunk.state == State.LOST) {
      lost.remove(chunk);
    }
    chunk.state = State.IN_FLIGHT;
    chunk.transmissions++;
    inFlight.addLast(chunk);
    bytes += chunk.size();
    payloadBytes += chunk.length;
  }

  void markLost(SentChunk chunk) {
    leaveFlight(chunk);
    chunk.state = State.LOST;
    lost.addLast(chunk);
  }

  /** Takes a chunk out of flight that is about to be resent although it is not lost. */
  void withdraw(SentChunk chunk) {
    leaveFlight(chunk);
  }

  /** Marks all unacknowledged chunks as lost, to be retransmitted in TSN order. */
  void markAllLost() {
    for (long tsn = nextUnacked(cumulative + 1); tsn < next; tsn = nextUnacked(tsn + 1)) {
      SentChunk chunk = at(tsn);
      if (chunk.state == State.LOST) {
        lost.remove(chunk);
        lost.addLast(chunk);
      } else {
        markLost(chunk);
      }
    }
  }

  /** Marks all lost chunks as in flight again, after a spurious timeout. */
  void restoreAllLost() {
    var chunks = new ArrayList<SentChunk>();
    for (long tsn = nextUnacked(cumulative + 1); tsn < next; tsn = nextUnacked(tsn + 1)) {
      SentChunk chunk = at(tsn);
      if (chunk.state == State.LOST) {
        lost.remove(chunk);
        bytes += chunk.size();
        payloadBytes += chunk.length;
      } else {
        inFlight.remove(chunk);
      }
      chunk.state = State.IN_FLIGHT;
      chunks.add(chunk);
    }
    chunks.sort(Comparator.comparingLong(chunk -> chunk.packetNumber));
    chunks.forEach(inFlight::addLast);
  }

  /** Acknowledges a chunk that is in flight or lost. */
  void acknowledge(SentChunk chunk) {
    if (chunk.state == State.LOST) {
      lost.remove(chunk);
    } else {
      leaveFlight(chunk);
    }
    chunk.state = State.ACKED;
    chunk.skip = chunk.tsn + 1;
  }

  /** Advances the Cumulative TSN Ack Point by one and frees that chunk. */
  void advance() {
    SentChunk chunk = at(++cumulative);
    heldBytes -= chunk.length;
    if ((chunk.flags & DataChunk.END) != 0) {
      messages--;
    }
    chunk.free();
  }

  /**
   * Marks chunks acknowledged by gap ack blocks as lost, because the receiver has reneged (RFC
   * 9260, section 6.2.1).
   */
  void renege() {
    for (long tsn = cumulative + 1; tsn < next; tsn++) {
      SentChunk chunk = at(tsn);
      if (chunk.state == State.ACKED) {
        chunk.state = State.LOST;
        lost.addLast(chunk);
      }
    }
  }

  SentChunk at(long tsn) {
    return ring[(int) (tsn & (ring.length - 1))];
  }

  /**
   * Returns the first unacknowledged TSN at or after {@code tsn}, or {@link #next} if there is
   * none. Skips acknowledged runs found by earlier calls, so repeated gap ack blocks are cheap.
   */
  long nextUnacked(long tsn) {
    long at = tsn;
    while (at < next) {
      SentChunk chunk = at(at);
      if (chunk.state != State.ACKED) {
        return at;
      }
      if (chunk.skip < next) {
        SentChunk target = at(chunk.skip);
        if (target.state == State.ACKED) {
          chunk.skip = target.skip;
        }
      }
      at = chunk.skip;
    }
    return next;
  }

  private void leaveFlight(SentChunk chunk) {
    inFlight.remove(chunk);
    bytes -= chunk.size();
    payloadBytes -= chunk.length;
  }

  private void grow() {
    SentChunk[] bigger = new SentChunk[2 * ring.length];
    Arrays.setAll(bigger, i -> ring[i & (ring.length - 1)]);
    for (long tsn = cumulative + 1; tsn < next; tsn++) {
      bigger[(int) (tsn & (bigger.length - 1))] = at(tsn);
    }
    for (long tsn = next; tsn <= cumulative + bigger.length; tsn++) {
      bigger[(int) (tsn & (bigger.length - 1))] = new SentChunk();
    }
    ring = bigger;
  }

  private static SentChunk[] newSlots(int count) {
    SentChunk[] slots = new SentChunk[count];
    Arrays.setAll(slots, i -> new SentChunk());
    return slots;
  }
}
