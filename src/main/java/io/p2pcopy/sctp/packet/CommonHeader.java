package io.p2pcopy.sctp.packet;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The SCTP common header (RFC 9260, section 3.1).
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-------------------------------+-------------------------------+
 * |      Source Port Number       |    Destination Port Number    |
 * +-------------------------------+-------------------------------+
 * |                       Verification Tag                        |
 * +---------------------------------------------------------------+
 * |                    Checksum (CRC32c)                          |
 * +---------------------------------------------------------------+
 * </pre>
 */
public final class CommonHeader {

  public static final int LENGTH = 12;

  private static final int TAG = 4;
  private static final int CHECKSUM = 8;
  private static final byte[] ZERO_CHECKSUM = new byte[4];

  private CommonHeader() {}

  public static int sourcePort(ByteBuffer packet) {
    return Short.toUnsignedInt(packet.getShort(packet.position()));
  }

  public static int destinationPort(ByteBuffer packet) {
    return Short.toUnsignedInt(packet.getShort(packet.position() + 2));
  }

  public static int verificationTag(ByteBuffer packet) {
    return packet.getInt(packet.position() + TAG);
  }

  /** Whether the checksum of the packet from position to limit is valid. */
  public static boolean hasValidChecksum(ByteBuffer packet) {
    int start = packet.position();
    int end = packet.limit();
    int expected = checksum(packet, start, end);
    return packet.getInt(start + CHECKSUM) == expected;
  }

  /** Whether the sender omitted the checksum (RFC 9653, section 5.2). */
  public static boolean hasZeroChecksum(ByteBuffer packet) {
    return packet.getInt(packet.position() + CHECKSUM) == 0;
  }

  /** Writes a common header with a zero checksum at the buffer's position. */
  public static void begin(ByteBuffer out, int sourcePort, int destinationPort, int tag) {
    out.putShort((short) sourcePort).putShort((short) destinationPort).putInt(tag).putInt(0);
  }

  /** Writes the checksum of the packet from {@code start} to the buffer's position. */
  public static void finish(ByteBuffer out, int start) {
    out.putInt(start + CHECKSUM, checksum(out, start, out.position()));
  }

  /** Computes the checksum with its field as zero. Does not change position and limit. */
  private static int checksum(ByteBuffer buffer, int start, int end) {
    int position = buffer.position();
    int limit = buffer.limit();
    var crc = new CRC32C();
    buffer.limit(start + CHECKSUM).position(start);
    crc.update(buffer);
    crc.update(ZERO_CHECKSUM);
    buffer.limit(end).position(start + LENGTH);
    crc.update(buffer);
    buffer.limit(limit).position(position);
    // RFC 9260, appendix A: the remainder is sent with its least significant byte first.
    return Integer.reverseBytes((int) crc.getValue());
  }
}
