package io.p2pcopy.sctp.rx;

import io.p2pcopy.sctp.packet.DataChunk;
import io.p2pcopy.sctp.packet.ProtocolViolationException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Puts messages together from I-DATA (RFC 8260, section 2.1), whose fragments say themselves where
 * they belong: to the message with this stream, order and message identifier.
 */
final class InterleavedReassembly {

  private static final long UNORDERED = 1L << 32;

  private final int maxMessageSize;
  private final MessageSink sink;
  private final ReceiveWindow window;
  private final Map<Long, PartialMessage> partial = new HashMap<>();

  /** Up to which message identifier the peer has given up messages, by stream and order. */
  private final Map<Long, Integer> abandoned = new HashMap<>();

  /** The message of the last fragment, which most often the next one belongs to as well. */
  private long currentKey;

  private @Nullable PartialMessage current;

  /** What the last complete message was put together in. */
  private @Nullable MessageBuffer spare;

  InterleavedReassembly(int maxMessageSize, ReceiveWindow window, MessageSink sink) {
    this.maxMessageSize = maxMessageSize;
    this.window = window;
    this.sink = sink;
  }

  void add(DataChunk chunk, long tsn) throws ProtocolViolationException {
    int length = chunk.payloadLength();
    window.onStored(length);
    if (chunk.isBegin() && chunk.isEnd()) {
      addWhole(chunk, tsn);
      return;
    }
    long key = key(chunk.streamId(), chunk.isUnordered(), chunk.sequence());
    PartialMessage message = find(key);
    if (message == null) {
      if (isAbandoned(chunk)) {
        window.onDiscarded(length);
        return;
      }
      message = begin(key);
    }
    boolean complete = message.add(chunk, tsn);
    window.onPartial(length);
    if (complete) {
      complete(chunk, key, message);
    }
  }

  /** A fragment may come after the peer has given up its message; the rest never will. */
  private boolean isAbandoned(DataChunk chunk) {
    if (abandoned.isEmpty()) {
      return false;
    }
    Integer last = abandoned.get(key(chunk.streamId(), chunk.isUnordered(), 0));
    return last != null && last - chunk.sequence() >= 0;
  }

  private void addWhole(DataChunk chunk, long tsn) throws ProtocolViolationException {
    MessageBuffer buffer = takeSpare();
    buffer.checkSize(chunk.payloadLength());
    spare = buffer;
    byte[] payload = new byte[chunk.payloadLength()];
    chunk.copyPayload(payload, 0);
    deliver(chunk, chunk.payloadProtocolId(), payload, tsn);
  }

  private @Nullable PartialMessage find(long key) {
    if (current != null && currentKey == key) {
      return current;
    }
    current = partial.get(key);
    currentKey = key;
    return current;
  }

  private PartialMessage begin(long key) {
    var message = new PartialMessage(takeSpare());
    partial.put(key, message);
    current = message;
    currentKey = key;
    window.onPartialBegun();
    return message;
  }

  private MessageBuffer takeSpare() {
    MessageBuffer buffer = spare == null ? new MessageBuffer(maxMessageSize) : spare;
    spare = null;
    return buffer;
  }

  private void complete(DataChunk chunk, long key, PartialMessage message) {
    forget(key, message);
    byte[] payload = message.buffer().take();
    spare = message.buffer();
    deliver(chunk, message.payloadProtocolId(), payload, message.lastTsn());
  }

  private void forget(long key, PartialMessage message) {
    partial.remove(key);
    current = null;
    window.onPartialEnded(message.bytes());
    window.onPartialForgotten();
  }

  private void deliver(DataChunk chunk, int payloadProtocolId, byte[] payload, long lastTsn) {
    sink.onMessage(
        chunk.streamId(),
        chunk.sequence(),
        payloadProtocolId,
        chunk.isUnordered(),
        payload,
        lastTsn);
  }

  /** The peer has given up a stream's messages up to this one (RFC 8260, section 2.3.1). */
  void abandon(int streamId, boolean unordered, int messageId) {
    abandoned.merge(
        key(streamId, unordered, 0), messageId, (last, next) -> next - last > 0 ? next : last);
    Iterator<Map.Entry<Long, PartialMessage>> entries = partial.entrySet().iterator();
    while (entries.hasNext()) {
      Map.Entry<Long, PartialMessage> entry = entries.next();
      long key = entry.getKey();
      if (streamOf(key) == streamId
          && isUnordered(key) == unordered
          && messageId - (int) key >= 0) {
        entries.remove();
        discard(entry.getValue());
      }
    }
  }

  /** Forgets what is incomplete of a stream; no more of it will come. */
  void abandon(int streamId) {
    abandoned.remove(key(streamId, true, 0));
    abandoned.remove(key(streamId, false, 0));
    Iterator<Map.Entry<Long, PartialMessage>> entries = partial.entrySet().iterator();
    while (entries.hasNext()) {
      Map.Entry<Long, PartialMessage> entry = entries.next();
      if (streamOf(entry.getKey()) == streamId) {
        entries.remove();
        discard(entry.getValue());
      }
    }
  }

  private void discard(PartialMessage message) {
    current = null;
    window.onPartialEnded(message.bytes());
    window.onPartialForgotten();
    window.onDiscarded(message.bytes());
  }

  private static long key(int streamId, boolean unordered, int messageId) {
    return (long) streamId << 33 | (unordered ? UNORDERED : 0) | Integer.toUnsignedLong(messageId);
  }

  private static int streamOf(long key) {
    return (int) (key >>> 33);
  }

  private static boolean isUnordered(long key) {
    return (key & UNORDERED) != 0;
  }
}
