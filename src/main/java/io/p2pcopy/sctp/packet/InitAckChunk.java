package io.p2pcopy.sctp.packet;

import java.nio.ByteBuffer;

/**
 * Acknowledges an INIT and carries the State Cookie (RFC 9260, section 3.3.3).
 *
 * <pre>
 * +---------------+---------------+-------------------------------+
 * |   Type = 2    |  Flags = 0    |            Length             |
 * +---------------+---------------+-------------------------------+
 * /                          Initiation                           /
 * +---------------------------------------------------------------+
 * </pre>
 */
public record InitAckChunk(Initiation initiation) implements Chunk {

  static InitAckChunk read(ByteBuffer body) throws MalformedPacketException {
    return new InitAckChunk(Initiation.read(body, "INIT ACK"));
  }

  @Override
  public int length() {
    return HEADER + initiation.length();
  }

  @Override
  public void writeTo(ByteBuffer out) {
    Wire.putHeader(out, ChunkType.INIT_ACK, 0, length());
    initiation.writeTo(out);
  }

  @Override
  public void accept(ChunkVisitor visitor) throws ProtocolViolationException {
    visitor.onInitAck(this);
  }
}
