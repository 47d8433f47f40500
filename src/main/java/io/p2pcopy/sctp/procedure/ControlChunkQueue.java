package io.p2pcopy.sctp.procedure;

import io.p2pcopy.sctp.packet.Chunk;
import io.p2pcopy.sctp.packet.CommonHeader;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Control chunks that wait for a packet. Bounded: a peer that provokes more answers than are polled
 * gets no answer, as if packets had been lost.
 */
public final class ControlChunkQueue {

  private static final int LIMIT = 32;

  /** A chunk that travels alone, with a verification tag of its own. */
  public record Solitary(int verificationTag, Chunk chunk) {}

  private final int largestChunk;
  private final ArrayDeque<Solitary> solitary = new ArrayDeque<>();
  private final ArrayDeque<Chunk> bundled = new ArrayDeque<>();

  /**
   * @param maxPacketSize answers that would not fit into a packet of that size are not given
   */
  public ControlChunkQueue(int maxPacketSize) {
    this.largestChunk = maxPacketSize - CommonHeader.LENGTH;
  }

  /** Queues a chunk for a packet of its own. */
  public void addSolitary(int verificationTag, Chunk chunk) {
    if (solitary.size() < LIMIT) {
      solitary.add(new Solitary(verificationTag, chunk));
    }
  }

  /** Queues a chunk that may share a packet, with the peer's verification tag. */
  public void add(Chunk chunk) {
    if (bundled.size() < LIMIT && Chunk.padded(chunk.length()) <= largestChunk) {
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
