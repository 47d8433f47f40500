package io.p2pcopy.net;

import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What tells whether the networks of this machine have changed: two snapshots differ if an address
 * came, went or changed its state, or if a default route now uses another address.
 *
 * @param assigned the addresses of all interfaces that are up, loopback included
 * @param routeSources the addresses from which packets to the internet leave
 * @param ipv6States the states of the IPv6 addresses, such as "tentative", as the system writes
 *     them; empty where it does not
 */
public record NetworkSnapshot(
    Set<InetAddress> assigned, List<InetAddress> routeSources, String ipv6States) {

  public NetworkSnapshot {
    assigned = Set.copyOf(assigned);
    routeSources = List.copyOf(routeSources);
  }

  /**
   * Returns a snapshot of a machine with these addresses, the first of which leads to all others.
   */
  public static NetworkSnapshot of(List<LocalAddress> addresses) {
    return new NetworkSnapshot(
        addresses.stream().map(LocalAddress::address).collect(Collectors.toSet()),
        Stream.ofNullable(addresses.isEmpty() ? null : addresses.get(0).address()).toList(),
        "");
  }

  /** Returns whether the address can still be used, on the same interface as before. */
  public boolean has(InetAddress address) {
    return assigned.stream().anyMatch(own -> LocalAddresses.areSame(own, address));
  }
}
