package io.p2pcopy.interop;

import io.p2pcopy.datachannel.Message;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Keeps what was said, so that two ends can compare: a digest over kind (0 text, 1 binary), length
 * (32 bits) and content of each message.
 */
final class MessageLog {
  private final MessageDigest digest = sha256();
  private long bytes;
  private int messages;
  private int texts;
  private int empty;

  void add(Message message) {
    byte[] payload = message.payload();
    ByteBuffer head = ByteBuffer.allocate(5);
    head.put((byte) (message.isText() ? 0 : 1)).putInt(payload.length);
    digest.update(head.array());
    digest.update(payload);
    bytes += payload.length;
    messages++;
    texts += message.isText() ? 1 : 0;
    empty += payload.length == 0 ? 1 : 0;
  }

  long bytes() {
    return bytes;
  }

  /** Ends the log. */
  String toJson() {
    return "{\"bytes\":%d,\"messages\":%d,\"texts\":%d,\"empty\":%d,\"sha256\":\"%s\"}"
        .formatted(bytes, messages, texts, empty, HexFormat.of().formatHex(digest.digest()));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
