package io.p2pcopy.sctp.tx;

import io.p2pcopy.sctp.packet.PacketFragmentChunk;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Cuts the chunks of a packet that does not fit the path any more into pieces for several packets.
 * A chunk keeps the length that it was first sent with: RFC 9260, section 6.9, forbids to cut it
 * anew.
 */
public final class PacketFragmenter {

  private static final int IDENTIFICATION_MASK = 0xFFFF;

  private ByteBuffer chunks = ByteBuffer.allocate(0);
  private int identification;

  /** Returns where to write chunks of so many bytes; they leave from the next call on. */
  public ByteBuffer begin(int length) {
    if (chunks.capacity() < length) {
      chunks = ByteBuffer.allocate(length);
    }
    identification = (identification + 1) & IDENTIFICATION_MASK;
    return chunks.clear().limit(length);
  }

  /** The chunks have been written; or not, and nothing is to leave. */
  public void end() {
    chunks.flip();
  }

  /** Whether pieces wait to be sent. */
  public boolean hasNext() {
    return chunks.hasRemaining();
  }

  /** Writes the next piece behind a common header, as long as the packet takes. */
  public void writeNext(ByteBuffer out) {
    int offset = chunks.position();
    int length = Math.min(chunks.remaining(), (out.remaining() - PacketFragmentChunk.FIXED) & ~3);
    byte[] bytes = Arrays.copyOfRange(chunks.array(), offset, offset + length);
    chunks.position(offset + length);
    new PacketFragmentChunk(identification, chunks.limit(), offset, bytes).writeTo(out);
  }
}
