package io.p2pcopy.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
@Timeout(20)
class SegmentingDatagramWriterTest {

  private final DatagramChannel sender = open();
  private final DatagramChannel receiver = open();
  private final SegmentingDatagramWriter writer = writer();

  @AfterEach
  void close() {
    try {
      sender.close();
      receiver.close();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void theKernelCutsABatchIntoDatagrams() throws IOException {
    ByteBuffer batch = ByteBuffer.allocateDirect(2500);
    batch.put(0, (byte) 1).put(1000, (byte) 2).put(2000, (byte) 3);

    writer.write(batch, 1000, address(receiver));

    assertThat(batch.hasRemaining()).isFalse();
    assertReceived(1000, 1);
    assertReceived(1000, 2);
    assertReceived(500, 3);
  }

  @Test
  void aLongerDatagramAfterABatchStaysWhole() throws IOException {
    writer.write(ByteBuffer.allocateDirect(300), 100, address(receiver));
    writer.write(ByteBuffer.allocateDirect(1400).put(0, (byte) 9), 1400, address(receiver));

    for (int i = 0; i < 3; i++) {
      assertReceived(100, 0);
    }
    assertReceived(1400, 9);
  }

  @Test
  void whatTheKernelRefusesToCutGoesOneByOne() throws IOException {
    // More segments than a call may carry.
    ByteBuffer batch = ByteBuffer.allocateDirect(130 * 10);

    writer.write(batch, 10, address(receiver));

    for (int i = 0; i < 130; i++) {
      assertReceived(10, 0);
    }
  }

  private void assertReceived(int length, int first) throws IOException {
    ByteBuffer datagram = ByteBuffer.allocate(2000);
    receiver.receive(datagram);
    assertThat(datagram.flip().remaining()).isEqualTo(length);
    assertThat(datagram.get(0)).isEqualTo((byte) first);
  }

  private SegmentingDatagramWriter writer() {
    return new SegmentingDatagramWriter(
        sender, Objects.requireNonNull(SocketOptions.of(address(sender))));
  }

  private static DatagramChannel open() {
    try {
      return DatagramChannel.open(StandardProtocolFamily.INET)
          .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static InetSocketAddress address(DatagramChannel channel) {
    try {
      return (InetSocketAddress) channel.getLocalAddress();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
