package io.p2pcopy.sctp.rx;

import io.p2pcopy.sctp.packet.PacketFragmentChunk;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Puts packets together that arrive in pieces. What misses a piece for long makes room for others;
 * the sender repeats it in any case.
 */
public final class PacketReassembly {

  /** So many incomplete packets are kept. */
  private static final int MOST = 64;

  /** Pieces begin and end at multiples of this. */
  private static final int UNIT = 4;

  private record Incomplete(ByteBuffer chunks, BitSet arrived) {}

  private final Map<Integer, Incomplete> incomplete = new LinkedHashMap<>();

  /** Returns the chunks of the packet that this piece completes, if it does. */
  public @Nullable ByteBuffer add(PacketFragmentChunk piece) {
    Incomplete packet = incomplete.get(piece.identification());
    if (packet == null || packet.chunks.capacity() != piece.total()) {
      packet = new Incomplete(ByteBuffer.allocate(piece.total()), new BitSet());
      incomplete.remove(piece.identification());
      incomplete.put(piece.identification(), packet);
      dropOldest();
    }
    packet.chunks.put(piece.offset(), piece.bytes());
    packet.arrived.set(piece.offset() / UNIT, (piece.offset() + piece.bytes().length) / UNIT);
    if (packet.arrived.cardinality() * UNIT < piece.total()) {
      return null;
    }
    incomplete.remove(piece.identification());
    return packet.chunks;
  }

  private void dropOldest() {
    if (incomplete.size() > MOST) {
      Iterator<Integer> oldest = incomplete.keySet().iterator();
      oldest.next();
      oldest.remove();
    }
  }
}
