package io.p2pcopy.sctp.rx;

import io.p2pcopy.limit.PeerLimits;
import io.p2pcopy.sctp.packet.PacketFragmentChunk;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reassembles packets from packet fragments. Drops the oldest incomplete packet when there are too
 * many; the sender retransmits it anyway.
 */
public final class PacketReassembly {

  /** Packet fragments start and end at multiples of this. */
  private static final int ALIGNMENT_BYTES = 4;

  private record Incomplete(ByteBuffer chunks, BitSet arrived) {}

  private final Map<Integer, Incomplete> incomplete = new LinkedHashMap<>();

  /** Adds a fragment and returns the chunks of the packet if it is complete, else null. */
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
    if (incomplete.size() > PeerLimits.Sctp.INCOMPLETE_PACKETS) {
      Iterator<Integer> oldest = incomplete.keySet().iterator();
      oldest.next();
      oldest.remove();
    }
  }
}
