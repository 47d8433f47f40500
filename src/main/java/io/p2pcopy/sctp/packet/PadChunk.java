package io.p2pcopy.sctp.packet;

import java.nio.ByteBuffer;

/**
 * Pads a packet; the receiver discards it (RFC 4820, section 3.1).
 *
 * <pre>
 * +---------------+---------------+-------------------------------+
 * |  Type = 132   |   Flags = 0   |            Length             |
 * +---------------+---------------+-------------------------------+
 * \                         Padding Data                          \
 * +---------------------------------------------------------------+
 * </pre>
 *
 * @param length of the whole chunk, a multiple of four
 */
public record PadChunk(int length) implements Chunk {

  @Override
  public void writeTo(ByteBuffer out) {
    Wire.putHeader(out, ChunkType.PAD, 0, length);
    for (int i = HEADER; i < length; i += HEADER) {
      out.putInt(0);
    }
  }

  @Override
  public void accept(ChunkVisitor visitor) {
    // RFC 4820, section 4: "The receiver of the PAD chunk MUST silently discard the chunk".
  }
}
