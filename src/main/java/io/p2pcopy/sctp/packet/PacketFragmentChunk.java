package io.p2pcopy.sctp.packet;

import java.nio.ByteBuffer;

/**
 * A piece of a packet that has become too long for the path, between our own ends only. RFC 9260,
 * section 6.9, asks for IP fragmentation there; this does the same where neither routers nor
 * firewalls can spoil it. The pieces of a packet stand for its chunks, without the common header.
 *
 * <pre>
 * +---------------+---------------+-------------------------------+
 * |  Type = 190   |   Flags = 0   |            Length             |
 * +---------------+---------------+-------------------------------+
 * |    Identification of packet   |     Length of its chunks      |
 * +-------------------------------+-------------------------------+
 * |      Offset of the piece      |               0               |
 * +-------------------------------+-------------------------------+
 * \                             Bytes                             \
 * +---------------------------------------------------------------+
 * </pre>
 *
 * @param total the length of all pieces together
 * @param bytes a multiple of four
 */
@SuppressWarnings("ArrayRecordComponent") // Never changed once made.
public record PacketFragmentChunk(int identification, int total, int offset, byte[] bytes)
    implements Chunk {

  /** The length of everything before the bytes. */
  public static final int FIXED = 12;

  static PacketFragmentChunk read(ByteBuffer body) throws MalformedPacketException {
    Wire.require(body, FIXED - HEADER, "piece");
    int identification = Wire.unsignedShort(body);
    int total = Wire.unsignedShort(body);
    int offset = Wire.unsignedShort(body);
    Wire.unsignedShort(body);
    byte[] bytes = Wire.remaining(body);
    if (bytes.length == 0
        || (bytes.length | offset | total) % 4 != 0
        || offset + bytes.length > total) {
      throw new MalformedPacketException("piece that does not fit its packet");
    }
    return new PacketFragmentChunk(identification, total, offset, bytes);
  }

  @Override
  public int length() {
    return FIXED + bytes.length;
  }

  @Override
  public void writeTo(ByteBuffer out) {
    Wire.putHeader(out, ChunkType.PIECE, 0, length());
    out.putShort((short) identification).putShort((short) total);
    out.putShort((short) offset).putShort((short) 0);
    out.put(bytes);
  }

  @Override
  public void accept(ChunkVisitor visitor) {
    visitor.onPacketFragment(this);
  }
}
