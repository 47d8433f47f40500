package io.p2pcopy.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.nio.channels.DatagramChannel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FragmentationTest {

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  @EnabledOnOs(OS.LINUX)
  void linuxCanBeToldToFragmentNothing(String address) throws IOException {
    InetAddress local = InetAddress.getByName(address);
    boolean ipv6 = local instanceof Inet6Address;
    var family = ipv6 ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET;
    try (DatagramChannel channel = DatagramChannel.open(family)) {
      channel.bind(new InetSocketAddress(local, 0));
      SocketOptions options = SocketOptions.of((InetSocketAddress) channel.getLocalAddress());

      assertThat(Fragmentation.of(channel, options)).isNotNull();
    }
  }

  @Test
  void theLoopbackInterfaceTakesMoreThanAnyNetwork() {
    InetAddress loopback = InetAddress.getLoopbackAddress();

    assertThat(InterfaceMtu.largestDatagram(loopback, loopback)).isGreaterThan(9_000);
  }

  @Test
  void anAddressThatThisMachineDoesNotHaveIsNoWayOut() throws UnknownHostException {
    InetAddress elsewhere = InetAddress.getByName("192.0.2.1");

    assertThat(InterfaceMtu.largestDatagram(elsewhere, elsewhere)).isZero();
  }
}
