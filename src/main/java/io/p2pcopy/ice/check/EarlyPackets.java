package io.p2pcopy.ice.check;

import io.p2pcopy.limit.PeerLimits;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.function.Consumer;

/**
 * Keeps the first packets on pairs whose check has not been answered yet: a peer may begin its
 * handshake with the packet before that answer.
 */
public final class EarlyPackets {

  private record Kept(CandidatePair pair, ByteBuffer packet) {}

  private final Deque<Kept> kept = new ArrayDeque<>();

  public void keep(CandidatePair pair, ByteBuffer packet) {
    if (packet.remaining() > PeerLimits.Ice.EARLY_PACKET_BYTES) {
      return;
    }
    if (kept.size() == PeerLimits.Ice.EARLY_PACKETS) {
      kept.remove();
    }
    kept.add(new Kept(pair, ByteBuffer.allocate(packet.remaining()).put(packet).flip()));
  }

  /** Gives out what came on this pair. */
  public void release(CandidatePair pair, Consumer<ByteBuffer> receiver) {
    Deque<ByteBuffer> packets = new ArrayDeque<>();
    for (Iterator<Kept> all = kept.iterator(); all.hasNext(); ) {
      Kept next = all.next();
      if (next.pair().equals(pair)) {
        packets.add(next.packet());
        all.remove();
      }
    }
    packets.forEach(receiver);
  }

  public void forget(InetSocketAddress remote) {
    kept.removeIf(next -> next.pair().remote().equals(remote));
  }

  public void clear() {
    kept.clear();
  }
}
