package io.p2pcopy.sctp.rx;

import io.p2pcopy.sctp.packet.PacketFragmentChunk;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Puts packets together that arrive in pieces. What misses a fragment for long makes room for
 * others; the sender repeats it in any case.
 */
public final class PacketReassembly {

  /** So many incomplete packets are kept. */
  private static final int MAX_INCOMPLETE_PACKETS = 64;

  /** Pieces begin and end at multiples of this. */
  private static final int ALIGNMENT_BYTES = 4;

  private record Incomplete(ByteBuffer chunks, BitSet arrived) {}

  private final Map<Integer, Incomplete> incomplete = new LinkedHashMap<>();

  /** Returns the chunks of the packet that this fragment completes, if it does. */
  public @Nullable ByteBuffer add(PacketFragmentChunk fragment) {
    Incomplete packet = incomplete.get(fragment.identification());
    if (packet == null || packet.chunks.capacity() != fragment.total()) {
      packet = new Incomplete(ByteBuffer.allocate(fragment.total()), new BitSet());
      incomplete.remove(fragment.identification());
      incomplete.put(fragment.identification(), packet);
      dropOldest();
    }
    packet.chunks.put(fragment.offset(), fragment.bytes());
    packet.arrived.set(
        fragment.offset() / ALIGNMENT_BYTES,
        (fragment.offset() + fragment.bytes().length) / ALIGNMENT_BYTES);
    if (packet.arrived.cardinality() * ALIGNMENT_BYTES < fragment.total()) {
      return null;
    }
    incomplete.remove(fragment.identification());
    return packet.chunks;
  }

  private void dropOldest() {
    if (incomplete.size() > MAX_INCOMPLETE_PACKETS) {
      Iterator<Integer> oldest = incomplete.keySet().iterator();
      oldest.next();
      oldest.remove();
    }
  }
}
