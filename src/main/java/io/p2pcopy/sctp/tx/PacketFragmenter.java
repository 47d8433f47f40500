package io.p2pcopy.sctp.tx;

import io.p2pcopy.sctp.packet.PacketFragmentChunk;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Splits the chunks of a packet that exceeds the path MTU into packet fragments. A chunk keeps the
 * length of its first transmission: RFC 9260, section 6.9, forbids fragmenting it again.
 */
public final class PacketFragmenter {

  private static final int IDENTIFICATION_MASK = 0xFFFF;

  private ByteBuffer chunks = ByteBuffer.allocate(0);
  private int identification;

  /** Starts a new packet and returns a buffer for its chunks, {@code length} bytes in all. */
  public ByteBuffer begin(int length) {
    if (chunks.capacity() < length) {
      chunks = ByteBuffer.allocate(length);
    }
    identification = (identification + 1) & IDENTIFICATION_MASK;
    return chunks.clear().limit(length);
  }

  /** Completes the packet. If no chunks were written, there is nothing to send. */
  public void end() {
    chunks.flip();
  }

  /** Whether there are fragments to send. */
  public boolean hasNext() {
    return chunks.hasRemaining();
  }

  /** Writes the next fragment after a common header, as long as fits into the packet. */
  public void writeNext(ByteBuffer out) {
    int offset = chunks.position();
    int length = Math.min(chunks.remaining(), (out.remaining() - PacketFragmentChunk.FIXED) & ~3);
    byte[] bytes = Arrays.copyOfRange(chunks.array(), offset, offset + length);
    chunks.position(offset + length);
    new PacketFragmentChunk(identification, chunks.limit(), offset, bytes).writeTo(out);
  }
}
