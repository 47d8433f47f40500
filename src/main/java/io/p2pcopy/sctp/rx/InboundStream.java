package io.p2pcopy.sctp.rx;

import io.p2pcopy.sctp.IncomingMessage;
import java.util.ArrayDeque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One stream's messages: those ready to be taken, and those that wait for earlier ones. */
final class InboundStream {

  private static final long SSN_MASK = 0xFFFF;
  private static final long MID_MASK = 0xFFFF_FFFFL;

  /** How far sequence numbers count before they begin again at 0. */
  private final long mask;

  private final ArrayDeque<IncomingMessage> ready = new ArrayDeque<>();
  private int expectedSsn;

  /** Complete messages by ascending sequence number, from {@link #heldFrom} on. */
  private @Nullable IncomingMessage[] held = {};

  private int[] heldSsns = {};
  private int heldFrom;
  private int heldTo;

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
    if (ssn == expectedSsn) {
      ready.add(message);
      expectedSsn = (int) ((expectedSsn + 1) & mask);
      releaseHeld();
      return true;
    }
    return hold(message, ssn);
  }

  /** Waits no more for messages up to {@code ssn} (RFC 3758, section 3.6). */
  void skipTo(int ssn) {
    long skipped = distance(ssn);
    if (skipped > mask / 2) {
      return;
    }
    while (heldFrom < heldTo && distance(heldSsns[heldFrom]) <= skipped) {
      ready.add(popHeld());
    }
    expectedSsn = (int) ((ssn + 1) & mask);
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
    int messages = heldTo - heldFrom;
    int bytes = 0;
    while (heldFrom < heldTo) {
      bytes += popHeld().payload().length;
    }
    expectedSsn = 0;
    return new Discarded(messages, bytes);
  }

  record Discarded(int messages, int bytes) {}

  private void releaseHeld() {
    while (heldFrom < heldTo && heldSsns[heldFrom] == expectedSsn) {
      ready.add(popHeld());
      expectedSsn = (int) ((expectedSsn + 1) & mask);
    }
  }

  private IncomingMessage popHeld() {
    IncomingMessage message = Objects.requireNonNull(held[heldFrom]);
    held[heldFrom++] = null;
    if (heldFrom == heldTo) {
      heldFrom = 0;
      heldTo = 0;
    }
    return message;
  }

  /** Inserts from the end: messages become complete nearly in their order. */
  private boolean hold(IncomingMessage message, int ssn) {
    long distance = distance(ssn);
    int at = heldTo;
    while (at > heldFrom && distance(heldSsns[at - 1]) > distance) {
      at--;
    }
    boolean known = at > heldFrom && heldSsns[at - 1] == ssn;
    // What is new by its TSN comes after all that was delivered, however far ahead it is, and TSNs
    // reach no further than sequence numbers. Only message identifiers can be behind: of messages
    // that were given up.
    if (known || (mask == MID_MASK && distance > mask / 2)) {
      return false;
    }
    int from = heldFrom;
    makeRoom();
    at -= from - heldFrom;
    System.arraycopy(held, at, held, at + 1, heldTo - at);
    System.arraycopy(heldSsns, at, heldSsns, at + 1, heldTo - at);
    held[at] = message;
    heldSsns[at] = ssn;
    heldTo++;
    return true;
  }

  /** Sees to a free place at the end, moving everything to the front first. */
  private void makeRoom() {
    if (heldTo < held.length) {
      return;
    }
    int count = heldTo - heldFrom;
    int capacity = count >= held.length / 2 ? Math.max(8, 2 * held.length) : held.length;
    @Nullable IncomingMessage[] messages = new @Nullable IncomingMessage[capacity];
    int[] ssns = new int[capacity];
    System.arraycopy(held, heldFrom, messages, 0, count);
    System.arraycopy(heldSsns, heldFrom, ssns, 0, count);
    held = messages;
    heldSsns = ssns;
    heldFrom = 0;
    heldTo = count;
  }

  private long distance(int ssn) {
    return (ssn - expectedSsn) & mask;
  }
}
