package io.p2pcopy.ice.gather;

import io.p2pcopy.ice.check.CandidatePair;
import io.p2pcopy.net.BindPolicy;
import io.p2pcopy.net.EventLoop;
import io.p2pcopy.net.LocalAddress;
import io.p2pcopy.net.LocalAddresses;
import io.p2pcopy.net.NetworkSnapshot;
import io.p2pcopy.net.PacketHandler;
import io.p2pcopy.net.UdpSocket;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PrimitiveIterator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * This side's sockets and host candidates (RFC 8445, section 5.1.1.1). The most useful addresses
 * have a socket each, so that checks can tell which uplink works. All others of a family share one
 * that is bound to the wildcard address: there the system chooses the source address, which is
 * right for every network that this machine is in.
 *
 * <p>{@link #update} opens and closes sockets when addresses come and go. Confined to the loop once
 * opened.
 */
public final class HostSockets {

  /** The turn of a pair that is not worth a check. */
  public static final int NEVER = Integer.MAX_VALUE;

  /** Each has buffers, and multiplies the pairs to check. */
  private static final int MOST_BOUND = 6;

  /**
   * A new address may be the only uplink, so it needs a socket of its own even beyond the limit.
   */
  private static final int MOST_BOUND_LATER = 12;

  /**
   * Which sockets an update opened and closed.
   *
   * @param complete whether all addresses could be bound: one that is still being checked for
   *     duplicates cannot yet
   */
  public record Change(List<UdpSocket> opened, List<UdpSocket> closed, boolean complete) {
    public Change {
      opened = List.copyOf(opened);
      closed = List.copyOf(closed);
    }

    boolean isEmpty() {
      return opened.isEmpty() && closed.isEmpty();
    }
  }

  private final EventLoop loop;
  private final BindPolicy policy;
  private final PacketHandler handler;

  /** The sockets with an address of their own, the most useful first. */
  private final Map<UdpSocket, LocalAddress> bound = new LinkedHashMap<>();

  private @Nullable SharedSocket sharedIpv4;
  private @Nullable SharedSocket sharedIpv6;

  /** A socket that is bound to the wildcard address, and the addresses that it serves. */
  private record SharedSocket(UdpSocket socket, List<LocalAddress> served) {}

  /** The ports of closed sockets: an address that returns is where the peer knows it to be. */
  private final Map<InetAddress, Integer> formerPorts = new HashMap<>();

  private int port;

  private HostSockets(EventLoop loop, BindPolicy policy, PacketHandler handler) {
    this.loop = loop;
    this.policy = policy;
    this.handler = handler;
  }

  /**
   * Opens sockets for these addresses. Those that are gone since they were found are left out.
   *
   * @param addresses the most useful first
   * @param policy the ports that may be used
   */
  public static HostSockets open(
      EventLoop loop, List<LocalAddress> addresses, BindPolicy policy, PacketHandler handler) {
    HostSockets opened = new HostSockets(loop, policy, handler);
    var unused = opened.bind(addresses, MOST_BOUND, new ArrayList<>());
    return opened;
  }

  /**
   * Closes the sockets of addresses that are gone and opens sockets for new ones. Sockets of
   * addresses that still exist stay open even if another address is preferred now.
   *
   * @param addresses the most useful first
   */
  public Change update(NetworkSnapshot snapshot, List<LocalAddress> addresses) {
    List<UdpSocket> closed = new ArrayList<>();
    for (UdpSocket socket : List.copyOf(bound.keySet())) {
      InetAddress address = addressOf(socket);
      if (!snapshot.has(address)) {
        formerPorts.put(address, socket.localAddress().getPort());
        bound.remove(socket);
        socket.close();
        closed.add(socket);
      }
    }
    List<UdpSocket> opened = new ArrayList<>();
    boolean complete = bind(addresses, MOST_BOUND_LATER, opened);
    return new Change(opened, closed, complete);
  }

  /**
   * @param opened receives the sockets that were opened
   * @return whether no address refused its socket
   */
  private boolean bind(List<LocalAddress> addresses, int mostBound, List<UdpSocket> opened) {
    List<LocalAddress> ipv4 = new ArrayList<>();
    List<LocalAddress> ipv6 = new ArrayList<>();
    Map<UdpSocket, LocalAddress> before = new LinkedHashMap<>(bound);
    bound.clear();
    int count = 0;
    boolean complete = true;
    for (LocalAddress next : addresses) {
      boolean loopback = next.address().isLoopbackAddress();
      UdpSocket present = socketOf(next.address(), before);
      if (present != null) {
        before.remove(present);
        bound.put(present, next);
        count += loopback ? 0 : 1;
      } else if (loopback || (next.offered() && count < mostBound)) {
        UdpSocket socket = bind(next);
        if (socket == null) {
          complete = false;
        } else {
          opened.add(socket);
          count += loopback ? 0 : 1;
        }
      } else if (!next.address().isLinkLocalAddress()) {
        (next.address() instanceof Inet6Address ? ipv6 : ipv4).add(next);
      }
    }
    // What is no longer preferred may still be the address that the peer knows.
    bound.putAll(before);
    sharedIpv6 = share(sharedIpv6, ipv6, "::", opened);
    sharedIpv4 = share(sharedIpv4, ipv4, "0.0.0.0", opened);
    return complete;
  }

  private static @Nullable UdpSocket socketOf(
      InetAddress address, Map<UdpSocket, LocalAddress> sockets) {
    return sockets.keySet().stream()
        .filter(socket -> LocalAddresses.areSame(addressOf(socket), address))
        .findFirst()
        .orElse(null);
  }

  private @Nullable UdpSocket bind(LocalAddress local) {
    UdpSocket socket;
    try {
      socket = open(local.address(), formerPorts.getOrDefault(local.address(), port));
    } catch (IOException e) {
      // The address went away since it was found, or is still being checked for duplicates.
      return null;
    }
    if (port == 0) {
      // Candidates of one port make shorter descriptions.
      port = socket.localAddress().getPort();
    }
    bound.put(socket, local);
    return socket;
  }

  private @Nullable SharedSocket share(
      @Nullable SharedSocket present,
      List<LocalAddress> addresses,
      String wildcard,
      List<UdpSocket> opened) {
    if (present != null) {
      return new SharedSocket(present.socket(), List.copyOf(addresses));
    }
    if (addresses.isEmpty() || !policy.allowsWildcard()) {
      return null;
    }
    try {
      UdpSocket socket = open(InetAddress.getByName(wildcard), 0);
      opened.add(socket);
      return new SharedSocket(socket, List.copyOf(addresses));
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      // The family is switched off; the other sockets have to do.
      return null;
    }
  }

  /**
   * @param wantedPort taken if it is free
   */
  private UdpSocket open(InetAddress address, int wantedPort) throws IOException {
    if (policy.hasPorts()) {
      return openOneOf(address, policy.ports(wantedPort));
    }
    try {
      return UdpSocket.open(loop, new InetSocketAddress(address, wantedPort), handler);
    } catch (IOException e) {
      if (wantedPort == 0) {
        throw e;
      }
      return UdpSocket.open(loop, new InetSocketAddress(address, 0), handler);
    }
  }

  private UdpSocket openOneOf(InetAddress address, IntStream ports) throws IOException {
    IOException refused = new IOException("no port");
    for (PrimitiveIterator.OfInt next = ports.iterator(); next.hasNext(); ) {
      try {
        return UdpSocket.open(loop, new InetSocketAddress(address, next.nextInt()), handler);
      } catch (IOException e) {
        refused = e;
      }
    }
    throw refused;
  }

  /** Returns all sockets, the most useful first. */
  public List<UdpSocket> all() {
    List<UdpSocket> all = new ArrayList<>(bound.keySet());
    shared().forEach(next -> all.add(next.socket()));
    return List.copyOf(all);
  }

  /** Returns the sockets with an address of their own, the most useful first. */
  public List<UdpSocket> bound() {
    return List.copyOf(bound.keySet());
  }

  /** Returns the addresses of the sockets with an address of their own, the most useful first. */
  List<InetSocketAddress> boundCandidates() {
    return bound.keySet().stream().map(UdpSocket::localAddress).toList();
  }

  /** Returns the addresses to offer that have no socket of their own, the most useful first. */
  List<InetSocketAddress> sharedCandidates() {
    List<InetSocketAddress> candidates = new ArrayList<>();
    for (SharedSocket next : shared()) {
      int itsPort = next.socket().localAddress().getPort();
      for (LocalAddress local : next.served()) {
        if (local.offered()) {
          candidates.add(new InetSocketAddress(local.address(), itsPort));
        }
      }
    }
    return candidates;
  }

  private List<SharedSocket> shared() {
    return Stream.of(Optional.ofNullable(sharedIpv6), Optional.ofNullable(sharedIpv4))
        .flatMap(Optional::stream)
        .toList();
  }

  /** Returns whether the address is that of a network that the socket is in. */
  boolean areOnOneLink(UdpSocket socket, InetAddress remote) {
    LocalAddress own = bound.get(socket);
    return own != null
        ? own.isOnLink(remote)
        : shared().stream()
            .filter(next -> next.socket() == socket)
            .flatMap(next -> next.served().stream())
            .anyMatch(served -> served.isOnLink(remote));
  }

  /**
   * Returns how soon to check a pair, the smaller the sooner: within one network, then from the
   * most useful socket, then from others. To public addresses, the wildcard socket only knows the
   * way that the most useful socket takes; such pairs have {@link #NEVER}.
   */
  public int turnOf(CandidatePair pair) {
    InetAddress remote = pair.remote().getAddress();
    if (areOnOneLink(pair.socket(), remote)) {
      return 0;
    }
    if (isShared(pair.socket())) {
      return LocalAddresses.isPrivate(remote) ? 1 : NEVER;
    }
    return isFirstOfFamily(pair.socket()) ? 1 : 2;
  }

  private boolean isFirstOfFamily(UdpSocket socket) {
    Class<?> family = socket.localAddress().getAddress().getClass();
    return bound().stream()
        .filter(other -> addressOf(other).getClass() == family)
        .filter(other -> !addressOf(other).isLoopbackAddress())
        .findFirst()
        .filter(socket::equals)
        .isPresent();
  }

  private static boolean isShared(UdpSocket socket) {
    return addressOf(socket).isAnyLocalAddress();
  }

  private static InetAddress addressOf(UdpSocket socket) {
    return socket.localAddress().getAddress();
  }

  public void close() {
    all().forEach(UdpSocket::close);
  }
}
