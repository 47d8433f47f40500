package io.p2pcopy.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import org.jspecify.annotations.Nullable;

/**
 * A UDP socket bound to one local address, or to the wildcard address of a family, and read by an
 * event loop. All methods but {@link #close}, {@link #localAddress}, {@link #localAddressTowards}
 * and {@link #isOpen} are called on the loop.
 */
public final class UdpSocket implements AutoCloseable {

  /**
   * The most bytes of datagrams that should be written at once. With the headers of UDP, IPv6 and
   * Ethernet that is 65,536 bytes; what is larger, Linux cuts apart before it reaches even a socket
   * of the same machine.
   */
  public static final int LARGEST_BATCH = 65_474;

  /** Larger than any UDP payload. */
  private static final int READ_BUFFER_SIZE = 1 << 16;

  /** Larger than any packet before a path is in use: STUN and the records of a handshake. */
  private static final int SMALL_READ_BUFFER_SIZE = 2048;

  /** Asked of the kernel in both directions; it gives what its limits allow. */
  private static final int SOCKET_BUFFER_SIZE = 8 << 20;

  /** Reads in a row, so that one busy socket does not starve timers and the other sockets. */
  private static final int READS_PER_TURN = 64;

  /** The same in bytes, for reads of many datagrams: acknowledgements must leave in time. */
  private static final int BYTES_PER_TURN = 1 << 18;

  /**
   * {@code -Dp2pcopy.offload=false} does without segmentation offload, to compare or where it
   * misbehaves.
   */
  private static final boolean OFFLOAD = !"false".equals(System.getProperty("p2pcopy.offload"));

  private final DatagramChannel channel;
  private final InetSocketAddress localAddress;
  private final EventLoop loop;
  private final PacketHandler handler;
  private DatagramWriter writer;
  private boolean coalescedReads;
  private @Nullable Fragmentation fragmentation;
  private @Nullable SocketOptions options;
  private ByteBuffer readBuffer;

  private UdpSocket(
      DatagramChannel channel,
      InetSocketAddress localAddress,
      EventLoop loop,
      PacketHandler handler,
      int readBufferSize) {
    this.channel = channel;
    this.localAddress = localAddress;
    this.loop = loop;
    this.handler = handler;
    this.readBuffer = ByteBuffer.allocateDirect(readBufferSize);
    this.writer = new SingleDatagramWriter(channel);
  }

  /**
   * Opens a socket and begins to read from it. May be called from any thread.
   *
   * @param local the address to bind to; port 0 lets the system choose one
   */
  public static UdpSocket open(EventLoop loop, InetSocketAddress local, PacketHandler handler)
      throws IOException {
    UdpSocket socket = bind(loop, local, handler, READ_BUFFER_SIZE);
    try {
      socket.enlargeBuffers();
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
    return socket;
  }

  /**
   * Opens a socket as {@link #open} does, but with small buffers and without offload, for sockets
   * of which many are open for a short time. {@link #enlarge} makes it like any other.
   *
   * @param loop reads the socket
   * @param local the address to bind to; port 0 lets the system choose one
   * @param handler is called for each packet
   */
  public static UdpSocket openSmall(EventLoop loop, InetSocketAddress local, PacketHandler handler)
      throws IOException {
    return bind(loop, local, handler, SMALL_READ_BUFFER_SIZE);
  }

  private static UdpSocket bind(
      EventLoop loop, InetSocketAddress local, PacketHandler handler, int readBufferSize)
      throws IOException {
    DatagramChannel channel =
        DatagramChannel.open(
            local.getAddress() instanceof java.net.Inet6Address
                ? StandardProtocolFamily.INET6
                : StandardProtocolFamily.INET);
    try {
      channel.configureBlocking(false);
      channel.bind(local);
      UdpSocket socket =
          new UdpSocket(
              channel,
              (InetSocketAddress) channel.getLocalAddress(),
              loop,
              handler,
              readBufferSize);
      loop.register(channel, socket::readyToRead);
      return socket;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /**
   * Gives a socket that was opened {@linkplain #openSmall small} the buffers and the offload of
   * others. Called on the loop; does nothing for others.
   */
  public void enlarge() {
    if (readBuffer.capacity() == READ_BUFFER_SIZE) {
      return;
    }
    readBuffer = ByteBuffer.allocateDirect(READ_BUFFER_SIZE);
    try {
      enlargeBuffers();
    } catch (IOException e) {
      // Closed meanwhile, or the system's own sizes have to do.
    }
  }

  private void enlargeBuffers() throws IOException {
    channel.setOption(StandardSocketOptions.SO_RCVBUF, SOCKET_BUFFER_SIZE);
    channel.setOption(StandardSocketOptions.SO_SNDBUF, SOCKET_BUFFER_SIZE);
    speedUpInBackground();
  }

  /**
   * Loads what lets sockets send and read many datagrams at once and keep large ones whole. Blocks
   * for tenths of a second the first time. Each socket does it in the background; who calls it
   * before and has the processor to himself has the sockets at full speed sooner.
   */
  public static void loadOptions() {
    var unused = SocketOptions.load();
  }

  public InetSocketAddress localAddress() {
    return localAddress;
  }

  /**
   * Returns the local address of packets to {@code remote}: that of the socket or, if it is bound
   * to the wildcard address, the one that the system chooses for the way there.
   */
  public InetSocketAddress localAddressTowards(InetSocketAddress remote) {
    if (!localAddress.getAddress().isAnyLocalAddress()) {
      return localAddress;
    }
    InetAddress source = LocalAddresses.sourceTowards(remote.getAddress());
    return source == null ? localAddress : new InetSocketAddress(source, localAddress.getPort());
  }

  public boolean isOpen() {
    return channel.isOpen();
  }

  /**
   * Returns the largest datagram to {@code remote} that may arrive, by what is known here: the MTU
   * of the first interface on the way. Datagrams of more than {@value Fragmentation#SAFE_DATAGRAM}
   * bytes are never fragmented; where the system cannot promise that, or not yet, this is 0.
   */
  public int largestDatagram(InetSocketAddress remote) {
    return fragmentation == null
        ? 0
        : InterfaceMtu.largestDatagram(
            localAddressTowards(remote).getAddress(), remote.getAddress());
  }

  /**
   * Sends one datagram. What the system refuses (a full buffer, an unreachable network) is lost, as
   * it may be anywhere on its way.
   *
   * @return the bytes handed to the system: all or 0
   */
  public int send(ByteBuffer packet, InetSocketAddress to) {
    return sendSegments(packet, Math.max(1, packet.remaining()), to);
  }

  /**
   * Sends one IPv4 datagram that routers discard after so many hops. Does nothing where the system
   * cannot do that, or not yet.
   *
   * @param packet the datagram
   * @param to the address that it does not reach as a rule
   * @param hops 1 to 255
   */
  public void sendShortLived(ByteBuffer packet, InetSocketAddress to, int hops) {
    if (options != null && options.limitHops(hops)) {
      send(packet, to);
      options.limitHops(SocketOptions.DEFAULT_HOPS);
    }
  }

  /**
   * Sends the bytes from position to limit as datagrams of {@code segmentSize} bytes, the last one
   * possibly shorter. The buffer's position is afterwards its limit.
   *
   * @return the bytes handed to the system; the rest is lost
   */
  public int sendSegments(ByteBuffer packets, int segmentSize, InetSocketAddress to) {
    int start = packets.position();
    if (fragmentation != null) {
      fragmentation.prepare(segmentSize);
    }
    try {
      writer.write(packets, segmentSize, to);
    } catch (IOException | RuntimeException e) {
      // Closed sockets, unreachable networks, unresolved or unfit addresses: lost like any
      // datagram.
      handler.sendFailed(this);
      return lost(packets, start);
    }
    return lost(packets, start);
  }

  /**
   * Sends like {@link #sendSegments}, but what a full socket buffer does not take now stays in the
   * buffer: it is not lost, but too early. The loop has a turn as soon as there is room again.
   *
   * @return whether nothing is left
   */
  public boolean offerSegments(ByteBuffer packets, int segmentSize, InetSocketAddress to) {
    try {
      writer.write(packets, segmentSize, to);
    } catch (IOException | RuntimeException e) {
      handler.sendFailed(this);
      packets.position(packets.limit());
    }
    if (!packets.hasRemaining()) {
      return true;
    }
    loop.turnWhenWritable(channel);
    return false;
  }

  /** Returns how the socket exchanges datagrams with the system. */
  public SocketIo io() {
    return new SocketIo(
        writer.segments(),
        coalescedReads,
        bufferSize(StandardSocketOptions.SO_RCVBUF),
        bufferSize(StandardSocketOptions.SO_SNDBUF),
        SOCKET_BUFFER_SIZE);
  }

  private int bufferSize(SocketOption<Integer> option) {
    try {
      return channel.getOption(option);
    } catch (IOException e) {
      return 0;
    }
  }

  private static int lost(ByteBuffer packets, int start) {
    int sent = packets.position() - start;
    packets.position(packets.limit());
    return sent;
  }

  /** Closes the socket. May be called from any thread and more than once. */
  @Override
  public void close() {
    loop.release(channel);
  }

  /**
   * Finding the file descriptor and loading the native library takes longer than anybody wants to
   * wait.
   */
  private void speedUpInBackground() {
    Thread thread =
        new Thread(
            () -> {
              SocketOptions options = SocketOptions.of(localAddress);
              loop.execute(() -> configure(options));
            },
            "p2pcopy-socket-options");
    thread.setDaemon(true);
    thread.start();
  }

  private void configure(@Nullable SocketOptions options) {
    if (!channel.isOpen()) {
      return;
    }
    this.options = options;
    fragmentation = Fragmentation.of(channel, options);
    if (options != null) {
      options.forceBufferSizes(SOCKET_BUFFER_SIZE);
      if (OFFLOAD) {
        speedUp(options);
      }
    }
  }

  private void speedUp(SocketOptions options) {
    coalescedReads = options.coalesceReads();
    if (options.segmentWrites(0)) {
      writer = new SegmentingDatagramWriter(channel, options);
    }
  }

  private void readyToRead() {
    int bytes = 0;
    for (int i = 0; i < READS_PER_TURN && bytes < BYTES_PER_TURN; i++) {
      readBuffer.clear();
      InetSocketAddress source;
      try {
        source = (InetSocketAddress) channel.receive(readBuffer);
      } catch (IOException e) {
        // An ICMP error of an earlier datagram, or the socket was closed meanwhile.
        return;
      }
      if (source == null) {
        return;
      }
      readBuffer.flip();
      bytes += readBuffer.remaining();
      handle(source);
    }
  }

  private void handle(InetSocketAddress source) {
    if (!coalescedReads) {
      handler.handlePacket(this, readBuffer, source);
      return;
    }
    int end = readBuffer.limit();
    while (readBuffer.position() < end) {
      int next = readBuffer.position() + CoalescedDatagrams.firstLength(readBuffer);
      readBuffer.limit(next);
      handler.handlePacket(this, readBuffer, source);
      readBuffer.limit(end).position(next);
    }
  }
}
