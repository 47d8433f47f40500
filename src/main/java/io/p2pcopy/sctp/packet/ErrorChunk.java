package io.p2pcopy.sctp.packet;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * Reports error conditions that need not be fatal (RFC 9260, section 3.3.10).
 *
 * <pre>
 * +---------------+---------------+-------------------------------+
 * |   Type = 9    |   Flags = 0   |            Length             |
 * +---------------+---------------+-------------------------------+
 * \                    zero or more Error Causes                  \
 * +---------------------------------------------------------------+
 * </pre>
 */
public record ErrorChunk(List<ErrorCause> causes) implements Chunk {

  public ErrorChunk {
    causes = List.copyOf(causes);
  }

  static ErrorChunk read(ByteBuffer body) throws MalformedPacketException {
    return new ErrorChunk(ErrorCause.readAll(body));
  }

  @Override
  public int length() {
    return HEADER + ErrorCause.lengthOf(causes);
  }

  @Override
  public void writeTo(ByteBuffer out) {
    Wire.putHeader(out, ChunkType.ERROR, 0, length());
    ErrorCause.writeAll(causes, out);
  }

  @Override
  public void accept(ChunkVisitor visitor) {
    visitor.onError(this);
  }
}
