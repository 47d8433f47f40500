package io.p2pcopy.ice.gather;

import io.p2pcopy.ice.check.CandidatePair;
import io.p2pcopy.net.EventLoop;
import io.p2pcopy.net.LocalAddress;
import io.p2pcopy.net.LocalAddresses;
import io.p2pcopy.net.PacketHandler;
import io.p2pcopy.net.UdpSocket;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * This side's sockets and host candidates (RFC 8445, section 5.1.1.1). The most useful addresses
 * have a socket each, so that checks can tell which uplink works. All others of a family share one
 * that is bound to the wildcard address: there the system chooses the source address, which is
 * right for every network that this machine is in.
 *
 * <p>Immutable; the sockets belong to the loop.
 */
public final class HostSockets {

  /** The turn of a pair that is not worth a check. */
  public static final int NEVER = Integer.MAX_VALUE;

  /** Each has buffers, and multiplies the pairs to check. */
  private static final int MOST_BOUND = 6;

  private final EventLoop loop;
  private final PacketHandler handler;
  private final Map<UdpSocket, List<LocalAddress>> served = new LinkedHashMap<>();
  private final List<InetSocketAddress> boundCandidates = new ArrayList<>();
  private final List<InetSocketAddress> sharedCandidates = new ArrayList<>();
  private int port;

  private HostSockets(EventLoop loop, PacketHandler handler) {
    this.loop = loop;
    this.handler = handler;
  }

  /**
   * Opens sockets for these addresses. Those that are gone since they were found are left out.
   *
   * @param addresses the most useful first
   */
  public static HostSockets open(
      EventLoop loop, List<LocalAddress> addresses, PacketHandler handler) {
    HostSockets opened = new HostSockets(loop, handler);
    opened.bind(addresses);
    return opened;
  }

  private void bind(List<LocalAddress> addresses) {
    List<LocalAddress> ipv4 = new ArrayList<>();
    List<LocalAddress> ipv6 = new ArrayList<>();
    int bound = 0;
    for (LocalAddress next : addresses) {
      boolean loopback = next.address().isLoopbackAddress();
      if (loopback || (next.offered() && bound < MOST_BOUND)) {
        if (bind(next) && !loopback) {
          bound++;
        }
      } else if (!next.address().isLinkLocalAddress()) {
        (next.address() instanceof Inet6Address ? ipv6 : ipv4).add(next);
      }
    }
    share(ipv6, "::");
    share(ipv4, "0.0.0.0");
  }

  private boolean bind(LocalAddress local) {
    UdpSocket socket;
    try {
      socket = open(local.address(), port);
    } catch (IOException e) {
      // The address went away since it was found, or is still being checked for duplicates.
      return false;
    }
    // Candidates of one port make shorter descriptions.
    port = socket.localAddress().getPort();
    served.put(socket, List.of(local));
    boundCandidates.add(socket.localAddress());
    return true;
  }

  private void share(List<LocalAddress> addresses, String wildcard) {
    if (addresses.isEmpty()) {
      return;
    }
    try {
      UdpSocket socket = open(InetAddress.getByName(wildcard), 0);
      served.put(socket, List.copyOf(addresses));
      for (LocalAddress local : addresses) {
        if (local.offered()) {
          sharedCandidates.add(
              new InetSocketAddress(local.address(), socket.localAddress().getPort()));
        }
      }
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      // The family is switched off; the other sockets have to do.
    }
  }

  /**
   * @param wantedPort taken if it is free
   */
  private UdpSocket open(InetAddress address, int wantedPort) throws IOException {
    try {
      return UdpSocket.open(loop, new InetSocketAddress(address, wantedPort), handler);
    } catch (IOException e) {
      if (wantedPort == 0) {
        throw e;
      }
      return UdpSocket.open(loop, new InetSocketAddress(address, 0), handler);
    }
  }

  /** Returns all sockets, the most useful first. */
  public List<UdpSocket> all() {
    return List.copyOf(served.keySet());
  }

  /** Returns the sockets with an address of their own. */
  public List<UdpSocket> bound() {
    return served.keySet().stream().filter(socket -> !isShared(socket)).toList();
  }

  /** Returns the addresses of the sockets with an address of their own, the most useful first. */
  List<InetSocketAddress> boundCandidates() {
    return List.copyOf(boundCandidates);
  }

  /** Returns the addresses to offer that have no socket of their own, the most useful first. */
  List<InetSocketAddress> sharedCandidates() {
    return List.copyOf(sharedCandidates);
  }

  /** Returns whether the address is that of a network that the socket is in. */
  boolean areOnOneLink(UdpSocket socket, InetAddress remote) {
    return served.getOrDefault(socket, List.of()).stream().anyMatch(own -> own.isOnLink(remote));
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
        .filter(other -> other.localAddress().getAddress().getClass() == family)
        .filter(other -> !other.localAddress().getAddress().isLoopbackAddress())
        .findFirst()
        .filter(socket::equals)
        .isPresent();
  }

  private static boolean isShared(UdpSocket socket) {
    return socket.localAddress().getAddress().isAnyLocalAddress();
  }

  public void close() {
    served.keySet().forEach(UdpSocket::close);
  }
}
