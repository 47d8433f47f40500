package io.p2pcopy.sctp.rx;

import io.p2pcopy.sctp.packet.DataChunk;
import io.p2pcopy.sctp.packet.ProtocolViolationException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reassembles messages from I-DATA (RFC 8260, section 2.1). Each fragment identifies its message by
 * stream, U bit and message identifier, and its position by fragment sequence number.
 */
final class InterleavedReassembly {

  private final int maxMessageSize;
  private final MessageSink sink;
  private final ReceiveWindow window;

  /** By stream identifier and U bit. */
  private final Map<Integer, PartialMessages> streams = new HashMap<>();

  /** The number of incomplete messages in all streams. */
  private int incomplete;

  /** Caches the message of the last fragment, because the next one usually belongs to it too. */
  private int currentKey;

  private int currentId;
  private @Nullable PartialMessage current;

  /**
   * The buffer of the last complete message, reused only if there is no other incomplete message:
   * many one-byte fragments must not each hold a large buffer.
   */
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
    int key = key(chunk.streamId(), chunk.isUnordered());
    PartialMessage message = find(key, chunk.sequence());
    if (message == null) {
      PartialMessages stream = streams.computeIfAbsent(key, k -> new PartialMessages());
      // A fragment may arrive after the peer abandoned its message, which will never be complete.
      if (stream.isAbandoned(chunk.sequence())) {
        window.onDiscarded(length);
        return;
      }
      message = begin(stream, chunk.sequence());
    }
    int overhead = message.overhead();
    boolean complete = message.add(chunk, tsn);
    window.onPartial(length);
    window.onReassemblyMemory(message.overhead() - overhead);
    if (complete) {
      complete(chunk, key, message);
    }
  }

  private void addWhole(DataChunk chunk, long tsn) throws ProtocolViolationException {
    if (spare == null) {
      spare = new MessageBuffer(maxMessageSize);
    }
    spare.checkSize(chunk.payloadLength());
    byte[] payload = new byte[chunk.payloadLength()];
    chunk.copyPayload(payload, 0);
    deliver(chunk, chunk.payloadProtocolId(), payload, tsn);
  }

  private @Nullable PartialMessage find(int key, int id) {
    if (current != null && currentKey == key && currentId == id) {
      return current;
    }
    PartialMessages stream = streams.get(key);
    current = stream == null ? null : stream.find(id);
    currentKey = key;
    currentId = id;
    return current;
  }

  private PartialMessage begin(PartialMessages stream, int id) {
    var message = new PartialMessage(takeBuffer());
    stream.put(id, message);
    incomplete++;
    current = message;
    window.onPartialBegun();
    window.onReassemblyMemory(message.overhead());
    return message;
  }

  private MessageBuffer takeBuffer() {
    if (spare == null || incomplete > 0) {
      return new MessageBuffer(maxMessageSize);
    }
    MessageBuffer buffer = spare;
    spare = null;
    return buffer;
  }

  private void complete(DataChunk chunk, int key, PartialMessage message) {
    PartialMessages stream = streams.get(key);
    if (stream != null) {
      stream.remove(chunk.sequence());
    }
    forget(message);
    byte[] payload = message.buffer().take();
    spare = message.buffer();
    deliver(chunk, message.payloadProtocolId(), payload, message.lastTsn());
  }

  private void forget(PartialMessage message) {
    current = null;
    incomplete--;
    window.onPartialEnded(message.bytes());
    window.onPartialForgotten();
    window.onReassemblyMemory(-message.overhead());
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

  /** Discards a stream's messages up to this one, abandoned by the peer (RFC 8260, 2.3.1). */
  void abandon(int streamId, boolean unordered, int messageId) {
    streams
        .computeIfAbsent(key(streamId, unordered), k -> new PartialMessages())
        .abandon(messageId, this::discard);
  }

  /** Discards the incomplete messages of a stream that was reset. */
  void abandon(int streamId) {
    forgetStream(key(streamId, true));
    forgetStream(key(streamId, false));
  }

  private void forgetStream(int key) {
    PartialMessages stream = streams.remove(key);
    if (stream != null) {
      stream.forEach(this::discard);
    }
  }

  private void discard(PartialMessage message) {
    forget(message);
    window.onDiscarded(message.bytes());
  }

  private static int key(int streamId, boolean unordered) {
    return streamId << 1 | (unordered ? 1 : 0);
  }
}
