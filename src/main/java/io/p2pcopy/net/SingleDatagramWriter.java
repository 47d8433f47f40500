package io.p2pcopy.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;

/** Makes one system call for each datagram; works everywhere. */
final class SingleDatagramWriter implements DatagramWriter {
  private final DatagramChannel channel;

  SingleDatagramWriter(DatagramChannel channel) {
    this.channel = channel;
  }

  @Override
  public void write(ByteBuffer packets, int segmentSize, InetSocketAddress to) throws IOException {
    int end = packets.limit();
    try {
      while (packets.position() < end) {
        packets.limit(Math.min(end, packets.position() + segmentSize));
        if (channel.send(packets, to) == 0) {
          return;
        }
        packets.limit(end);
      }
    } finally {
      packets.limit(end);
    }
  }

  @Override
  public boolean segments() {
    return false;
  }
}
