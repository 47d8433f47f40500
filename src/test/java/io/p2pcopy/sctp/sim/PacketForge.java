package io.p2pcopy.sctp.sim;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/** Makes SCTP packets of any content with a right checksum, as a hostile peer could. */
public final class PacketForge {
  private static final int PORT = 5000;
  private static final int CHECKSUM = 8;

  /** Where the number of gap blocks is in the value of a SACK; the number of duplicates follows. */
  private static final int SACK_GAP_BLOCKS = 8;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  private PacketForge(int verificationTag) {
    bytes.writeBytes(
        ByteBuffer.allocate(12)
            .putShort((short) PORT)
            .putShort((short) PORT)
            .putInt(verificationTag)
            .array());
  }

  public static PacketForge packet(int verificationTag) {
    return new PacketForge(verificationTag);
  }

  public PacketForge chunk(int type, int flags, byte[] value) {
    return chunk(type, flags, value.length + 4, value);
  }

  /** Adds a chunk whose length field need not be right. */
  public PacketForge chunk(int type, int flags, int length, byte[] value) {
    bytes.writeBytes(
        ByteBuffer.allocate(4).put((byte) type).put((byte) flags).putShort((short) length).array());
    bytes.writeBytes(value);
    bytes.writeBytes(new byte[-value.length & 3]);
    return this;
  }

  /** Adds a DATA chunk; {@code flags}: 4 unordered, 2 beginning, 1 end. */
  public PacketForge data(int flags, int tsn, int streamId, int ssn, int ppid, byte[] payload) {
    return chunk(
        SeenPacket.DATA,
        flags,
        ByteBuffer.allocate(12 + payload.length)
            .putInt(tsn)
            .putShort((short) streamId)
            .putShort((short) ssn)
            .putInt(ppid)
            .put(payload)
            .array());
  }

  /**
   * Adds an I-DATA chunk; {@code flags}: 4 unordered, 2 beginning, 1 end.
   *
   * @param last the payload protocol identifier in a beginning, else the fragment's number
   */
  public PacketForge interleaved(
      int flags, int tsn, int streamId, int messageId, int last, byte[] payload) {
    return chunk(
        SeenPacket.I_DATA,
        flags,
        ByteBuffer.allocate(16 + payload.length)
            .putInt(tsn)
            .putShort((short) streamId)
            .putShort((short) 0)
            .putInt(messageId)
            .putInt(last)
            .put(payload)
            .array());
  }

  /**
   * Returns a packet as a receiver would have made it that reports no duplicates and only so many
   * gap blocks, the lowest ones.
   */
  static byte[] withGapBlocks(SeenPacket packet, int most) {
    var forge = new PacketForge(packet.verificationTag());
    for (SeenPacket.Chunk chunk : packet.chunks()) {
      ByteBuffer value =
          ByteBuffer.wrap(packet.bytes(), chunk.start() + 4, chunk.length() - 4).slice();
      if (chunk.type() == SeenPacket.SACK) {
        int blocks = Math.min(most, value.getShort(SACK_GAP_BLOCKS) & 0xffff);
        value.putShort(SACK_GAP_BLOCKS, (short) blocks);
        value.putShort(SACK_GAP_BLOCKS + 2, (short) 0);
        value.limit(SACK_GAP_BLOCKS + 4 + 4 * blocks);
      }
      var kept = new byte[value.remaining()];
      value.get(kept);
      forge.chunk(chunk.type(), chunk.flags(), kept);
    }
    return forge.build();
  }

  public byte[] build() {
    return withChecksum(bytes.toByteArray());
  }

  /** Puts the right CRC32c into a packet, in place, and returns it. */
  public static byte[] withChecksum(byte[] packet) {
    if (packet.length < CHECKSUM + 4) {
      return packet;
    }
    ByteBuffer buffer = ByteBuffer.wrap(packet).order(ByteOrder.LITTLE_ENDIAN);
    buffer.putInt(CHECKSUM, 0);
    var crc = new CRC32C();
    crc.update(packet);
    return buffer.putInt(CHECKSUM, (int) crc.getValue()).array();
  }
}
