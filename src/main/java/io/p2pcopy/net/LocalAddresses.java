package io.p2pcopy.net;

import java.io.IOException;
import java.math.BigInteger;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The addresses of this machine at which a peer might reach it. */
public final class LocalAddresses {

  /** More addresses make the checks longer and the blob larger, and find no other path. */
  private static final int MOST = 6;

  /** Bridges and links of containers and virtual machines, which no other computer can reach. */
  private static final Pattern VIRTUAL =
      Pattern.compile("(docker|br-|veth|virbr|vnet|vmnet|vboxnet|lxc|lxd|cni|flannel|podman).*");

  /**
   * Documentation addresses: asking for the route to them sends nothing, and tells the source
   * address of the default route (RFC 5737, RFC 3849).
   */
  private static final List<String> BEYOND_THE_DEFAULT_ROUTE = List.of("2001:db8::1", "192.0.2.1");

  /** An address with what decides about its use. */
  private record Found(InetAddress address, boolean virtual) {
    boolean isLinkLocal() {
      return address.isLinkLocalAddress();
    }
  }

  private LocalAddresses() {}

  /**
   * Returns the addresses to offer, the most promising first, at most six: those that the default
   * routes use, then those of the other interfaces. Link-local addresses, virtual bridges and
   * loopback are used where a family, or the machine, has nothing better.
   *
   * @param loopback whether to return loopback addresses in any case, and then first
   */
  public static List<InetAddress> find(boolean loopback) {
    List<Found> all = new ArrayList<>();
    List<InetAddress> loopbacks = new ArrayList<>();
    for (NetworkInterface networkInterface : interfacesThatAreUp()) {
      collect(networkInterface, all, loopbacks);
    }
    Set<InetAddress> chosen = new LinkedHashSet<>();
    preferred(all, Inet6Address.class).forEach(chosen::add);
    preferred(all, Inet4Address.class).forEach(chosen::add);
    List<InetAddress> ordered = new ArrayList<>(chosen);
    List<InetAddress> routed = sourcesOfDefaultRoutes();
    ordered.sort(Comparator.comparingInt(address -> rank(address, routed)));
    List<InetAddress> offered = new ArrayList<>(ordered.subList(0, Math.min(MOST, ordered.size())));
    if (loopback || offered.isEmpty()) {
      // Whoever asks for them expects the other end on this machine.
      offered.addAll(0, loopbacks);
    }
    return List.copyOf(offered);
  }

  /**
   * Returns whether an address is one that only means something in its own network: a private one
   * (RFC 1918), a unique local one (RFC 4193), or a link-local one.
   */
  public static boolean isPrivate(InetAddress address) {
    // RFC 4193, section 3.1: "Prefix that identifies Local IPv6 unicast addresses", fc00::/7.
    boolean uniqueLocal =
        address instanceof Inet6Address && (address.getAddress()[0] & 0xfe) == 0xfc;
    return uniqueLocal || address.isSiteLocalAddress() || address.isLinkLocalAddress();
  }

  /**
   * Returns whether {@code remote} belongs to a network that the interface with the address {@code
   * local} is in. Asks the system.
   */
  public static boolean areOnOneLink(InetAddress local, InetAddress remote) {
    try {
      NetworkInterface found = NetworkInterface.getByInetAddress(local);
      return found != null
          && found.getInterfaceAddresses().stream()
              .anyMatch(
                  own -> haveSamePrefix(own.getAddress(), remote, own.getNetworkPrefixLength()));
    } catch (SocketException e) {
      return false;
    }
  }

  /** Returns whether the first {@code bits} of two addresses of one family are the same. */
  static boolean haveSamePrefix(InetAddress one, InetAddress other, int bits) {
    byte[] left = one.getAddress();
    byte[] right = other.getAddress();
    if (left.length != right.length) {
      return false;
    }
    int shift = 8 * left.length - bits;
    return new BigInteger(left).shiftRight(shift).equals(new BigInteger(right).shiftRight(shift));
  }

  static List<NetworkInterface> interfacesThatAreUp() {
    try {
      List<NetworkInterface> up = new ArrayList<>();
      for (NetworkInterface networkInterface : NetworkInterface.networkInterfaces().toList()) {
        if (networkInterface.isUp()) {
          up.add(networkInterface);
        }
      }
      return up;
    } catch (SocketException e) {
      return List.of();
    }
  }

  private static void collect(
      NetworkInterface networkInterface, List<Found> found, List<InetAddress> loopbacks) {
    boolean virtual =
        VIRTUAL.matcher(networkInterface.getName().toLowerCase(Locale.ROOT)).matches();
    boolean globalIpv6Seen = false;
    for (InterfaceAddress interfaceAddress : networkInterface.getInterfaceAddresses()) {
      InetAddress address = interfaceAddress.getAddress();
      if (address.isLoopbackAddress()) {
        loopbacks.add(address);
      } else if (isUsable(address)) {
        boolean globalIpv6 = address instanceof Inet6Address && !address.isLinkLocalAddress();
        // One address of an interface is enough: the others take the same way.
        if (!globalIpv6 || !globalIpv6Seen) {
          found.add(new Found(address, virtual));
        }
        globalIpv6Seen |= globalIpv6;
      }
    }
  }

  private static boolean isUsable(InetAddress address) {
    return !address.isAnyLocalAddress() && !address.isMulticastAddress();
  }

  /** Returns the addresses of one family without the kinds that something better makes needless. */
  private static Stream<InetAddress> preferred(List<Found> all, Class<?> family) {
    List<Found> candidates =
        all.stream().filter(found -> family.isInstance(found.address())).toList();
    boolean anyPhysical = candidates.stream().anyMatch(found -> !found.virtual());
    List<Found> reachable =
        candidates.stream().filter(found -> !anyPhysical || !found.virtual()).toList();
    boolean anyRoutable = reachable.stream().anyMatch(found -> !found.isLinkLocal());
    return reachable.stream()
        .filter(found -> !anyRoutable || !found.isLinkLocal())
        .map(Found::address);
  }

  private static int rank(InetAddress address, List<InetAddress> routed) {
    int place = routed.indexOf(address);
    if (place >= 0) {
      return place;
    }
    return address.isLinkLocalAddress() ? routed.size() + 1 : routed.size();
  }

  private static List<InetAddress> sourcesOfDefaultRoutes() {
    List<InetAddress> sources = new ArrayList<>();
    for (String beyond : BEYOND_THE_DEFAULT_ROUTE) {
      try (DatagramChannel channel = DatagramChannel.open()) {
        channel.connect(new InetSocketAddress(beyond, 9));
        sources.add(((InetSocketAddress) channel.getLocalAddress()).getAddress());
      } catch (IOException | RuntimeException e) {
        // There is no such route, or the family is switched off.
      }
    }
    return sources;
  }
}
