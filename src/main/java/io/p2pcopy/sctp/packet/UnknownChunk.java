package io.p2pcopy.sctp.packet;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A chunk of unknown type.
 *
 * <pre>
 * +---------------+---------------+-------------------------------+
 * |  Chunk Type   |  Chunk Flags  |         Chunk Length          |
 * +---------------+---------------+-------------------------------+
 * \                          Chunk Value                          \
 * +---------------------------------------------------------------+
 * </pre>
 */
@SuppressWarnings("ArrayRecordComponent") // Never changed once read.
public record UnknownChunk(int type, int flags, byte[] value) implements Chunk {

  static UnknownChunk read(int type, int flags, ByteBuffer body) {
    return new UnknownChunk(type, flags, Wire.remaining(body));
  }

  /** Converts a chunk of a known type that was not negotiated. */
  public static UnknownChunk of(Chunk chunk) {
    var bytes = ByteBuffer.allocate(Chunk.padded(chunk.length()));
    chunk.writeTo(bytes);
    byte[] value = Arrays.copyOfRange(bytes.array(), HEADER, chunk.length());
    return new UnknownChunk(
        Byte.toUnsignedInt(bytes.get(0)), Byte.toUnsignedInt(bytes.get(1)), value);
  }

  /** Returns the chunk including its header but not its padding, for an error cause. */
  public byte[] toBytes() {
    var out = ByteBuffer.allocate(length());
    Wire.putHeader(out, type, flags, length());
    return out.put(value).array();
  }

  @Override
  public int length() {
    return HEADER + value.length;
  }

  @Override
  public void writeTo(ByteBuffer out) {
    Wire.putHeader(out, type, flags, length());
    out.put(value);
    Wire.putPadding(out, value.length);
  }

  @Override
  public void accept(ChunkVisitor visitor) {
    visitor.onUnknown(this);
  }
}
