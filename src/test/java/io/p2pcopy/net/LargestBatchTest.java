package io.p2pcopy.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.Objects;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A batch that the sender hands over by one call reaches the receiver by one call, too. */
@EnabledOnOs(OS.LINUX)
@Timeout(20)
class LargestBatchTest {

  private static final int PACKETS = 4;

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void theLargestBatchCrossesThisMachineInOnePiece(String loopback) throws IOException {
    try (DatagramChannel sender = open(loopback);
        DatagramChannel receiver = open(loopback)) {
      SocketOptions ofSender = options(sender, loopback);
      assumeTrue(options(receiver, loopback).coalesceReads(), "the kernel coalesces");
      int size = UdpSocket.LARGEST_BATCH / PACKETS;

      new SegmentingDatagramWriter(sender, ofSender)
          .write(
              ByteBuffer.allocateDirect(PACKETS * size),
              size,
              (InetSocketAddress) receiver.getLocalAddress());

      ByteBuffer received = ByteBuffer.allocate(1 << 16);
      receiver.receive(received);
      assertThat(received.position()).isEqualTo(PACKETS * size);
    }
  }

  private static DatagramChannel open(String loopback) throws IOException {
    boolean ipv6 = loopback.contains(":");
    return DatagramChannel.open(ipv6 ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET);
  }

  private static SocketOptions options(DatagramChannel channel, String loopback)
      throws IOException {
    try {
      channel.bind(new InetSocketAddress(loopback, 0));
    } catch (BindException e) {
      assumeTrue(false, "this machine has no " + loopback);
    }
    return Objects.requireNonNull(SocketOptions.of((InetSocketAddress) channel.getLocalAddress()));
  }
}
