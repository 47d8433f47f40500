package io.p2pcopy.sctp.packet;

import java.nio.ByteBuffer;

/**
 * Initiates a graceful shutdown; the sender has no outstanding data (RFC 9260, section 3.3.8).
 *
 * <pre>
 * +---------------+---------------+-------------------------------+
 * |   Type = 7    |  Flags = 0    |          Length = 8           |
 * +---------------+---------------+-------------------------------+
 * |                      Cumulative TSN Ack                       |
 * +---------------------------------------------------------------+
 * </pre>
 */
public record ShutdownChunk(int cumulativeTsnAck) implements Chunk {

  private static final int LENGTH = 8;

  static ShutdownChunk read(ByteBuffer body) throws MalformedPacketException {
    Wire.require(body, LENGTH - HEADER, "SHUTDOWN");
    return new ShutdownChunk(body.getInt());
  }

  @Override
  public int length() {
    return LENGTH;
  }

  @Override
  public void writeTo(ByteBuffer out) {
    Wire.putHeader(out, ChunkType.SHUTDOWN, 0, LENGTH);
    out.putInt(cumulativeTsnAck);
  }

  @Override
  public void accept(ChunkVisitor visitor) throws ProtocolViolationException {
    visitor.onShutdown(this);
  }
}
