package io.p2pcopy.sctp.packet;

import java.nio.ByteBuffer;

/**
 * Acknowledges DATA (RFC 9260, section 3.3.4).
 *
 * <pre>
 * +---------------+---------------+-------------------------------+
 * |   Type = 3    |  Flags = 0    |            Length             |
 * +---------------+---------------+-------------------------------+
 * |                      Cumulative TSN Ack                       |
 * +---------------------------------------------------------------+
 * |          Advertised Receiver Window Credit (a_rwnd)           |
 * +-------------------------------+-------------------------------+
 * | Number of Gap Ack Blocks = N  |  Number of Duplicate TSNs = M |
 * +-------------------------------+-------------------------------+
 * |    Gap Ack Block #1 Start     |     Gap Ack Block #1 End      |
 * +-------------------------------+-------------------------------+
 * \                              ...                              \
 * +-------------------------------+-------------------------------+
 * |                        Duplicate TSN 1                        |
 * +---------------------------------------------------------------+
 * \                              ...                              \
 * +---------------------------------------------------------------+
 * </pre>
 *
 * @param gapBlocks the gap ack blocks, each (start << 16 | end) as offsets from the Cumulative TSN
 *     Ack
 * @param duplicateTsns as on the wire
 */
@SuppressWarnings("ArrayRecordComponent") // Never changed once made.
public record SackChunk(
    int cumulativeTsnAck, long advertisedWindow, int[] gapBlocks, int[] duplicateTsns)
    implements Chunk {

  /** The length of a SACK without gap ack blocks and duplicate TSNs. */
  public static final int FIXED = 16;

  private static final int[] NONE = {};

  static SackChunk read(ByteBuffer body) throws MalformedPacketException {
    Wire.require(body, FIXED - HEADER, "SACK");
    int cumulativeTsnAck = body.getInt();
    long window = Integer.toUnsignedLong(body.getInt());
    int gaps = Wire.unsignedShort(body);
    int duplicates = Wire.unsignedShort(body);
    Wire.require(body, 4 * (gaps + duplicates), "SACK");
    return new SackChunk(cumulativeTsnAck, window, ints(body, gaps), ints(body, duplicates));
  }

  /** Packs a gap ack block; both offsets are 1 to 65535. */
  public static int gapBlock(int start, int end) {
    return start << 16 | end;
  }

  public static int gapStart(int block) {
    return block >>> 16;
  }

  public static int gapEnd(int block) {
    return block & 0xFFFF;
  }

  @Override
  public int length() {
    return FIXED + 4 * (gapBlocks.length + duplicateTsns.length);
  }

  @Override
  public void writeTo(ByteBuffer out) {
    Wire.putHeader(out, ChunkType.SACK, 0, length());
    out.putInt(cumulativeTsnAck).putInt((int) advertisedWindow);
    out.putShort((short) gapBlocks.length).putShort((short) duplicateTsns.length);
    for (int block : gapBlocks) {
      out.putInt(block);
    }
    for (int tsn : duplicateTsns) {
      out.putInt(tsn);
    }
  }

  @Override
  public void accept(ChunkVisitor visitor) throws ProtocolViolationException {
    visitor.onSack(this);
  }

  private static int[] ints(ByteBuffer in, int count) {
    if (count == 0) {
      return NONE;
    }
    int[] values = new int[count];
    for (int i = 0; i < count; i++) {
      values[i] = in.getInt();
    }
    return values;
  }
}
