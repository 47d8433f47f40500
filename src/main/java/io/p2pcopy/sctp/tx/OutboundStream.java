package io.p2pcopy.sctp.tx;

import io.p2pcopy.sctp.OutgoingMessage;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** The queued messages of one outbound stream. */
final class OutboundStream {

  /** The state of an outgoing reset of the stream. */
  enum Reset {
    NONE,
    PENDING,
    REQUESTED
  }

  final int id;
  Reset reset = Reset.NONE;

  /** Whether the stream is in the scheduler's round robin. */
  boolean scheduled;

  /** The bytes counted for the first message while it is partially sent. */
  long countedBytes;

  /** The last TSN assigned to a chunk of this stream. */
  long lastTsn;

  private final ArrayDeque<OutgoingMessage> queue = new ArrayDeque<>();

  /** Messages queued after a reset was requested. */
  private final ArrayDeque<OutgoingMessage> heldUntilReset = new ArrayDeque<>();

  private int offset;
  private int fragment;

  /** Counts ordered messages; the stream sequence number is its lower 16 bits. */
  private int sequence;

  /** Counts unordered messages; only I-DATA uses it. */
  private int unorderedSequence;

  private long buffered;

  OutboundStream(int id) {
    this.id = id;
  }

  void add(OutgoingMessage message) {
    buffered += message.payload().length;
    (reset == Reset.NONE ? queue : heldUntilReset).add(message);
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

  /** Returns the first message. There must be one. */
  OutgoingMessage requireHead() {
    return queue.element();
  }

  /** Returns how many bytes of the first message have been sent. */
  int offset() {
    return offset;
  }

  /** Returns the sequence number of the first message, ordered or unordered. */
  int sequence() {
    return requireHead().unordered() ? unorderedSequence : sequence;
  }

  /** Returns how many fragments of the first message have been sent. */
  int fragment() {
    return fragment;
  }

  /**
   * Removes {@code length} bytes from the front of the first message.
   *
   * @return whether that was the last fragment of the message
   */
  boolean consume(int length) {
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

  /** Releases the messages held until the peer responded to the reset request. */
  void finishReset(boolean performed) {
    reset = Reset.NONE;
    if (performed) {
      sequence = 0;
      unorderedSequence = 0;
    }
    queue.addAll(heldUntilReset);
    heldUntilReset.clear();
  }

  /** Discards all messages and returns their size in bytes. */
  long clear() {
    long discarded = buffered;
    queue.clear();
    heldUntilReset.clear();
    offset = 0;
    fragment = 0;
    buffered = 0;
    return discarded;
  }
}
