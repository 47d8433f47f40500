package io.p2pcopy.sctp.packet;

import java.nio.ByteBuffer;

/**
 * Returns the State Cookie (RFC 9260, section 3.3.11).
 *
 * <pre>
 * +---------------+---------------+-------------------------------+
 * |   Type = 10   |  Flags = 0    |            Length             |
 * +---------------+---------------+-------------------------------+
 * \                            Cookie                             \
 * +---------------------------------------------------------------+
 * </pre>
 *
 * @param cookie a copy from the INIT ACK
 */
@SuppressWarnings("ArrayRecordComponent") // Never changed once read.
public record CookieEchoChunk(byte[] cookie) implements Chunk {

  static CookieEchoChunk read(ByteBuffer body) {
    return new CookieEchoChunk(Wire.remaining(body));
  }

  @Override
  public int length() {
    return HEADER + cookie.length;
  }

  @Override
  public void writeTo(ByteBuffer out) {
    Wire.putHeader(out, ChunkType.COOKIE_ECHO, 0, length());
    out.put(cookie);
    Wire.putPadding(out, cookie.length);
  }

  @Override
  public void accept(ChunkVisitor visitor) {
    visitor.onCookieEcho(this);
  }
}
