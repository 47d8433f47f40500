package io.p2pcopy.net;

import io.p2pcopy.net.InterfaceEntry.Assigned;
import io.p2pcopy.net.InterfaceEntry.Kind;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/**
 * Chooses which addresses of this machine to tell peers of, and their order. It is by interface:
 * those of the routes that packets to the internet take come first, then others with a default
 * route, network cards, and tunnels. An interface offers its IPv4 addresses and, as RFC 6724 has
 * it, one IPv6 address of each network: not a deprecated one, and rather a temporary one.
 */
final class AddressSelection {

  /** What an address is good for, the most useful first. */
  private enum Merit {
    /** An IPv4 address, or the global IPv6 address of an interface that needs it. */
    FIRST,
    /** A global IPv6 address beside another address that mostly leads to the same peers. */
    ADDITIONAL,
    /** RFC 4193: within the local networks of an organisation. */
    UNIQUE_LOCAL,
    /** Deprecated, or of a mechanism of transition: where there is no other global address. */
    LAST_RESORT,
    /** Within one network. */
    LINK_LOCAL
  }

  private record Ranked(LocalAddress address, Merit merit, int route, Kind kind) {}

  /** With a public address, as many as a description has room for. */
  private static final int MOST_OFFERED = 30;

  /** Those of both families on one cable; every other interface that nobody has set up has some. */
  private static final int MOST_LINK_LOCAL = 2;

  private final List<InetAddress> routed;
  private final List<Ranked> ranked = new ArrayList<>();

  private AddressSelection(List<InetAddress> routed) {
    this.routed = routed;
  }

  /**
   * Returns the addresses, those to offer first, the most useful before the others. Those of this
   * machine's own containers and virtual machines are only offered if there is nothing else.
   *
   * @param routed the addresses that packets to the internet leave from
   */
  static List<LocalAddress> of(List<InterfaceEntry> interfaces, List<InetAddress> routed) {
    AddressSelection selection = new AddressSelection(routed);
    interfaces.forEach(selection::add);
    return selection.ordered();
  }

  private List<LocalAddress> ordered() {
    ranked.sort(
        Comparator.comparing(Ranked::merit)
            .thenComparing(Ranked::route)
            .thenComparing(Ranked::kind));
    boolean nothingElse = ranked.stream().noneMatch(AddressSelection::isReachable);
    int linkLocal = 0;
    List<LocalAddress> offered = new ArrayList<>();
    List<LocalAddress> others = new ArrayList<>();
    for (Ranked next : ranked) {
      boolean offer = (nothingElse || isReachable(next)) && offered.size() < MOST_OFFERED;
      if (next.merit() == Merit.LINK_LOCAL) {
        offer &= linkLocal++ < MOST_LINK_LOCAL;
      }
      LocalAddress address = next.address();
      (offer ? offered : others)
          .add(new LocalAddress(address.address(), address.prefixLength(), offer));
    }
    offered.addAll(others);
    return List.copyOf(offered);
  }

  private static boolean isReachable(Ranked ranked) {
    boolean leadsNowhere = ranked.kind() == Kind.TUNNEL && ranked.merit() == Merit.LINK_LOCAL;
    return ranked.kind() != Kind.HOST_ONLY && !leadsNowhere;
  }

  private void add(InterfaceEntry entry) {
    List<Assigned> ipv4 =
        onePerNetwork(entry, own -> !own.isIpv6() && !own.address().isLinkLocalAddress());
    List<Assigned> global = onePerNetwork(entry, own -> isGlobal(own) && !isLastResort(own));
    List<Assigned> local = onePerNetwork(entry, own -> isUniqueLocal(own) && !own.deprecated());
    ipv4.forEach(own -> add(entry, own, Merit.FIRST));
    boolean needsIpv6 = ipv4.isEmpty() || isRouted(entry, true) || entry.ipv4Default();
    for (int i = 0; i < global.size(); i++) {
      add(entry, global.get(i), i == 0 && needsIpv6 ? Merit.FIRST : Merit.ADDITIONAL);
    }
    local.forEach(own -> add(entry, own, Merit.UNIQUE_LOCAL));
    List<Assigned> fallback = new ArrayList<>();
    if (global.isEmpty()) {
      fallback.addAll(onePerNetwork(entry, own -> isGlobal(own) && isLastResort(own)));
      fallback.stream().limit(1).forEach(own -> add(entry, own, Merit.LAST_RESORT));
    }
    if (ipv4.isEmpty() && global.isEmpty() && local.isEmpty() && fallback.isEmpty()) {
      entry.addresses().stream()
          .filter(own -> own.address().isLinkLocalAddress())
          .forEach(own -> add(entry, own, Merit.LINK_LOCAL));
    }
  }

  private void add(InterfaceEntry entry, Assigned own, Merit merit) {
    int route = routed.size() + (entry.hasDefaultRoute(own.isIpv6()) ? 0 : 1);
    for (int i = routed.size() - 1; i >= 0; i--) {
      if (isOf(entry, routed.get(i)) && own.isIpv6() == routed.get(i) instanceof Inet6Address) {
        route = i;
      }
    }
    // The way to the internet is a way to peers, whatever it is made of.
    boolean leadsOut = route <= routed.size();
    Kind kind = leadsOut && entry.kind() == Kind.HOST_ONLY ? Kind.OTHER : entry.kind();
    ranked.add(
        new Ranked(new LocalAddress(own.address(), own.prefixLength(), true), merit, route, kind));
  }

  private boolean isRouted(InterfaceEntry entry, boolean ipv6) {
    return routed.stream()
        .anyMatch(source -> ipv6 == source instanceof Inet6Address && isOf(entry, source));
  }

  private static boolean isOf(InterfaceEntry entry, InetAddress address) {
    return entry.addresses().stream().anyMatch(own -> own.address().equals(address));
  }

  /** Returns the first address of each network, a temporary one rather than others. */
  private static List<Assigned> onePerNetwork(InterfaceEntry entry, Predicate<Assigned> wanted) {
    List<Assigned> chosen = new ArrayList<>();
    entry.addresses().stream()
        .filter(wanted)
        .sorted(
            Comparator.comparing((Assigned own) -> own.deprecated())
                .thenComparing(own -> !own.temporary()))
        .filter(own -> chosen.stream().noneMatch(other -> areOfOneNetwork(own, other)))
        .forEach(chosen::add);
    return chosen;
  }

  private static boolean areOfOneNetwork(Assigned one, Assigned other) {
    // A router hands out single IPv6 addresses (DHCPv6, /128) beside those of the prefix.
    int bits = one.isIpv6() ? 64 : Math.min(one.prefixLength(), other.prefixLength());
    return LocalAddresses.haveSamePrefix(one.address(), other.address(), bits);
  }

  private static boolean isGlobal(Assigned own) {
    return own.isIpv6() && !own.address().isLinkLocalAddress() && !isUniqueLocal(own);
  }

  private static boolean isUniqueLocal(Assigned own) {
    return own.isIpv6()
        && (LocalAddresses.isUniqueLocal(own.address()) || own.address().isSiteLocalAddress());
  }

  private static boolean isLastResort(Assigned own) {
    byte[] address = own.address().getAddress();
    // RFC 6724, section 2.1, has 6to4 (2002::/16) and Teredo (2001::/32) behind all others.
    boolean sixToFour = address[0] == 0x20 && address[1] == 0x02;
    boolean teredo = address[0] == 0x20 && address[1] == 1 && address[2] == 0 && address[3] == 0;
    return own.deprecated() || sixToFour || teredo;
  }
}
