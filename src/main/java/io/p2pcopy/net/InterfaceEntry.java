package io.p2pcopy.net;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;

/**
 * A network interface that is up, with what decides whether a peer may reach this machine by it.
 *
 * @param ipv4Default whether an IPv4 default route uses it
 * @param ipv6Default whether an IPv6 default route uses it
 */
record InterfaceEntry(
    String name, Kind kind, boolean ipv4Default, boolean ipv6Default, List<Assigned> addresses) {

  /** What sort of network is behind an interface, the most useful first. */
  enum Kind {
    /** A network card, or a bridge, bond or VLAN on top of one. */
    PHYSICAL,
    /** Nothing is known that speaks against it: the interfaces of a container, for instance. */
    OTHER,
    /** A VPN or another point-to-point link. */
    TUNNEL,
    /** Only virtual machines and containers of this machine are behind it. */
    HOST_ONLY
  }

  /**
   * An address of the interface.
   *
   * @param temporary made for privacy, and replaced every day (RFC 8981)
   * @param deprecated not to be used for new connections where there is another one (RFC 4862,
   *     section 5.5.4)
   */
  record Assigned(InetAddress address, int prefixLength, boolean temporary, boolean deprecated) {
    boolean isIpv6() {
      return address instanceof Inet6Address;
    }
  }

  boolean hasDefaultRoute(boolean ipv6) {
    return ipv6 ? ipv6Default : ipv4Default;
  }
}
