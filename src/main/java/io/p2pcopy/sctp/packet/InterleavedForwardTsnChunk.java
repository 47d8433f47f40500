package io.p2pcopy.sctp.packet;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * I-FORWARD-TSN (RFC 8260, section 2.3.1): advances the receiver's cumulative TSN past abandoned
 * chunks if I-DATA is used.
 *
 * <pre>
 * +---------------+---------------+-------------------------------+
 * |  Type = 194   |  Flags = 0    |            Length             |
 * +---------------+---------------+-------------------------------+
 * |                      New Cumulative TSN                       |
 * +-------------------------------+-----------------------------+-+
 * |       Stream Identifier       |          Reserved           |U|
 * +-------------------------------+-----------------------------+-+
 * |                      Message Identifier                       |
 * +---------------------------------------------------------------+
 * \                              ...                              \
 * +---------------------------------------------------------------+
 * </pre>
 */
public record InterleavedForwardTsnChunk(int newCumulativeTsn, List<Skipped> skipped)
    implements Chunk {

  /** The last abandoned ordered or unordered message of a stream. */
  public record Skipped(int streamId, boolean unordered, int messageId) {}

  private static final int FIXED = 8;
  private static final int ENTRY = 8;

  public InterleavedForwardTsnChunk {
    skipped = List.copyOf(skipped);
  }

  static InterleavedForwardTsnChunk read(ByteBuffer body) throws MalformedPacketException {
    Wire.require(body, FIXED - HEADER, "I-FORWARD-TSN");
    int newCumulativeTsn = body.getInt();
    var skipped = new ArrayList<Skipped>();
    while (body.remaining() >= ENTRY) {
      int streamId = Wire.unsignedShort(body);
      boolean unordered = (body.getShort() & 1) != 0;
      skipped.add(new Skipped(streamId, unordered, body.getInt()));
    }
    return new InterleavedForwardTsnChunk(newCumulativeTsn, skipped);
  }

  @Override
  public int length() {
    return FIXED + ENTRY * skipped.size();
  }

  @Override
  public void writeTo(ByteBuffer out) {
    Wire.putHeader(out, ChunkType.I_FORWARD_TSN, 0, length());
    out.putInt(newCumulativeTsn);
    for (Skipped entry : skipped) {
      out.putShort((short) entry.streamId).putShort((short) (entry.unordered ? 1 : 0));
      out.putInt(entry.messageId);
    }
  }

  @Override
  public void accept(ChunkVisitor visitor) {
    visitor.onInterleavedForwardTsn(this);
  }
}
