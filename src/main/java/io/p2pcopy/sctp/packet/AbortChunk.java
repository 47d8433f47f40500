package io.p2pcopy.sctp.packet;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * Aborts an association (RFC 9260, section 3.3.7).
 *
 * <pre>
 * +---------------+---------------+-------------------------------+
 * |   Type = 6    |  Reserved   |T|            Length             |
 * +---------------+---------------+-------------------------------+
 * \                    zero or more Error Causes                  \
 * +---------------------------------------------------------------+
 * </pre>
 */
public record AbortChunk(boolean reflectedTag, List<ErrorCause> causes) implements Chunk {

  /** The T bit: the verification tag is reflected from the receiver's own packets. */
  public static final int REFLECTED_TAG = 1;

  public AbortChunk {
    causes = List.copyOf(causes);
  }

  static AbortChunk read(int flags, ByteBuffer body) throws MalformedPacketException {
    return new AbortChunk((flags & REFLECTED_TAG) != 0, ErrorCause.readAll(body));
  }

  @Override
  public int length() {
    return HEADER + ErrorCause.lengthOf(causes);
  }

  @Override
  public void writeTo(ByteBuffer out) {
    Wire.putHeader(out, ChunkType.ABORT, reflectedTag ? REFLECTED_TAG : 0, length());
    ErrorCause.writeAll(causes, out);
  }

  @Override
  public void accept(ChunkVisitor visitor) {
    visitor.onAbort(this);
  }
}
