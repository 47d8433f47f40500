package io.p2pcopy.sctp.rx;

import io.p2pcopy.sctp.packet.DataChunk;
import io.p2pcopy.sctp.packet.ProtocolViolationException;
import java.util.Arrays;

/** The beginning of a message, which grows by what follows it. */
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

  /** Returns the memory that it has reserved for what follows, in bytes. */
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

  /** Returns the content and is empty again. */
  byte[] take() {
    byte[] content = Arrays.copyOf(bytes, length);
    length = 0;
    return content;
  }

  void clear() {
    length = 0;
  }

  /** Refuses a message that has this many bytes by now. */
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
