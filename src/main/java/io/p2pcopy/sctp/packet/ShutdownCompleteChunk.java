package io.p2pcopy.sctp.packet;

import java.nio.ByteBuffer;

/**
 * Completes a graceful shutdown (RFC 9260, section 3.3.13).
 *
 * <pre>
 * +---------------+---------------+-------------------------------+
 * |   Type = 14   |  Reserved   |T|          Length = 4           |
 * +---------------+---------------+-------------------------------+
 * </pre>
 *
 * @param reflectedTag the T bit: the verification tag is the one that the receiver sends with
 */
public record ShutdownCompleteChunk(boolean reflectedTag) implements Chunk {

  private static final int REFLECTED_TAG = 1;

  static ShutdownCompleteChunk read(int flags) {
    return new ShutdownCompleteChunk((flags & REFLECTED_TAG) != 0);
  }

  @Override
  public int length() {
    return HEADER;
  }

  @Override
  public void writeTo(ByteBuffer out) {
    Wire.putHeader(out, ChunkType.SHUTDOWN_COMPLETE, reflectedTag ? REFLECTED_TAG : 0, HEADER);
  }

  @Override
  public void accept(ChunkVisitor visitor) {
    visitor.onShutdownComplete(this);
  }
}
