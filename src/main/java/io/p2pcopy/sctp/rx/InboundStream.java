package io.p2pcopy.sctp.rx;

import io.p2pcopy.sctp.IncomingMessage;
import java.util.ArrayDeque;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The complete messages of one inbound stream: ready, or waiting for earlier ones. */
final class InboundStream {

  private static final long SSN_MASK = 0xFFFF;
  private static final long MID_MASK = 0xFFFF_FFFFL;

  /** The largest sequence number on the wire; the next one is 0. */
  private final long mask;

  private final ArrayDeque<IncomingMessage> ready = new ArrayDeque<>();

  /** The next sequence number to deliver, unwrapped. */
  private long expected;

  /** Complete messages that wait for earlier ones, by sequence number. */
  private final NavigableMap<Long, IncomingMessage> held = new TreeMap<>();

  /**
   * @param interleaved whether messages have 32-bit identifiers instead of 16-bit sequence numbers
   */
  InboundStream(boolean interleaved) {
    mask = interleaved ? MID_MASK : SSN_MASK;
  }

  @Nullable IncomingMessage take() {
    return ready.poll();
  }

  int readable() {
    return ready.size();
  }

  boolean isReadable() {
    return !ready.isEmpty();
  }

  void addUnordered(IncomingMessage message) {
    ready.add(message);
  }

  /**
   * Adds a complete ordered message.
   *
   * @return false if it is a duplicate or was skipped
   */
  boolean addOrdered(IncomingMessage message, int ssn) {
    long distance = distance(ssn);
    if (distance == 0) {
      ready.add(message);
      expected++;
      releaseHeld();
      return true;
    }
    // A new TSN means that the message follows all delivered ones, and the TSN span is smaller than
    // the sequence number space. Only message identifiers can be behind: those of abandoned
    // messages.
    if (mask == MID_MASK && distance > mask / 2) {
      return false;
    }
    return held.putIfAbsent(expected + distance, message) == null;
  }

  /** Skips messages up to {@code ssn}, which the peer abandoned (RFC 3758, section 3.6). */
  void skipTo(int ssn) {
    long skipped = distance(ssn);
    if (skipped > mask / 2) {
      return;
    }
    NavigableMap<Long, IncomingMessage> before = held.headMap(expected + skipped, true);
    ready.addAll(before.values());
    before.clear();
    expected += skipped + 1;
    releaseHeld();
  }

  /**
   * Restarts at sequence number 0 after the peer's reset (RFC 6525, section 5.2.2). Discards
   * messages that wait for earlier ones; there are none unless the peer violated the protocol.
   *
   * @return the number and payload bytes of the discarded messages
   */
  Discarded reset() {
    int messages = held.size();
    int bytes = held.values().stream().mapToInt(message -> message.payload().length).sum();
    held.clear();
    expected = 0;
    return new Discarded(messages, bytes);
  }

  record Discarded(int messages, int bytes) {}

  private void releaseHeld() {
    IncomingMessage message = held.remove(expected);
    while (message != null) {
      ready.add(message);
      expected++;
      message = held.remove(expected);
    }
  }

  private long distance(int ssn) {
    return (ssn - expected) & mask;
  }
}
