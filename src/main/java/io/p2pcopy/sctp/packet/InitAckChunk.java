package io.p2pcopy.sctp.packet;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * Answers an INIT; carries the State Cookie (RFC 9260, section 3.3.3).
 *
 * <pre>
 * +---------------+---------------+-------------------------------+
 * |   Type = 2    |  Flags = 0    |            Length             |
 * +---------------+---------------+-------------------------------+
 * |                         Initiate Tag                          |
 * +---------------------------------------------------------------+
 * |           Advertised Receiver Window Credit (a_rwnd)          |
 * +-------------------------------+-------------------------------+
 * |  Number of Outbound Streams   |   Number of Inbound Streams   |
 * +-------------------------------+-------------------------------+
 * |                          Initial TSN                          |
 * +---------------------------------------------------------------+
 * \              Optional/Variable-Length Parameters               * +---------------------------------------------------------------+
 * </pre>
 */
public record InitAckChunk(
    int initiateTag,
    long advertisedWindow,
    int outboundStreams,
    int inboundStreams,
    int initialTsn,
    List<Parameter> parameters)
    implements Chunk {

  private static final int FIXED = 16;

  public InitAckChunk {
    parameters = List.copyOf(parameters);
  }

  static InitAckChunk read(ByteBuffer body) throws MalformedPacketException {
    Wire.require(body, FIXED, "INIT ACK");
    return new InitAckChunk(
        body.getInt(),
        Integer.toUnsignedLong(body.getInt()),
        Wire.unsignedShort(body),
        Wire.unsignedShort(body),
        body.getInt(),
        Parameter.readAll(body));
  }

  @Override
  public int length() {
    return HEADER + FIXED + Parameter.lengthOf(parameters);
  }

  @Override
  public void writeTo(ByteBuffer out) {
    int length = length();
    Wire.putHeader(out, ChunkType.INIT_ACK, 0, length);
    out.putInt(initiateTag).putInt((int) advertisedWindow);
    out.putShort((short) outboundStreams).putShort((short) inboundStreams).putInt(initialTsn);
    Parameter.writeAll(parameters, out);
  }

  @Override
  public void accept(ChunkVisitor visitor) throws ProtocolViolationException {
    visitor.onInitAck(this);
  }
}
