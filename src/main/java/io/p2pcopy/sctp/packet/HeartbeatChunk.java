package io.p2pcopy.sctp.packet;

import java.nio.ByteBuffer;

/**
 * Probes whether the peer is reachable (RFC 9260, section 3.3.5).
 *
 * <pre>
 * +---------------+---------------+-------------------------------+
 * |   Type = 4    |  Flags = 0    |            Length             |
 * +---------------+---------------+-------------------------------+
 * \                  Heartbeat Info (parameter 1)                 \
 * +---------------------------------------------------------------+
 * </pre>
 *
 * @param information the Heartbeat Info parameter including its header; opaque to the peer
 */
@SuppressWarnings("ArrayRecordComponent") // Never changed once read.
public record HeartbeatChunk(byte[] information) implements Chunk {

  static HeartbeatChunk read(ByteBuffer body) {
    return new HeartbeatChunk(Wire.remaining(body));
  }

  @Override
  public int length() {
    return HEADER + information.length;
  }

  @Override
  public void writeTo(ByteBuffer out) {
    Wire.putHeader(out, ChunkType.HEARTBEAT, 0, length());
    out.put(information);
    Wire.putPadding(out, information.length);
  }

  @Override
  public void accept(ChunkVisitor visitor) {
    visitor.onHeartbeat(this);
  }
}
