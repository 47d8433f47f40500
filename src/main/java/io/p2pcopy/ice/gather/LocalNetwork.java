package io.p2pcopy.ice.gather;

import io.p2pcopy.net.AddressSource;
import io.p2pcopy.net.BindPolicy;
import io.p2pcopy.net.EventLoop;
import io.p2pcopy.net.InterfaceWatch;
import io.p2pcopy.net.LocalAddress;
import io.p2pcopy.net.NetworkSnapshot;
import io.p2pcopy.net.PacketHandler;
import io.p2pcopy.net.UdpSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;

/**
 * The networks that this machine is in: watches its addresses and keeps the sockets in line with
 * them. Lives on the loop.
 */
public final class LocalNetwork implements AutoCloseable {

  private final HostSockets hosts;
  private final InterfaceWatch watch;
  private final Consumer<HostSockets.Change> changed;
  private List<InetAddress> routeSources;
  private boolean closed;

  /** Passes packets on, and follows a packet that could not be sent by a look at the interfaces. */
  private final class Packets implements PacketHandler {
    private final PacketHandler handler;

    Packets(PacketHandler handler) {
      this.handler = handler;
    }

    @Override
    public void handlePacket(UdpSocket socket, ByteBuffer packet, InetSocketAddress source) {
      handler.handlePacket(socket, packet, source);
    }

    @Override
    public void sendFailed(UdpSocket socket) {
      watch.lookNow();
    }
  }

  private LocalNetwork(
      EventLoop loop,
      AddressSource source,
      BindPolicy policy,
      PacketHandler handler,
      Consumer<HostSockets.Change> changed) {
    this.changed = changed;
    NetworkSnapshot known = source.snapshot();
    this.routeSources = known.routeSources();
    // Nothing is sent before the constructor of the transport has ended.
    this.hosts = HostSockets.open(loop, source.find(), policy, new Packets(handler));
    this.watch = InterfaceWatch.start(loop, source, known, this::networkChanged);
  }

  /**
   * Opens a socket for each address of this machine, and begins to watch them.
   *
   * @param policy the ports that may be used
   * @param handler takes the packets
   * @param changed is called on the loop when addresses have come or gone, or packets to the
   *     internet take another uplink now
   */
  public static LocalNetwork open(
      EventLoop loop,
      AddressSource source,
      BindPolicy policy,
      PacketHandler handler,
      Consumer<HostSockets.Change> changed) {
    return new LocalNetwork(loop, source, policy, handler, changed);
  }

  public HostSockets hosts() {
    return hosts;
  }

  /** The peer does not answer: the network may have changed. */
  public void lookNow() {
    watch.lookNow();
  }

  /**
   * Looks at the interfaces more often, or as often as usual.
   *
   * @param lost whether there is no path to the peer
   */
  public void pathLost(boolean lost) {
    watch.hurry(lost);
  }

  private void networkChanged(NetworkSnapshot snapshot, List<LocalAddress> addresses) {
    if (closed) {
      return;
    }
    List<InetSocketAddress> sharedBefore = hosts.sharedCandidates();
    HostSockets.Change change = hosts.update(snapshot, addresses);
    if (!change.complete()) {
      watch.reportAgain();
    }
    boolean rerouted = !snapshot.routeSources().equals(routeSources);
    routeSources = snapshot.routeSources();
    // Containers come and go on some machines all the time; they are no networks of the peer.
    if (rerouted || !change.isEmpty() || !hosts.sharedCandidates().equals(sharedBefore)) {
      changed.accept(change);
    }
  }

  /** Ends the watch and closes the sockets. */
  @Override
  public void close() {
    closed = true;
    watch.close();
    hosts.close();
  }
}
