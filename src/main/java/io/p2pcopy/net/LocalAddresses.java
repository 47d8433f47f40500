package io.p2pcopy.net;

import io.p2pcopy.net.InterfaceEntry.Assigned;
import java.io.IOException;
import java.math.BigInteger;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.DatagramChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The addresses of this machine at which a peer might reach it. */
public final class LocalAddresses {

  /**
   * Documentation addresses: asking for the route to them sends nothing, and tells the source
   * address of the default route (RFC 5737, RFC 3849).
   */
  private static final List<String> BEYOND_THE_DEFAULT_ROUTE = List.of("2001:db8::1", "192.0.2.1");

  private LocalAddresses() {}

  /**
   * Returns the addresses of this machine, those to offer first, the most promising before the
   * others: at most 30 are to be offered, besides loopback. Addresses in networks that only exist
   * inside this machine are to be offered if it has no others, and so is loopback.
   *
   * @param loopback whether to return loopback addresses in any case, and then first
   */
  public static List<LocalAddress> find(boolean loopback) {
    List<InterfaceEntry> table = new ArrayList<>();
    List<LocalAddress> found = new ArrayList<>();
    LinuxInterfaces linux = LinuxInterfaces.read();
    for (NetworkInterface networkInterface : interfacesThatAreUp()) {
      table.add(entry(networkInterface, linux));
    }
    found.addAll(AddressSelection.of(table, sourcesOfDefaultRoutes()));
    if (loopback || found.isEmpty()) {
      // Whoever asks for them expects the other end on this machine.
      found.addAll(0, loopbacks());
    }
    return List.copyOf(found);
  }

  /** Returns the state of the networks at this moment, without judging the interfaces. */
  static NetworkSnapshot snapshot() {
    Set<InetAddress> assigned = new HashSet<>();
    for (NetworkInterface networkInterface : interfacesThatAreUp()) {
      networkInterface.inetAddresses().forEach(assigned::add);
    }
    return new NetworkSnapshot(
        assigned, sourcesOfDefaultRoutes(), LinuxInterfaces.ipv6States(Path.of("/")));
  }

  /**
   * Returns the address that packets to {@code remote} leave from, if no socket says otherwise, or
   * {@code null} if there is no way there. Sends nothing.
   */
  static @Nullable InetAddress sourceTowards(InetAddress remote) {
    try (DatagramChannel channel = DatagramChannel.open()) {
      channel.connect(new InetSocketAddress(remote, 9));
      return ((InetSocketAddress) channel.getLocalAddress()).getAddress();
    } catch (IOException | RuntimeException e) {
      // There is no such route, or the family is switched off.
      return null;
    }
  }

  /**
   * Returns whether an address is one that only means something in its own network: a private one
   * (RFC 1918), a unique local one (RFC 4193), or a link-local one.
   */
  public static boolean isPrivate(InetAddress address) {
    return isUniqueLocal(address) || address.isSiteLocalAddress() || address.isLinkLocalAddress();
  }

  /**
   * Returns whether two addresses of this machine are the same one: interfaces may share a
   * link-local address (RFC 4007, section 6).
   */
  public static boolean areSame(InetAddress one, InetAddress other) {
    return one.equals(other) && scope(one) == scope(other);
  }

  private static int scope(InetAddress address) {
    return address instanceof Inet6Address ipv6 ? ipv6.getScopeId() : 0;
  }

  static boolean isUniqueLocal(InetAddress address) {
    // RFC 4193, section 3.1: "Prefix that identifies Local IPv6 unicast addresses", fc00::/7.
    return address instanceof Inet6Address && (address.getAddress()[0] & 0xfe) == 0xfc;
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

  private static InterfaceEntry entry(NetworkInterface networkInterface, LinuxInterfaces linux) {
    String name = networkInterface.getName();
    List<Assigned> addresses = new ArrayList<>();
    for (InterfaceAddress own : networkInterface.getInterfaceAddresses()) {
      InetAddress address = own.getAddress();
      int prefix = Math.max(0, Math.min(own.getNetworkPrefixLength(), bits(address)));
      if (!isUsable(address)) {
        continue;
      }
      if (!(address instanceof Inet6Address ipv6)) {
        addresses.add(new Assigned(address, prefix, false, false));
      } else if (linux.isUsable(ipv6)) {
        addresses.add(
            new Assigned(address, prefix, linux.isTemporary(ipv6), linux.isDeprecated(ipv6)));
      }
    }
    return new InterfaceEntry(
        name, linux.kind(name), linux.hasIpv4Default(name), linux.hasIpv6Default(name), addresses);
  }

  private static boolean isUsable(InetAddress address) {
    return !address.isAnyLocalAddress()
        && !address.isMulticastAddress()
        && !address.isLoopbackAddress();
  }

  private static int bits(InetAddress address) {
    return 8 * address.getAddress().length;
  }

  private static List<LocalAddress> loopbacks() {
    return interfacesThatAreUp().stream()
        .flatMap(networkInterface -> networkInterface.getInterfaceAddresses().stream())
        .filter(own -> own.getAddress().isLoopbackAddress())
        .map(own -> new LocalAddress(own.getAddress(), own.getNetworkPrefixLength(), true))
        .toList();
  }

  private static List<InetAddress> sourcesOfDefaultRoutes() {
    List<InetAddress> sources = new ArrayList<>();
    for (String beyond : BEYOND_THE_DEFAULT_ROUTE) {
      try {
        InetAddress source = sourceTowards(InetAddress.getByName(beyond));
        if (source != null) {
          sources.add(source);
        }
      } catch (UnknownHostException e) {
        throw new IllegalStateException(e);
      }
    }
    return sources;
  }
}
