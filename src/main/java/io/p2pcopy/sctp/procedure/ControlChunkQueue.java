package io.p2pcopy.sctp.procedure;

import io.p2pcopy.limit.PeerLimits;
import io.p2pcopy.sctp.packet.Chunk;
import io.p2pcopy.sctp.packet.CommonHeader;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The outgoing control chunks. Bounded: if a peer provokes more responses than are polled, the
 * excess is dropped, as if packets had been lost.
 */
public final class ControlChunkQueue {

  /** A chunk that must not be bundled, with the verification tag of its packet. */
  public record Solitary(int verificationTag, Chunk chunk) {}

  private final int largestChunk;
  private final ArrayDeque<Solitary> solitary = new ArrayDeque<>();
  private final ArrayDeque<Chunk> bundled = new ArrayDeque<>();

  /**
   * @param maxPacketSize larger chunks are dropped
   */
  public ControlChunkQueue(int maxPacketSize) {
    this.largestChunk = maxPacketSize - CommonHeader.LENGTH;
  }

  /** Queues a chunk that needs its own packet. */
  public void addSolitary(int verificationTag, Chunk chunk) {
    if (solitary.size() < PeerLimits.Sctp.CONTROL_CHUNKS) {
      solitary.add(new Solitary(verificationTag, chunk));
    }
  }

  /** Queues a chunk that may be bundled, in a packet with the peer's verification tag. */
  public void add(Chunk chunk) {
    if (bundled.size() < PeerLimits.Sctp.CONTROL_CHUNKS
        && Chunk.padded(chunk.length()) <= largestChunk) {
      bundled.add(chunk);
    }
  }

  public @Nullable Solitary pollSolitary() {
    return solitary.poll();
  }

  public @Nullable Chunk peek() {
    return bundled.peek();
  }

  public void remove() {
    bundled.remove();
  }

  public void clear() {
    solitary.clear();
    bundled.clear();
  }
}
