package io.p2pcopy.sctp.packet;

import java.nio.ByteBuffer;

/**
 * Advances the receiver's cumulative TSN past abandoned chunks (RFC 3758, section 3.2).
 *
 * <pre>
 * +---------------+---------------+-------------------------------+
 * |  Type = 192   |  Flags = 0    |            Length             |
 * +---------------+---------------+-------------------------------+
 * |                      New Cumulative TSN                       |
 * +-------------------------------+-------------------------------+
 * |           Stream-1            |       Stream Sequence-1       |
 * +-------------------------------+-------------------------------+
 * \                              ...                              \
 * +-------------------------------+-------------------------------+
 * </pre>
 *
 * @param skipped each (stream << 16 | stream sequence number)
 */
@SuppressWarnings("ArrayRecordComponent") // Never changed once made.
public record ForwardTsnChunk(int newCumulativeTsn, int[] skipped) implements Chunk {

  private static final int FIXED = 8;

  static ForwardTsnChunk read(ByteBuffer body) throws MalformedPacketException {
    Wire.require(body, FIXED - HEADER, "FORWARD-TSN");
    int newCumulativeTsn = body.getInt();
    int[] skipped = new int[body.remaining() / 4];
    for (int i = 0; i < skipped.length; i++) {
      skipped[i] = body.getInt();
    }
    return new ForwardTsnChunk(newCumulativeTsn, skipped);
  }

  @Override
  public int length() {
    return FIXED + 4 * skipped.length;
  }

  @Override
  public void writeTo(ByteBuffer out) {
    Wire.putHeader(out, ChunkType.FORWARD_TSN, 0, length());
    out.putInt(newCumulativeTsn);
    for (int entry : skipped) {
      out.putInt(entry);
    }
  }

  @Override
  public void accept(ChunkVisitor visitor) throws ProtocolViolationException {
    visitor.onForwardTsn(this);
  }
}
