package io.p2pcopy.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.p2pcopy.net.InterfaceEntry.Assigned;
import io.p2pcopy.net.InterfaceEntry.Kind;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressSelectionTest {

  private static final InterfaceEntry WIFI =
      entry(Kind.PHYSICAL, true, assigned("192.168.1.7", 24), assigned("2001:db8:1::7", 64));

  @ParameterizedTest
  @ValueSource(ints = {9, 30})
  void eachOfManyNetworksIsOfferedInWhateverOrderTheInterfacesWereMade(int networks) {
    List<InterfaceEntry> table = new ArrayList<>();
    for (int i = 1; i <= networks; i++) {
      table.add(entry(Kind.PHYSICAL, i == networks / 2, assigned("10.0." + i + ".1", 24)));
    }
    List<String> inOrder = offered(table, "10.0." + networks / 2 + ".1");
    Collections.reverse(table);

    assertThat(inOrder).hasSize(networks).contains("10.0.1.1", "10.0." + networks + ".1");
    assertThat(offered(table, "10.0." + networks / 2 + ".1"))
        .containsExactlyInAnyOrderElementsOf(inOrder)
        .startsWith("10.0." + networks / 2 + ".1");
  }

  @Test
  void moreThanThirtyAreNotOffered() {
    List<InterfaceEntry> table = new ArrayList<>();
    for (int i = 1; i <= 40; i++) {
      table.add(entry(Kind.TUNNEL, false, assigned("10.0." + i + ".1", 24)));
    }
    table.add(WIFI);

    assertThat(offered(table, "192.168.1.7")).hasSize(30).startsWith("192.168.1.7");
    assertThat(AddressSelection.of(table, List.of())).hasSize(42);
  }

  @Test
  void defaultRoutesComeBeforeCardsAndCardsBeforeTunnels() {
    InterfaceEntry tunnel = entry(Kind.TUNNEL, false, assigned("10.8.0.2", 24));
    InterfaceEntry cable = entry(Kind.PHYSICAL, false, assigned("172.16.0.2", 24));
    InterfaceEntry mobile = entry(Kind.TUNNEL, true, assigned("100.64.3.2", 32));

    assertThat(offered(List.of(tunnel, cable, mobile, WIFI), "2001:db8:1::7", "192.168.1.7"))
        .containsExactly("2001:db8:1::7", "192.168.1.7", "100.64.3.2", "172.16.0.2", "10.8.0.2");
  }

  @Test
  void networksInsideThisMachineAreKnownButNotOffered() {
    InterfaceEntry containers = entry(Kind.HOST_ONLY, false, assigned("172.17.0.1", 16));

    assertThat(offered(List.of(containers, WIFI))).doesNotContain("172.17.0.1");
    assertThat(AddressSelection.of(List.of(containers, WIFI), List.of()))
        .anyMatch(own -> own.address().equals(address("172.17.0.1")) && !own.offered());
  }

  @Test
  void networksInsideThisMachineAreOfferedWhereThereIsNothingElse() {
    InterfaceEntry containers = entry(Kind.HOST_ONLY, false, assigned("172.17.0.1", 16));

    assertThat(offered(List.of(containers))).containsExactly("172.17.0.1");
  }

  @Test
  void theWayToTheInternetIsOfferedWhateverItIsMadeOf() {
    InterfaceEntry pair = entry(Kind.HOST_ONLY, true, assigned("10.1.0.2", 24));

    assertThat(offered(List.of(WIFI, pair), "192.168.1.7")).contains("10.1.0.2");
  }

  @Test
  void ofGlobalAddressesInOneNetworkTheTemporaryOneIsOffered() {
    InterfaceEntry wifi =
        entry(
            Kind.PHYSICAL,
            true,
            assigned("fd12::7", 64),
            new Assigned(address("2001:db8:1::1"), 64, false, true),
            assigned("2001:db8:1::2", 64),
            new Assigned(address("2001:db8:1::3"), 64, true, true),
            new Assigned(address("2001:db8:1::4"), 64, true, false),
            assigned("fe80::7", 64));

    assertThat(offered(List.of(wifi), "2001:db8:1::2")).containsExactly("2001:db8:1::4", "fd12::7");
  }

  @Test
  void aDeprecatedAddressServesOnlyWhereThereIsNoOtherGlobalOne() {
    Assigned old = new Assigned(address("2001:db8:1::1"), 64, false, true);

    assertThat(offered(List.of(entry(Kind.PHYSICAL, true, old, assigned("fd12::7", 64)))))
        .containsExactly("fd12::7", "2001:db8:1::1");
    assertThat(offered(List.of(entry(Kind.PHYSICAL, true, old, assigned("2001:db8:2::1", 64)))))
        .containsExactly("2001:db8:2::1");
  }

  @Test
  void addressesOfTransitionComeLast() {
    InterfaceEntry wifi =
        entry(Kind.PHYSICAL, true, assigned("2002:c000:201::1", 64), assigned("192.168.1.7", 24));

    assertThat(offered(List.of(wifi), "2002:c000:201::1", "192.168.1.7"))
        .containsExactly("192.168.1.7", "2002:c000:201::1");
  }

  @Test
  void linkLocalAddressesAreForInterfacesWithoutOthers() {
    InterfaceEntry cable =
        entry(Kind.PHYSICAL, false, assigned("169.254.3.4", 16), assigned("fe80::2", 64));
    InterfaceEntry wifi =
        entry(Kind.PHYSICAL, true, assigned("192.168.1.7", 24), assigned("fe80::1", 64));

    assertThat(offered(List.of(cable, wifi)))
        .containsExactly("192.168.1.7", "169.254.3.4", "fe80::2");
  }

  @Test
  void interfacesThatNobodyHasSetUpAndTunnelsDoNotFillTheDescription() {
    InterfaceEntry spare = entry(Kind.PHYSICAL, false, assigned("fe80::2", 64));
    InterfaceEntry vpn = entry(Kind.TUNNEL, false, assigned("fe80::1", 64));

    assertThat(offered(List.of(vpn, spare, spare, spare, WIFI), "192.168.1.7"))
        .containsExactly("192.168.1.7", "2001:db8:1::7", "fe80::2", "fe80::2");
  }

  @Test
  void inManyNetworksTheirIpv4AddressesComeBeforeTheirIpv6Addresses() {
    List<InterfaceEntry> table = new ArrayList<>();
    for (int i = 1; i <= 30; i++) {
      table.add(
          entry(
              Kind.PHYSICAL,
              false,
              assigned("10.0." + i + ".1", 24),
              assigned("2001:db8:" + i + "::1", 64)));
    }

    assertThat(offered(table).subList(0, 30)).allMatch(text -> text.startsWith("10.0."));
  }

  private static List<String> offered(List<InterfaceEntry> table, String... routed) {
    List<InetAddress> sources = Arrays.stream(routed).map(text -> address(text)).toList();
    return AddressSelection.of(table, sources).stream()
        .filter(LocalAddress::offered)
        .map(own -> textOf(own.address()))
        .toList();
  }

  private static String textOf(InetAddress address) {
    return address instanceof java.net.Inet4Address
        ? address.getHostAddress()
        : address.getHostAddress().replaceFirst("(:0)+:", "::");
  }

  private static InterfaceEntry entry(Kind kind, boolean defaultRoute, Assigned... addresses) {
    return new InterfaceEntry("x", kind, defaultRoute, defaultRoute, List.of(addresses));
  }

  private static Assigned assigned(String text, int prefixLength) {
    return new Assigned(address(text), prefixLength, false, false);
  }

  private static InetAddress address(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
