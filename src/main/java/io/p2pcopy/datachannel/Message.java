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

  /** The two kinds of the W3C API, told apart by payload protocol identifiers. */
  public enum Kind {
    TEXT,
    BINARY
  }

  public static Message text(String text) {
    return new Message(Kind.TEXT, text.getBytes(StandardCharsets.UTF_8));
  }

  public static Message binary(byte[] payload) {
    return new Message(Kind.BINARY, payload);
  }

  public boolean isText() {
    return kind == Kind.TEXT;
  }

  /** Returns the payload read as UTF-8; malformed bytes become U+FFFD. */
  public String asText() {
    return new String(payload, StandardCharsets.UTF_8);
  }
}
