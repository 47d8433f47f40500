package io.p2pcopy.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class SocketOptionsTest {

  @Test
  @EnabledOnOs(OS.LINUX)
  void onceLoadedTheyAreThereForEverySocket() throws Exception {
    boolean loaded = SocketOptions.load();

    assertThat(loaded).isTrue();
    assertThat(SocketOptions.load()).isTrue();
    for (int i = 0; i < 2; i++) {
      try (DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET)) {
        channel.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0));
        SocketOptions options = SocketOptions.of((InetSocketAddress) channel.getLocalAddress());
        assertThat(Objects.requireNonNull(options).forbidFragments(true)).isTrue();
      }
    }
  }

  @Test
  @EnabledOnOs({OS.MAC, OS.WINDOWS})
  void otherSystemsHaveNone() {
    assertThat(SocketOptions.load()).isFalse();
  }
}
