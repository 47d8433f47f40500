package io.p2pcopy.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocalAddressesTest {

  @Test
  void thereIsAlwaysSomethingToOffer() {
    assertThat(LocalAddresses.find(false)).isNotEmpty().doesNotHaveDuplicates();
  }

  @Test
  void loopbackIsOfferedFirstWhenAskedFor() {
    List<LocalAddress> addresses = LocalAddresses.find(true);

    assertThat(addresses.get(0).address().isLoopbackAddress()).isTrue();
    assertThat(LocalAddresses.find(false))
        .noneMatch(own -> own.address().isLoopbackAddress() && addresses.size() > 2);
  }

  @ParameterizedTest
  @CsvSource({
    "192.168.7.1, true", "10.1.2.3, true", "172.31.0.1, true", "169.254.3.4, true",
    "fd12::1, true", "fe80::1, true", "172.32.0.1, false", "203.0.113.7, false",
    "2001:db8::1, false", "fe00::1, false"
  })
  void privateAddressesAreKnown(String address, boolean isPrivate) throws UnknownHostException {
    assertThat(LocalAddresses.isPrivate(InetAddress.getByName(address))).isEqualTo(isPrivate);
  }

  @ParameterizedTest
  @CsvSource({
    "203.0.113.7, 203.0.113.250, 24, true", "203.0.113.7, 203.0.113.250, 25, false",
    "203.0.113.7, 198.51.100.1, 0, true", "203.0.113.7, 203.0.113.7, 32, true",
    "2001:db8::1, 2001:db8::ffff, 64, true", "2001:db8::1, 2001:db8:0:1::1, 64, false",
    "203.0.113.7, 2001:db8::1, 0, false"
  })
  void aNetworkIsWhatTheFirstBitsSay(String one, String other, int bits, boolean same)
      throws UnknownHostException {
    assertThat(
            LocalAddresses.haveSamePrefix(
                InetAddress.getByName(one), InetAddress.getByName(other), bits))
        .isEqualTo(same);
  }

  @Test
  void anAddressOfThisMachineIsOnItsOwnLinkAndAForeignOneIsNot() throws UnknownHostException {
    InetAddress own = LocalAddresses.find(false).get(0).address();

    assertThat(LocalAddresses.areOnOneLink(own, own)).isTrue();
    assertThat(LocalAddresses.areOnOneLink(own, InetAddress.getByName("224.0.0.1"))).isFalse();
  }

  @Test
  void everyAddressCanBeBoundTo() throws SocketException {
    for (LocalAddress own : LocalAddresses.find(true)) {
      InetAddress address = own.address();
      try (DatagramSocket socket = new DatagramSocket(0, address)) {
        assertThat(socket.getLocalAddress()).isEqualTo(address);
      }
    }
  }
}
