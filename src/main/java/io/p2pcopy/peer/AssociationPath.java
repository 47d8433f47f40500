package io.p2pcopy.peer;

import io.p2pcopy.dtls.DtlsTransport;
import io.p2pcopy.ice.IceTransport;
import io.p2pcopy.ice.check.SelectedPath;
import io.p2pcopy.net.Clock;
import io.p2pcopy.sctp.association.Association;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Passes what ICE knows of the path to the association: that it is another one, its round-trip
 * time, and how large its packets may be. Confined to the event loop.
 */
final class AssociationPath {

  /**
   * SCTP packet size in bytes until path MTU discovery raises it: with the DTLS, UDP and IPv6
   * headers it fits the IPv6 minimum MTU of 1280 bytes (RFC 8200, section 5).
   */
  static final int INITIAL_PACKET_SIZE = 1192;

  private record AddressPair(InetSocketAddress local, InetSocketAddress remote) {
    static AddressPair of(SelectedPath path) {
      return new AddressPair(path.local(), path.remote());
    }

    boolean are(SelectedPath path) {
      return local.equals(path.local()) && remote.equals(path.remote());
    }

    /** Whether only ports differ, as after a NAT has forgotten a mapping. */
    boolean areSameHosts(SelectedPath path) {
      return local.getAddress().equals(path.local().getAddress())
          && remote.getAddress().equals(path.remote().getAddress());
    }
  }

  private final Association association;
  private final IceTransport ice;
  private final Clock clock;

  /** The path that the association sends on. */
  private @Nullable AddressPair used;

  /** The path whose MTU was passed to the association. */
  private @Nullable AddressPair probed;

  /** Starts with the path that is selected now. */
  AssociationPath(Association association, IceTransport ice, Clock clock) {
    this.association = association;
    this.ice = ice;
    this.clock = clock;
    SelectedPath selected = ice.path();
    if (selected != null) {
      changed(selected);
    }
  }

  /** Continues on another path, or takes over a newer round-trip time of the same one. */
  void changed(SelectedPath selected) {
    if (used != null && !used.are(selected)) {
      association.startPath(clock.nanoTime(), !used.areSameHosts(selected));
    }
    used = AddressPair.of(selected);
    if (!selected.rtt().isZero()) {
      association.estimateRoundTrip(selected.rtt().toNanos());
    }
  }

  /**
   * Starts path MTU discovery for a new path, once the socket can send with fragmentation disabled.
   */
  void updatePacketSize(SelectedPath selected) {
    if (probed != null && probed.are(selected)) {
      return;
    }
    int largest = ice.outgoing().largestPacket() - DtlsTransport.OVERHEAD;
    if (largest > 0) {
      probed = AddressPair.of(selected);
      association.pathChanged(clock.nanoTime(), Math.min(largest, PacketPump.LARGEST_PACKET));
    } else if (probed != null) {
      // What the former path carried says nothing about this one.
      probed = null;
      association.pathChanged(clock.nanoTime(), INITIAL_PACKET_SIZE);
    }
  }
}
