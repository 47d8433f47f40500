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

  final int id;
  Reset reset = Reset.NONE;

  /** Whether it is among the streams that take turns. */
  boolean scheduled;

  /** What its first message counts for as long as it is sent in part. */
  long begunWeight;

  /** The last TSN that carried something of it. */
  long lastTsn;

  private final ArrayDeque<OutgoingMessage> queue = new ArrayDeque<>();

  /** What was sent after a reset was asked for. */
  private final ArrayDeque<OutgoingMessage> held = new ArrayDeque<>();

  private int offset;
  private int fragment;

  /** Counts ordered messages: a stream sequence number takes the lower half of it. */
  private int sequence;

  /** Counts unordered messages, which only I-DATA does. */
  private int unorderedSequence;

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

  /** Returns the number of the first message among those of its kind. */
  int sequence() {
    return required().unordered() ? unorderedSequence : sequence;
  }

  /** Returns how many fragments of the first message have been cut off. */
  int fragment() {
    return fragment;
  }

  /**
   * Cuts off {@code length} bytes of the first message.
   *
   * @return whether that finished it
   */
  boolean cut(int length) {
    OutgoingMessage message = queue.element();
    offset += length;
    fragment++;
    buffered -= length;
    if (offset < message.payload().length) {
      return false;
    }
    queue.remove();
    offset = 0;
    fragment = 0;
    if (message.unordered()) {
      unorderedSequence++;
    } else {
      sequence++;
    }
    return true;
  }

  /** The peer has answered; what waited for it may go. */
  void finishReset(boolean performed) {
    reset = Reset.NONE;
    if (performed) {
      sequence = 0;
      unorderedSequence = 0;
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
    fragment = 0;
    buffered = 0;
    return forgotten;
  }
}
