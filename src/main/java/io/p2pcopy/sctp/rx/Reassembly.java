package io.p2pcopy.sctp.rx;

import io.p2pcopy.sctp.packet.DataChunk;
import io.p2pcopy.sctp.packet.ProtocolViolationException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reassembles messages from DATA (RFC 9260, section 6.9). The fragments of a message have
 * consecutive TSNs. Chunks received in TSN order are appended to one growing buffer; others wait in
 * a ring buffer indexed by TSN, where adjacent fragments form runs. A run from a B bit to an E bit
 * is a complete message and is passed on immediately, even if earlier TSNs are missing.
 */
final class Reassembly {

  private static final int INITIAL_RING_SIZE = 64;

  private final MessageSink sink;
  private final ReceiveWindow window;

  private final MessageBuffer assembly;
  private boolean inMessage;
  private int streamId;
  private int ssn;
  private int payloadProtocolId;
  private boolean unordered;

  /**
   * Whether to ignore fragments without a beginning: the rest of a message skipped by FORWARD-TSN.
   */
  private boolean afterForwardTsn;

  private @Nullable Fragment[] ring = new @Nullable Fragment[INITIAL_RING_SIZE];

  Reassembly(int maxMessageSize, ReceiveWindow window, MessageSink sink) {
    this.assembly = new MessageBuffer(maxMessageSize);
    this.window = window;
    this.sink = sink;
  }

  /** Adds the chunk with the next TSN in order. */
  void addInOrder(DataChunk chunk, long tsn) throws ProtocolViolationException {
    window.onStored(chunk.payloadLength());
    int length = chunk.payloadLength();
    if (!accepts(
        chunk.flags(), chunk.streamId(), chunk.sequence(), chunk.payloadProtocolId(), length)) {
      return;
    }
    if (chunk.isBegin() && chunk.isEnd()) {
      byte[] payload = new byte[length];
      chunk.copyPayload(payload, 0);
      complete(payload, tsn);
      return;
    }
    assembly.append(chunk);
    appended(length, chunk.isEnd(), tsn);
  }

  /**
   * Adds a chunk received out of order.
   *
   * @param cumulative the cumulative TSN; {@code tsn} is greater than its successor
   */
  void addOutOfOrder(DataChunk chunk, long tsn, long cumulative) throws ProtocolViolationException {
    window.onStored(chunk.payloadLength());
    growRing(tsn, cumulative);
    var fragment = new Fragment(chunk, tsn);
    long start = tsn;
    long end = tsn;
    int bytes = fragment.payload.length;
    Fragment before = at(tsn - 1);
    if (before != null && !before.isEnd()) {
      checkAdjacent(before, fragment);
      start = before.otherEnd;
      bytes += before.runBytes;
    }
    Fragment after = at(tsn + 1);
    if (after != null && !fragment.isEnd()) {
      checkAdjacent(fragment, after);
      end = after.otherEnd;
      bytes += after.runBytes;
    }
    assembly.checkSize(bytes);
    put(tsn, fragment);
    window.onReassemblyMemory(ReceiveWindow.FRAGMENT_OVERHEAD_BYTES);
    Fragment first = start == tsn ? fragment : require(start);
    Fragment last = end == tsn ? fragment : require(end);
    if (first.isBegin() && last.isEnd()) {
      completeRun(first, start, end, bytes);
      return;
    }
    first.otherEnd = end;
    first.runBytes = bytes;
    last.otherEnd = start;
    last.runBytes = bytes;
  }

  /** Adds the waiting chunks {@code from} to {@code to}, which are in order now. */
  void drain(long from, long to) throws ProtocolViolationException {
    for (long tsn = from; tsn <= to; tsn++) {
      Fragment fragment = at(tsn);
      if (fragment == null) {
        // It was part of a message that was already passed on.
        endOfRun();
        continue;
      }
      remove(tsn);
      int length = fragment.payload.length;
      if (accepts(
          fragment.flags, fragment.streamId, fragment.ssn, fragment.payloadProtocolId, length)) {
        assembly.append(fragment);
        appended(length, fragment.isEnd(), tsn);
      }
    }
  }

  /** Discards fragments that the peer abandoned (RFC 3758, section 3.6). */
  void abandon(long from, long to) {
    abandonMessage();
    for (long tsn = from; tsn <= to; tsn++) {
      Fragment fragment = at(tsn);
      if (fragment != null) {
        window.onDiscarded(fragment.payload.length);
        remove(tsn);
      }
    }
    afterForwardTsn = true;
  }

  private void abandonMessage() {
    window.onPartialEnded(assembly.length());
    window.onDiscarded(assembly.length());
    assembly.clear();
    inMessage = false;
  }

  /** Returns whether to append the next chunk in order; false to ignore it. */
  private boolean accepts(int flags, int chunkStreamId, int chunkSsn, int ppid, int length)
      throws ProtocolViolationException {
    boolean begin = (flags & DataChunk.BEGIN) != 0;
    boolean chunkUnordered = (flags & DataChunk.UNORDERED) != 0;
    if (begin) {
      endOfRun();
      afterForwardTsn = false;
      inMessage = true;
      streamId = chunkStreamId;
      ssn = chunkSsn;
      payloadProtocolId = ppid;
      unordered = chunkUnordered;
    } else if (!inMessage) {
      if (afterForwardTsn) {
        window.onDiscarded(length);
        return false;
      }
      throw new ProtocolViolationException("a fragment without a beginning");
    } else if (chunkStreamId != streamId
        || chunkUnordered != unordered
        || (!unordered && chunkSsn != ssn)) {
      throw new ProtocolViolationException("a fragment of another message within a message");
    }
    assembly.checkSize(assembly.length() + length);
    return true;
  }

  private void endOfRun() throws ProtocolViolationException {
    if (inMessage) {
      throw new ProtocolViolationException("a message without an end");
    }
  }

  private void appended(int length, boolean end, long tsn) {
    window.onPartial(length);
    if (end) {
      window.onPartialEnded(assembly.length());
      complete(assembly.take(), tsn);
    }
  }

  private void complete(byte[] payload, long tsn) {
    inMessage = false;
    sink.onMessage(streamId, ssn, payloadProtocolId, unordered, payload, tsn);
  }

  private void completeRun(Fragment first, long start, long end, int bytes) {
    byte[] payload = new byte[bytes];
    int filled = 0;
    for (long tsn = start; tsn <= end; tsn++) {
      byte[] part = require(tsn).payload;
      System.arraycopy(part, 0, payload, filled, part.length);
      filled += part.length;
      remove(tsn);
    }
    sink.onMessage(
        first.streamId, first.ssn, first.payloadProtocolId, first.isUnordered(), payload, end);
  }

  private static void checkAdjacent(Fragment before, Fragment after)
      throws ProtocolViolationException {
    if (after.isBegin() || !before.matches(after)) {
      throw new ProtocolViolationException("a fragment of another message within a message");
    }
  }

  private @Nullable Fragment at(long tsn) {
    return ring[(int) (tsn & (ring.length - 1))];
  }

  private Fragment require(long tsn) {
    return Objects.requireNonNull(at(tsn));
  }

  private void remove(long tsn) {
    put(tsn, null);
    window.onReassemblyMemory(-ReceiveWindow.FRAGMENT_OVERHEAD_BYTES);
  }

  private void put(long tsn, @Nullable Fragment fragment) {
    ring[(int) (tsn & (ring.length - 1))] = fragment;
  }

  /** Grows the ring so that the TSNs from {@code cumulative} to {@code tsn + 1} fit into it. */
  void growRing(long tsn, long cumulative) {
    long span = tsn + 1 - cumulative;
    if (span < ring.length) {
      return;
    }
    int capacity = ring.length;
    while (capacity <= span) {
      capacity *= 2;
    }
    @Nullable Fragment[] bigger = new @Nullable Fragment[capacity];
    for (long t = cumulative + 1; t <= cumulative + ring.length; t++) {
      bigger[(int) (t & (capacity - 1))] = at(t);
    }
    ring = bigger;
  }
}
