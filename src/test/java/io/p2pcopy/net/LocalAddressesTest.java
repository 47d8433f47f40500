package io.p2pcopy.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;
import java.util.List;
import org.junit.jupiter.api.Test;

class LocalAddressesTest {

  @Test
  void thereIsAlwaysSomethingToOffer() {
    assertThat(LocalAddresses.find(false)).isNotEmpty().doesNotHaveDuplicates();
  }

  @Test
  void loopbackIsOfferedFirstWhenAskedFor() {
    List<InetAddress> addresses = LocalAddresses.find(true);

    assertThat(addresses.get(0).isLoopbackAddress()).isTrue();
    assertThat(addresses.stream().filter(address -> !address.isLoopbackAddress()).count())
        .isLessThanOrEqualTo(6);
  }

  @Test
  void everyAddressCanBeBoundTo() throws SocketException {
    for (InetAddress address : LocalAddresses.find(true)) {
      try (DatagramSocket socket = new DatagramSocket(0, address)) {
        assertThat(socket.getLocalAddress()).isEqualTo(address);
      }
    }
  }
}
