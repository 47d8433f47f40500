package io.p2pcopy.sctp.tx;

import io.p2pcopy.sctp.OutgoingMessage;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** One stream's messages that are not sent yet. */
final class OutboundStream {

  /** Where a reset of the stream stands. */
  enum Reset {
    NONE,
    WANTED,
    REQUESTED
  }

  private static final int SSN_MASK = 0xFFFF;

  final int id;
  Reset reset = Reset.NONE;

  /** Whether it is among the streams that take turns. */
  boolean scheduled;

  /** The last TSN that carried something of it. */
  long lastTsn;

  private final ArrayDeque<OutgoingMessage> queue = new ArrayDeque<>();

  /** What was sent after a reset was asked for. */
  private final ArrayDeque<OutgoingMessage> held = new ArrayDeque<>();

  private int offset;
  private int ssn;
  private long buffered;

  OutboundStream(int id) {
    this.id = id;
  }

  void add(OutgoingMessage message) {
    buffered += message.payload().length;
    (reset == Reset.NONE ? queue : held).add(message);
  }

  boolean hasData() {
    return !queue.isEmpty();
  }

  long buffered() {
    return buffered;
  }

  @Nullable OutgoingMessage head() {
    return queue.peek();
  }

  /** Returns the first message; there must be one. */
  OutgoingMessage required() {
    return queue.element();
  }

  /** Returns how much of the first message has been cut off. */
  int offset() {
    return offset;
  }

  int ssn() {
    return ssn;
  }

  /**
   * Cuts off {@code length} bytes of the first message.
   *
   * @return whether that finished it
   */
  boolean cut(int length) {
    OutgoingMessage message = queue.element();
    offset += length;
    buffered -= length;
    if (offset < message.payload().length) {
      return false;
    }
    queue.remove();
    offset = 0;
    if (!message.unordered()) {
      ssn = (ssn + 1) & SSN_MASK;
    }
    return true;
  }

  /** The peer has answered; what waited for it may go. */
  void finishReset(boolean performed) {
    reset = Reset.NONE;
    if (performed) {
      ssn = 0;
    }
    queue.addAll(held);
    held.clear();
  }

  /** Forgets all messages and returns their bytes. */
  long clear() {
    long forgotten = buffered;
    queue.clear();
    held.clear();
    offset = 0;
    buffered = 0;
    return forgotten;
  }
}
