package io.p2pcopy.sctp.association;

import io.p2pcopy.sctp.packet.Chunk;
import io.p2pcopy.sctp.packet.DataChunk;
import io.p2pcopy.sctp.procedure.ControlChunkQueue;
import io.p2pcopy.sctp.procedure.PathMtuDiscovery;
import io.p2pcopy.sctp.rx.DataReceiver;
import io.p2pcopy.sctp.tx.DataSender;
import io.p2pcopy.sctp.tx.PacketFragmenter;
import java.nio.ByteBuffer;

/** Puts chunks into packets: what is due, in the order in which it may stand (RFC 9260, 6.10). */
final class ChunkBundler {
  private final ControlChunkQueue outbox;
  private final PathMtuDiscovery pathMtu;
  private final DataSender sender;
  private final PacketFragmenter cutter = new PacketFragmenter();

  ChunkBundler(ControlChunkQueue outbox, PathMtuDiscovery pathMtu, DataSender sender) {
    this.outbox = outbox;
    this.pathMtu = pathMtu;
    this.sender = sender;
  }

  /** Returns the most bytes that the next packet can have. */
  int nextPacketSize() {
    boolean safe = sender.wantsSafePacket() || cutter.hasNext();
    return Math.max(safe ? pathMtu.base() : pathMtu.packetSize(), pathMtu.wantedProbe());
  }

  /**
   * Writes the chunks of a packet of an established association behind its common header.
   *
   * @param mayHaveData whether the state allows DATA
   * @return whether there was anything to write
   */
  boolean write(long now, ByteBuffer out, DataReceiver receiver, boolean mayHaveData) {
    if (pathMtu.wantedProbe() > 0) {
      pathMtu.writeProbe(now, out);
      return true;
    }
    if (cutter.hasNext()) {
      cutter.writeNext(out);
      return true;
    }
    boolean any = writeControl(out);
    any |= writeSack(now, out, receiver);
    if (!mayHaveData) {
      return any;
    }
    return sender.writeChunks(now, out) || any || writePieces(now, out);
  }

  /** Writes the control chunks that wait and fit; returns whether there were any. */
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
    // RFC 9260, 6.1: a SACK that waits for a second packet goes along with DATA.
    boolean wanted = receiver.isSackDue() || (receiver.isSackPending() && sender.canSend(now));
    if (!wanted || out.remaining() < 2 * Chunk.HEADER + DataChunk.HEADER) {
      return false;
    }
    receiver.takeSack(out.remaining()).writeTo(out);
    return true;
  }

  /** Sends again what was sent in larger packets than the path carries now. */
  private boolean writePieces(long now, ByteBuffer out) {
    int size = sender.oversized(out.remaining());
    if (size == 0) {
      return false;
    }
    sender.writeOversized(now, cutter.begin(size));
    cutter.end();
    if (!cutter.hasNext()) {
      return false;
    }
    cutter.writeNext(out);
    return true;
  }
}
