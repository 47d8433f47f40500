package io.p2pcopy.sctp.rx;

import io.p2pcopy.sctp.packet.DataChunk;
import io.p2pcopy.sctp.packet.ProtocolViolationException;
import java.util.Arrays;

/** A growing buffer that holds the fragments of a message received in order so far. */
final class MessageBuffer {

  private final int maxMessageSize;
  private byte[] bytes = {};
  private int length;

  MessageBuffer(int maxMessageSize) {
    this.maxMessageSize = maxMessageSize;
  }

  int length() {
    return length;
  }

  /** Returns the allocated but unused memory in bytes. */
  int unused() {
    return bytes.length - length;
  }

  void append(DataChunk chunk) {
    reserve(chunk.payloadLength());
    chunk.copyPayload(bytes, length);
    length += chunk.payloadLength();
  }

  void append(Fragment fragment) {
    reserve(fragment.payload.length);
    System.arraycopy(fragment.payload, 0, bytes, length, fragment.payload.length);
    length += fragment.payload.length;
  }

  /** Returns a copy of the content and empties the buffer. */
  byte[] take() {
    byte[] content = Arrays.copyOf(bytes, length);
    length = 0;
    return content;
  }

  void clear() {
    length = 0;
  }

  /** Throws if a message of {@code size} bytes exceeds the maximum message size. */
  void checkSize(int size) throws ProtocolViolationException {
    if (size > maxMessageSize) {
      throw new ProtocolViolationException("a message of more than " + maxMessageSize + " bytes");
    }
  }

  private void reserve(int more) {
    if (length + more > bytes.length) {
      int doubled = (int) Math.min(2L * bytes.length, maxMessageSize);
      bytes = Arrays.copyOf(bytes, Math.max(length + more, doubled));
    }
  }
}
