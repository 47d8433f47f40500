package io.p2pcopy.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.p2pcopy.net.InterfaceEntry.Kind;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads tables as Linux 6.1 writes them. */
class LinuxInterfacesTest {

  @TempDir private Path root = Path.of("");

  @BeforeEach
  void aMachineWithACard() throws IOException {
    made("eth0", 1, "", "device");
  }

  @Test
  void aCardAndWhatIsOnTopOfItArePhysical() throws IOException {
    made("bond0", 1, "bond", "lower_eth0");
    made("eth0.7", 1, "vlan", "lower_bond0");
    made("br-lan", 1, "bridge", "bridge", "lower_eth0.7");
    made("docker0", 1, "wlan", "device");

    assertThat(kind("eth0")).isEqualTo(Kind.PHYSICAL);
    assertThat(kind("bond0")).isEqualTo(Kind.PHYSICAL);
    assertThat(kind("eth0.7")).isEqualTo(Kind.PHYSICAL);
    assertThat(kind("br-lan")).isEqualTo(Kind.PHYSICAL);
    assertThat(kind("docker0")).isEqualTo(Kind.PHYSICAL);
  }

  @Test
  void bridgesAndPairsThatLeadIntoContainersAreHostOnlyWhateverTheirNames() throws IOException {
    made("uplink", 1, "bridge", "bridge", "lower_a");
    made("a", 1, "", "brport");
    made("lan", 1, "");
    made("empty", 1, "bridge", "bridge");
    made("machines", 1, "bridge", "bridge", "lower_tap0");
    made("tap0", 1, "", "tun_flags", "brport");

    assertThat(kind("uplink")).isEqualTo(Kind.HOST_ONLY);
    assertThat(kind("a")).isEqualTo(Kind.HOST_ONLY);
    assertThat(kind("lan")).isEqualTo(Kind.HOST_ONLY);
    assertThat(kind("empty")).isEqualTo(Kind.HOST_ONLY);
    assertThat(kind("machines")).isEqualTo(Kind.HOST_ONLY);
  }

  @Test
  void insideAContainerPairsAndTheirBridgesAreTheNetwork() throws IOException {
    Files.delete(root.resolve("sys/class/net/eth0/device"));
    made("br-lan", 1, "bridge", "bridge", "lower_veth0");
    made("veth0", 1, "", "brport");
    made("empty", 1, "bridge", "bridge");

    assertThat(kind("eth0")).isEqualTo(Kind.OTHER);
    assertThat(kind("br-lan")).isEqualTo(Kind.OTHER);
    assertThat(kind("empty")).isEqualTo(Kind.HOST_ONLY);
  }

  @Test
  void vpnsAreTunnels() throws IOException {
    made("wg0", 65534, "wireguard");
    made("tun0", 65534, "", "tun_flags");
    made("tap1", 1, "", "tun_flags");
    made("ppp0", 512, "ppp");
    made("vx", 1, "vxlan", "lower_eth0");

    assertThat(kind("wg0")).isEqualTo(Kind.TUNNEL);
    assertThat(kind("tun0")).isEqualTo(Kind.TUNNEL);
    assertThat(kind("tap1")).isEqualTo(Kind.TUNNEL);
    assertThat(kind("ppp0")).isEqualTo(Kind.TUNNEL);
    assertThat(kind("vx")).isEqualTo(Kind.TUNNEL);
  }

  @Test
  void whereNothingIsToBeReadNothingIsHeldAgainstAnInterface() {
    LinuxInterfaces nothing = LinuxInterfaces.read(root.resolve("missing"));

    assertThat(nothing.kind("docker0")).isEqualTo(Kind.OTHER);
    assertThat(nothing.hasIpv4Default("eth0")).isFalse();
  }

  @Test
  void defaultRoutesAreThoseToEverywhereThatAreInUse() throws IOException {
    write(
        "proc/net/route",
        """
        Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT
        wlan0\t00000000\t0101A8C0\t0003\t0\t0\t600\t00000000\t0\t0\t0
        tun0\t00000000\t00000000\t0001\t0\t0\t0\t00000080\t0\t0\t0
        eth0\t0001A8C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0
        """);
    String any = "0".repeat(32);
    write(
        "proc/net/ipv6_route",
        String.join(
            "\n",
            any + " 00 " + any + " 00 fe8" + "0".repeat(28) + "1 00000400 1 0 00000003     eth0",
            any + " 00 " + any + " 00 " + any + " ffffffff 1 0 00200200       lo",
            "fe8"
                + "0".repeat(29)
                + " 40 "
                + any
                + " 00 "
                + any
                + " 00000100 1 0 00000001    wlan0",
            ""));
    LinuxInterfaces linux = LinuxInterfaces.read(root);

    assertThat(linux.hasIpv4Default("wlan0")).isTrue();
    assertThat(linux.hasIpv4Default("tun0")).isFalse();
    assertThat(linux.hasIpv4Default("eth0")).isFalse();
    assertThat(linux.hasIpv6Default("eth0")).isTrue();
    assertThat(linux.hasIpv6Default("lo")).isFalse();
    assertThat(linux.hasIpv6Default("wlan0")).isFalse();
  }

  @Test
  void theStateOfIpv6AddressesIsKnown() throws IOException {
    write(
        "proc/net/if_inet6",
        """
        20010db8000000000000000000000001 02 40 00 80     eth0
        20010db8000000000000000000000002 02 40 00 01     eth0
        20010db8000000000000000000000003 02 40 00 21     eth0
        20010db8000000000000000000000004 02 40 00 40     eth0
        20010db8000000000000000000000005 02 40 00 c8     eth0
        """);
    LinuxInterfaces linux = LinuxInterfaces.read(root);

    assertThat(linux.isTemporary(address("2001:db8::1"))).isFalse();
    assertThat(linux.isTemporary(address("2001:db8::2"))).isTrue();
    assertThat(linux.isDeprecated(address("2001:db8::2"))).isFalse();
    assertThat(linux.isDeprecated(address("2001:db8::3"))).isTrue();
    assertThat(linux.isUsable(address("2001:db8::3"))).isTrue();
    assertThat(linux.isUsable(address("2001:db8::4"))).isFalse();
    assertThat(linux.isUsable(address("2001:db8::5"))).isFalse();
    assertThat(linux.isUsable(address("2001:db8::6"))).isTrue();
  }

  private static Inet6Address address(String text) throws IOException {
    return (Inet6Address) InetAddress.getByName(text);
  }

  private Kind kind(String name) {
    return LinuxInterfaces.read(root).kind(name);
  }

  private void made(String name, int type, String deviceType, String... folders)
      throws IOException {
    write("sys/class/net/" + name + "/type", type + "\n");
    write(
        "sys/class/net/" + name + "/uevent",
        (deviceType.isEmpty() ? "" : "DEVTYPE=" + deviceType + "\n") + "INTERFACE=" + name + "\n");
    for (String folder : folders) {
      Files.createDirectories(root.resolve("sys/class/net/" + name + "/" + folder));
    }
  }

  private void write(String path, String content) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }
}
