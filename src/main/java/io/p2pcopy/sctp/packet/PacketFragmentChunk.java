package io.p2pcopy.sctp.packet;

import java.nio.ByteBuffer;

/**
 * A fragment of a packet that exceeds the path MTU, used only with a {@code PresharedInit}. RFC
 * 9260, section 6.9, requires IP fragmentation in this case; this chunk replaces it, because
 * routers and firewalls often drop IP fragments. The fragments carry the chunks of the packet,
 * without the common header.
 *
 * <pre>
 * +---------------+---------------+-------------------------------+
 * |  Type = 190   |   Flags = 0   |            Length             |
 * +---------------+---------------+-------------------------------+
 * |    Identification of packet   |     Length of its chunks      |
 * +-------------------------------+-------------------------------+
 * |     Offset of the fragment    |               0               |
 * +-------------------------------+-------------------------------+
 * \                             Bytes                             \
 * +---------------------------------------------------------------+
 * </pre>
 *
 * @param total the length of the packet's chunks in bytes
 * @param bytes the fragment; its length is a multiple of four
 */
@SuppressWarnings("ArrayRecordComponent") // Never changed once made.
public record PacketFragmentChunk(int identification, int total, int offset, byte[] bytes)
    implements Chunk {

  /** The length of the chunk without {@code bytes}. */
  public static final int FIXED = 12;

  static PacketFragmentChunk read(ByteBuffer body) throws MalformedPacketException {
    Wire.require(body, FIXED - HEADER, "packet fragment");
    int identification = Wire.unsignedShort(body);
    int total = Wire.unsignedShort(body);
    int offset = Wire.unsignedShort(body);
    Wire.unsignedShort(body);
    byte[] bytes = Wire.remaining(body);
    if (bytes.length == 0
        || (bytes.length | offset | total) % 4 != 0
        || offset + bytes.length > total) {
      throw new MalformedPacketException("packet fragment outside of its packet");
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
