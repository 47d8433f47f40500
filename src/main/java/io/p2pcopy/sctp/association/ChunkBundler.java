package io.p2pcopy.sctp.association;

import io.p2pcopy.sctp.packet.Chunk;
import io.p2pcopy.sctp.packet.DataChunk;
import io.p2pcopy.sctp.procedure.ControlChunkQueue;
import io.p2pcopy.sctp.procedure.PathMtuDiscovery;
import io.p2pcopy.sctp.rx.DataReceiver;
import io.p2pcopy.sctp.tx.DataSender;
import io.p2pcopy.sctp.tx.PacketFragmenter;
import java.nio.ByteBuffer;

/** Bundles pending chunks into packets, control chunks before DATA (RFC 9260, section 6.10). */
final class ChunkBundler {
  private final ControlChunkQueue outbox;
  private final PathMtuDiscovery pathMtu;
  private final DataSender sender;
  private final PacketFragmenter packetFragmenter = new PacketFragmenter();

  ChunkBundler(ControlChunkQueue outbox, PathMtuDiscovery pathMtu, DataSender sender) {
    this.outbox = outbox;
    this.pathMtu = pathMtu;
    this.sender = sender;
  }

  /** Returns the maximum size of the next packet, in bytes. */
  int nextPacketSize() {
    boolean base = sender.needsBasePacket() || packetFragmenter.hasNext();
    return Math.max(base ? pathMtu.base() : pathMtu.packetSize(), pathMtu.pendingProbe());
  }

  /**
   * Writes the chunks of a packet of an established association after the common header.
   *
   * @param mayBundleData whether the association's state allows DATA
   * @return whether any chunk was written
   */
  boolean write(long now, ByteBuffer out, DataReceiver receiver, boolean mayBundleData) {
    if (pathMtu.pendingProbe() > 0) {
      pathMtu.writeProbe(now, out);
      return true;
    }
    if (packetFragmenter.hasNext()) {
      packetFragmenter.writeNext(out);
      return true;
    }
    boolean any = writeControl(out);
    any |= writeSack(now, out, receiver);
    if (!mayBundleData) {
      return any;
    }
    return sender.writeChunks(now, out) || any || writePacketFragment(now, out);
  }

  /** Writes the queued control chunks that fit; returns whether any was written. */
  boolean writeControl(ByteBuffer out) {
    boolean any = false;
    Chunk chunk = outbox.peek();
    while (chunk != null && Chunk.padded(chunk.length()) <= out.remaining()) {
      chunk.writeTo(out);
      outbox.remove();
      any = true;
      chunk = outbox.peek();
    }
    return any;
  }

  private boolean writeSack(long now, ByteBuffer out, DataReceiver receiver) {
    // RFC 9260, 6.1: before sending DATA, the sender bundles a pending delayed SACK with it.
    boolean include = receiver.isSackDue() || (receiver.isSackPending() && sender.canSend(now));
    if (!include || out.remaining() < 2 * Chunk.HEADER + DataChunk.HEADER) {
      return false;
    }
    receiver.takeSack(out.remaining()).writeTo(out);
    return true;
  }

  /** Retransmits, as packet fragments, a chunk that no longer fits the path MTU. */
  private boolean writePacketFragment(long now, ByteBuffer out) {
    int size = sender.oversized(out.remaining());
    if (size == 0) {
      return false;
    }
    sender.writeOversized(now, packetFragmenter.begin(size));
    packetFragmenter.end();
    if (!packetFragmenter.hasNext()) {
      return false;
    }
    packetFragmenter.writeNext(out);
    return true;
  }
}
