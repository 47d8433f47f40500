package io.p2pcopy.datachannel;

import java.nio.charset.StandardCharsets;

/**
 * One message of a data channel (RFC 8831, section 6.6).
 *
 * @param kind whether the peer sent a string or bytes
 * @param payload the content, possibly empty; owned by whoever received the message
 */
@SuppressWarnings("ArrayRecordComponent") // A copy for each message would halve the rate.
public record Message(Kind kind, byte[] payload) {

  /** The two message types of the W3C API, distinguished by payload protocol identifiers. */
  public enum Kind {
    /** UTF-8 text. */
    TEXT,
    /** Bytes. */
    BINARY
  }

  /**
   * {@return a message of text}
   *
   * @param text the text
   */
  public static Message text(String text) {
    return new Message(Kind.TEXT, text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * {@return a message of bytes}
   *
   * @param payload the bytes; not copied
   */
  public static Message binary(byte[] payload) {
    return new Message(Kind.BINARY, payload);
  }

  /** {@return whether the payload is UTF-8 text} */
  public boolean isText() {
    return kind == Kind.TEXT;
  }

  /** {@return the payload decoded as UTF-8; malformed bytes become U+FFFD} */
  public String asText() {
    return new String(payload, StandardCharsets.UTF_8);
  }
}
