package io.p2pcopy.sctp.packet;

import java.nio.ByteBuffer;

/**
 * Acknowledges a COOKIE ECHO (RFC 9260, section 3.3.12).
 *
 * <pre>
 * +---------------+---------------+-------------------------------+
 * |   Type = 11   |  Flags = 0    |          Length = 4           |
 * +---------------+---------------+-------------------------------+
 * </pre>
 */
public record CookieAckChunk() implements Chunk {

  @Override
  public int length() {
    return HEADER;
  }

  @Override
  public void writeTo(ByteBuffer out) {
    Wire.putHeader(out, ChunkType.COOKIE_ACK, 0, HEADER);
  }

  @Override
  public void accept(ChunkVisitor visitor) {
    visitor.onCookieAck(this);
  }
}
