package io.p2pcopy.ice;

import io.p2pcopy.ice.check.CandidatePair;
import io.p2pcopy.ice.check.PathFailover;
import io.p2pcopy.ice.check.ValidPair;
import io.p2pcopy.ice.check.ValidPairs;
import io.p2pcopy.net.SocketIo;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Sends packets on the selected path. Confined to the event loop. */
public final class OutgoingPackets {

  private final ValidPairs pairs;
  private final PathFailover failover;
  private final BooleanSupplier open;

  /**
   * @param open whether packets may be sent at all
   */
  OutgoingPackets(ValidPairs pairs, PathFailover failover, BooleanSupplier open) {
    this.pairs = pairs;
    this.failover = failover;
    this.open = open;
  }

  /**
   * Sends packets of {@code segmentSize} bytes, the last one possibly shorter.
   *
   * @return false, and nothing is sent, while there is no path
   */
  public boolean send(ByteBuffer packets, int segmentSize) {
    CandidatePair pair = usedPair();
    if (pair == null) {
      return false;
    }
    failover.onSent();
    pair.socket().sendSegments(packets, segmentSize, pair.remote());
    return true;
  }

  /**
   * Sends like {@link #send}, but what a full socket buffer does not take now stays in {@code
   * packets}; the event loop has a turn when there is room. Without a path the packets are lost.
   *
   * @return whether nothing is left in {@code packets}
   */
  public boolean offer(ByteBuffer packets, int segmentSize) {
    CandidatePair pair = usedPair();
    if (pair == null) {
      packets.position(packets.limit());
      return true;
    }
    failover.onSent();
    return pair.socket().offerSegments(packets, segmentSize, pair.remote());
  }

  /** Sends one packet to an address that has passed a check. */
  public void sendTo(InetSocketAddress remote, ByteBuffer packet) {
    ValidPair pair = pairs.towards(remote);
    if (pair != null && open.getAsBoolean()) {
      pair.endpoints().socket().send(packet, remote);
    }
  }

  /**
   * Returns the largest payload of a packet that the path may carry as a whole, by what is known
   * here; 0 if nothing is, or packets might be fragmented unnoticed.
   */
  public int largestPacket() {
    ValidPair pair = pairs.selected();
    return pair == null ? 0 : pair.endpoints().socket().largestDatagram(pair.endpoints().remote());
  }

  /** Returns how the path's socket works, or {@code null} while there is no path. */
  public @Nullable SocketIo io() {
    ValidPair pair = pairs.selected();
    return pair == null ? null : pair.endpoints().socket().io();
  }

  private @Nullable CandidatePair usedPair() {
    ValidPair pair = pairs.selected();
    return pair == null || !open.getAsBoolean() ? null : pair.endpoints();
  }
}
