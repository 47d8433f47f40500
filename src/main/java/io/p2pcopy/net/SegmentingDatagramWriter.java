package io.p2pcopy.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;

/**
 * Hands the kernel many datagrams in one call, which it cuts apart itself (UDP_SEGMENT); one by one
 * when it refuses.
 */
final class SegmentingDatagramWriter implements DatagramWriter {

  private final DatagramChannel channel;
  private final SocketOptions options;
  private final DatagramWriter single;
  private int segmentSize;
  private boolean refused;

  SegmentingDatagramWriter(DatagramChannel channel, SocketOptions options) {
    this.channel = channel;
    this.options = options;
    this.single = new SingleDatagramWriter(channel);
  }

  @Override
  public void write(ByteBuffer packets, int size, InetSocketAddress to) throws IOException {
    boolean several = packets.remaining() > size;
    // The option holds for all that is written: a longer datagram would be cut, too.
    boolean fits = several ? segment(size) : packets.remaining() <= segmentSize || segment(0);
    if (!several || !fits) {
      single.write(packets, size, to);
      return;
    }
    try {
      channel.send(packets, to);
    } catch (SocketException e) {
      // "Message too long": the segments do not fit the interface, and then single datagrams don't
      // either; or it cannot segment.
      segment(0);
      single.write(packets, size, to);
      refused = true;
    }
  }

  @Override
  public boolean segments() {
    return !refused;
  }

  /** Returns whether the kernel cuts at {@code size} now; 0 for not at all. */
  private boolean segment(int size) {
    if (size > 0 && refused) {
      return false;
    }
    if (size != segmentSize) {
      if (!options.segmentWrites(size)) {
        refused = true;
        return false;
      }
      segmentSize = size;
    }
    return true;
  }
}
