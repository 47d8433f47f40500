package io.p2pcopy.sctp.packet;

import java.nio.ByteBuffer;

/**
 * Initiates an association (RFC 9260, section 3.3.2).
 *
 * <pre>
 * +---------------+---------------+-------------------------------+
 * |   Type = 1    |  Flags = 0    |            Length             |
 * +---------------+---------------+-------------------------------+
 * /                          Initiation                           /
 * +---------------------------------------------------------------+
 * </pre>
 */
public record InitChunk(Initiation initiation) implements Chunk {

  static InitChunk read(ByteBuffer body) throws MalformedPacketException {
    return new InitChunk(Initiation.read(body, "INIT"));
  }

  @Override
  public int length() {
    return HEADER + initiation.length();
  }

  @Override
  public void writeTo(ByteBuffer out) {
    Wire.putHeader(out, ChunkType.INIT, 0, length());
    initiation.writeTo(out);
  }

  @Override
  public void accept(ChunkVisitor visitor) {
    visitor.onInit(this);
  }
}
