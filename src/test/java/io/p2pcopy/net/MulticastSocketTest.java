package io.p2pcopy.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class MulticastSocketTest {

  @Test
  void addressesOfTheInterfacesNetworksAndLinkLocalOnesAreOnLink() throws Exception {
    NetworkInterface loopback = NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress());
    var group = new InetSocketAddress(InetAddress.getByName("224.0.0.251"), 5353);
    try (EventLoop loop = EventLoop.start("multicast", Clock.system(), error -> {})) {
      List<MulticastSocket> sockets =
          CompletableFuture.supplyAsync(
                  () ->
                      MulticastSocket.join(
                          loop, loopback::equals, List.of(group), (socket, packet, source) -> {}),
                  loop)
              .get();

      assertThat(sockets).singleElement().satisfies(MulticastSocketTest::judgesAddresses);
    }
  }

  private static void judgesAddresses(MulticastSocket socket) throws Exception {
    assertThat(socket.isOnLink(InetAddress.getByName("127.5.5.5"))).isTrue();
    assertThat(socket.isOnLink(InetAddress.getByName("fe80::5"))).isTrue();
    assertThat(socket.isOnLink(InetAddress.getByName("10.0.0.1"))).isFalse();
    assertThat(socket.isOnLink(InetAddress.getByName("2001:db8::1"))).isFalse();
  }
}
