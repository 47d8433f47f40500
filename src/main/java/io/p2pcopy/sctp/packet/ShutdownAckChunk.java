package io.p2pcopy.sctp.packet;

import java.nio.ByteBuffer;

/**
 * Acknowledges a SHUTDOWN (RFC 9260, section 3.3.9).
 *
 * <pre>
 * +---------------+---------------+-------------------------------+
 * |   Type = 8    |  Flags = 0    |          Length = 4           |
 * +---------------+---------------+-------------------------------+
 * </pre>
 */
public record ShutdownAckChunk() implements Chunk {

  @Override
  public int length() {
    return HEADER;
  }

  @Override
  public void writeTo(ByteBuffer out) {
    Wire.putHeader(out, ChunkType.SHUTDOWN_ACK, 0, HEADER);
  }

  @Override
  public void accept(ChunkVisitor visitor) {
    visitor.onShutdownAck(this);
  }
}
