package io.p2pcopy.sctp.packet;

import java.nio.ByteBuffer;

/**
 * Acknowledges a HEARTBEAT (RFC 9260, section 3.3.6).
 *
 * <pre>
 * +---------------+---------------+-------------------------------+
 * |   Type = 5    |  Flags = 0    |            Length             |
 * +---------------+---------------+-------------------------------+
 * \                  Heartbeat Info (parameter 1)                 \
 * +---------------------------------------------------------------+
 * </pre>
 *
 * @param information a copy from the HEARTBEAT
 */
@SuppressWarnings("ArrayRecordComponent") // Never changed once read.
public record HeartbeatAckChunk(byte[] information) implements Chunk {

  static HeartbeatAckChunk read(ByteBuffer body) {
    return new HeartbeatAckChunk(Wire.remaining(body));
  }

  @Override
  public int length() {
    return HEADER + information.length;
  }

  @Override
  public void writeTo(ByteBuffer out) {
    Wire.putHeader(out, ChunkType.HEARTBEAT_ACK, 0, length());
    out.put(information);
    Wire.putPadding(out, information.length);
  }

  @Override
  public void accept(ChunkVisitor visitor) {
    visitor.onHeartbeatAck(this);
  }
}
