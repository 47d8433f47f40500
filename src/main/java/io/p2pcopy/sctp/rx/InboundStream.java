package io.p2pcopy.sctp.rx;

import io.p2pcopy.sctp.IncomingMessage;
import java.util.ArrayDeque;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One stream's messages: those ready to be taken, and those that wait for earlier ones. */
final class InboundStream {

  private static final long SSN_MASK = 0xFFFF;
  private static final long MID_MASK = 0xFFFF_FFFFL;

  /** How far sequence numbers count before they begin again at 0. */
  private final long mask;

  private final ArrayDeque<IncomingMessage> ready = new ArrayDeque<>();

  /** The next sequence number, counted on where those of the wire begin again at 0. */
  private long expected;

  /** Complete messages that wait for earlier ones, by sequence number. */
  private final NavigableMap<Long, IncomingMessage> held = new TreeMap<>();

  /**
   * @param interleaved whether messages have identifiers of 32 bits, not sequence numbers of 16
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
   * Takes a complete ordered message.
   *
   * @return false if there was one with its sequence number before
   */
  boolean addOrdered(IncomingMessage message, int ssn) {
    long distance = distance(ssn);
    if (distance == 0) {
      ready.add(message);
      expected++;
      releaseHeld();
      return true;
    }
    // What is new by its TSN comes after all that was delivered, however far ahead it is, and TSNs
    // reach no further than sequence numbers. Only message identifiers can be behind: of messages
    // that were given up.
    if (mask == MID_MASK && distance > mask / 2) {
      return false;
    }
    return held.putIfAbsent(expected + distance, message) == null;
  }

  /** Waits no more for messages up to {@code ssn} (RFC 3758, section 3.6). */
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
   * The peer begins again with sequence number 0 (RFC 6525, section 5.2.2). Messages that waited
   * for earlier ones can't be put in order any more; the peer has sent all it had, so there are
   * none unless it broke the protocol.
   *
   * @return the messages that are given up, as their payload bytes and count
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
