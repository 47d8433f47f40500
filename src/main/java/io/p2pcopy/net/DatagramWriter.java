package io.p2pcopy.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** The way in which a run of equally long datagrams reaches the kernel. */
interface DatagramWriter {

  /**
   * Sends the bytes from position to limit as datagrams of {@code segmentSize} bytes, the last one
   * possibly shorter, and moves the position behind what the kernel took.
   */
  void write(ByteBuffer packets, int segmentSize, InetSocketAddress to) throws IOException;

  /** Returns whether one call to the kernel carries many datagrams. */
  boolean segments();
}
