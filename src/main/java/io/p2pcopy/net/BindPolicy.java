package io.p2pcopy.net;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The addresses and ports that sockets may be bound to, and with them the interfaces that packets
 * leave by. Immutable.
 *
 * @param firstPort the lowest port to use, 1 to 65535; 0 lets the system choose
 * @param lastPort the highest port to use, not below {@code firstPort}
 * @param interfaces the names of the interfaces to use; empty for all
 * @param addresses the addresses of this machine to use; empty for all
 * @param ipv4 whether to use IPv4
 * @param ipv6 whether to use IPv6
 */
public record BindPolicy(
    int firstPort,
    int lastPort,
    Set<String> interfaces,
    Set<InetAddress> addresses,
    boolean ipv4,
    boolean ipv6) {

  private static final int MAX_PORT = 65535;

  /** All addresses, and ports of the system's choice. */
  public static final BindPolicy ANY = new BindPolicy(0, 0, Set.of(), Set.of(), true, true);

  /**
   * Checks the ranges and copies the sets.
   *
   * @throws IllegalArgumentException if a port is out of range, or no family is left
   */
  public BindPolicy {
    boolean any = firstPort == 0 && lastPort == 0;
    if (!any && (firstPort < 1 || lastPort < firstPort || lastPort > MAX_PORT)) {
      throw new IllegalArgumentException("ports " + firstPort + " to " + lastPort);
    }
    if (!ipv4 && !ipv6) {
      throw new IllegalArgumentException("neither IPv4 nor IPv6");
    }
    interfaces = Set.copyOf(interfaces);
    addresses = Set.copyOf(addresses);
  }

  /**
   * {@return a copy with other ports}
   *
   * @param first the lowest port to use, 1 to 65535
   * @param last the highest port to use, not below {@code first}
   */
  public BindPolicy withPorts(int first, int last) {
    return new BindPolicy(first, last, interfaces, addresses, ipv4, ipv6);
  }

  /** {@return a copy for some interfaces only; for all if empty} */
  public BindPolicy withInterfaces(Set<String> names) {
    return new BindPolicy(firstPort, lastPort, names, addresses, ipv4, ipv6);
  }

  /** {@return a copy for some addresses of this machine only; for all if empty} */
  public BindPolicy withAddresses(Set<InetAddress> own) {
    return new BindPolicy(firstPort, lastPort, interfaces, own, ipv4, ipv6);
  }

  /** {@return a copy for some protocol versions only} */
  public BindPolicy withFamilies(boolean useIpv4, boolean useIpv6) {
    return new BindPolicy(firstPort, lastPort, interfaces, addresses, useIpv4, useIpv6);
  }

  /** Returns whether the ports are given. */
  public boolean hasPorts() {
    return firstPort != 0;
  }

  /**
   * Returns whether a socket may be bound to the wildcard address: it uses all interfaces, and
   * needs a port of its own.
   */
  public boolean allowsWildcard() {
    return !hasPorts() && interfaces.isEmpty() && addresses.isEmpty();
  }

  /** Returns the given ports, the wanted one first if it is among them. */
  public IntStream ports(int wanted) {
    IntStream all = IntStream.rangeClosed(firstPort, lastPort);
    return wanted < firstPort || wanted > lastPort
        ? all
        : IntStream.concat(IntStream.of(wanted), all.filter(port -> port != wanted));
  }

  /** Returns whether a socket may be bound to this address of this machine. Asks the system. */
  public boolean allows(InetAddress own) {
    return (own instanceof Inet4Address ? ipv4 : ipv6)
        && (addresses.isEmpty() || addresses.contains(own))
        && (interfaces.isEmpty() || interfaces.contains(nameOfInterface(own)));
  }

  /** Returns whether packets may leave by this interface. */
  public boolean allows(NetworkInterface candidate) {
    return (interfaces.isEmpty() || interfaces.contains(candidate.getName()))
        && (addresses.isEmpty() || candidate.inetAddresses().anyMatch(addresses::contains));
  }

  private static String nameOfInterface(InetAddress own) {
    try {
      NetworkInterface found = NetworkInterface.getByInetAddress(own);
      return found == null ? "" : found.getName();
    } catch (SocketException e) {
      return "";
    }
  }
}
