package io.p2pcopy.sctp.tx;

import io.p2pcopy.sctp.packet.DataChunk;
import io.p2pcopy.sctp.tx.SentChunk.State;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * The chunks that were sent and are not acknowledged cumulatively, in a ring indexed by TSN, and in
 * two lists: those in flight by the time of their last sending, and those that are lost and wait to
 * be sent again.
 */
final class InFlight {

  /** Gap blocks reach so far beyond the cumulative TSN; nothing beyond could be acknowledged. */
  static final int MAX_SPAN = 65_535;

  /**
   * Stream sequence numbers are compared modulo 65536: a receiver that waits for one message cannot
   * tell one that is further ahead than this from an old one.
   */
  static final int MAX_MESSAGES = 32_767;

  private static final int SMALLEST_RING = 64;

  private final ChunkList inFlight = new ChunkList();
  private final ChunkList lost = new ChunkList();
  private SentChunk[] ring = newSlots(SMALLEST_RING);
  private long cumulative;
  private long next;
  private long bytes;
  private long payloadBytes;
  private long heldBytes;
  private int messages;
  private int mostMessages = MAX_MESSAGES;

  InFlight(long initialTsn) {
    cumulative = initialTsn - 1;
    next = initialTsn;
  }

  /** Returns the TSN up to which everything is acknowledged. */
  long cumulative() {
    return cumulative;
  }

  /** Returns the TSN that the next new chunk gets. */
  long next() {
    return next;
  }

  /** Returns the bytes in flight, with chunk headers; what is lost is not. */
  long bytes() {
    return bytes;
  }

  /** Returns the same without headers, as the peer's receive window counts. */
  long payloadBytes() {
    return payloadBytes;
  }

  /** Returns the bytes of user data that are kept because they might have to be sent again. */
  long heldBytes() {
    return heldBytes;
  }

  /** Whether everything sent is acknowledged cumulatively. */
  boolean isEmpty() {
    return cumulative + 1 == next;
  }

  boolean isFull() {
    return next - cumulative > MAX_SPAN || messages >= mostMessages;
  }

  /** Messages have identifiers of 32 bits, which tell all of them apart. */
  void liftMessageLimit() {
    mostMessages = Integer.MAX_VALUE;
  }

  /** Returns the chunk in flight that was sent longest ago. */
  @Nullable SentChunk oldest() {
    return inFlight.first();
  }

  /** Returns the chunk in flight that was sent last. */
  @Nullable SentChunk newest() {
    return inFlight.last();
  }

  @Nullable SentChunk firstLost() {
    return lost.first();
  }

  /** Returns the record for the next TSN; the caller fills it and calls {@link #sent}. */
  SentChunk append() {
    if (next - cumulative > ring.length) {
      grow();
    }
    SentChunk chunk = at(next);
    chunk.tsn = next++;
    chunk.transmissions = 0;
    return chunk;
  }

  /** The chunk that was appended last has got its content. */
  void filled(SentChunk chunk) {
    heldBytes += chunk.length;
    if ((chunk.flags & DataChunk.END) != 0) {
      messages++;
    }
  }

  /** A new or a lost chunk leaves. */
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

  /** A chunk in flight is about to be sent once more, though it does not count as lost. */
  void withdraw(SentChunk chunk) {
    leaveFlight(chunk);
  }

  /** Everything unacknowledged counts as lost, to be sent again in the order of TSNs. */
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

  /** What counted as lost is on its way after all. */
  void takeBackAllLost() {
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

  /** Moves the cumulative TSN by one; that chunk is acknowledged. */
  void advance() {
    SentChunk chunk = at(++cumulative);
    heldBytes -= chunk.length;
    if ((chunk.flags & DataChunk.END) != 0) {
      messages--;
    }
    chunk.free();
  }

  /**
   * Takes back what gap blocks acknowledged: the receiver has given it up (RFC 9260, section
   * 6.2.1).
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
   * Returns the first TSN from {@code tsn} on that is not acknowledged, {@link #next} if there is
   * none. Steps over acknowledged ones by what earlier calls found, so that repeated gap blocks
   * cost next to nothing.
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
