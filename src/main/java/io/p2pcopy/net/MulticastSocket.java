package io.p2pcopy.net;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * A UDP socket in a multicast group on one interface, read by an event loop. It shares the group's
 * port with other programs. All methods but {@link #close} are called on the loop.
 */
public final class MulticastSocket implements AutoCloseable {

  /** Larger than any UDP payload. */
  private static final int READ_BUFFER_SIZE = 1 << 16;

  /** What others on the network may make the loop do in one turn. */
  private static final int READS_PER_TURN = 16;

  /** Takes what arrives for the group, or for the socket itself. */
  @FunctionalInterface
  public interface Handler {

    /**
     * Called on the loop.
     *
     * @param packet from its position to its limit; valid during the call only
     */
    void handlePacket(MulticastSocket socket, ByteBuffer packet, InetSocketAddress source);
  }

  private final DatagramChannel channel;
  private final List<InterfaceAddress> ownAddresses;
  private final InetSocketAddress group;
  private final EventLoop loop;
  private final Handler handler;
  private final ByteBuffer readBuffer = ByteBuffer.allocateDirect(READ_BUFFER_SIZE);

  private MulticastSocket(
      DatagramChannel channel,
      List<InterfaceAddress> ownAddresses,
      InetSocketAddress group,
      EventLoop loop,
      Handler handler) {
    this.channel = channel;
    this.ownAddresses = ownAddresses;
    this.group = group;
    this.loop = loop;
    this.handler = handler;
  }

  /**
   * Joins each of the groups on each interface that is {@code wanted} and can multicast; what
   * cannot be joined is left out.
   */
  public static List<MulticastSocket> join(
      EventLoop loop,
      Predicate<NetworkInterface> wanted,
      List<InetSocketAddress> groups,
      Handler handler) {
    List<MulticastSocket> joined = new ArrayList<>();
    for (NetworkInterface networkInterface : LocalAddresses.interfacesThatAreUp()) {
      if (!wanted.test(networkInterface)) {
        continue;
      }
      for (InetSocketAddress group : groups) {
        try {
          if (hasAddressLike(networkInterface, group)) {
            joined.add(open(loop, networkInterface, group, handler));
          }
        } catch (IOException | RuntimeException e) {
          // The interface does not multicast, has just gone, or somebody keeps the port to himself.
        }
      }
    }
    return List.copyOf(joined);
  }

  private static boolean hasAddressLike(
      NetworkInterface networkInterface, InetSocketAddress group) {
    return networkInterface.getInterfaceAddresses().stream()
        .anyMatch(own -> isIpv6(group) == own.getAddress() instanceof Inet6Address);
  }

  private static MulticastSocket open(
      EventLoop loop, NetworkInterface networkInterface, InetSocketAddress group, Handler handler)
      throws IOException {
    DatagramChannel channel =
        DatagramChannel.open(
            isIpv6(group) ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET);
    try {
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      if (channel.supportedOptions().contains(StandardSocketOptions.SO_REUSEPORT)) {
        channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
      }
      channel.setOption(StandardSocketOptions.IP_MULTICAST_IF, networkInterface);
      // RFC 6762, 11: "All Multicast DNS responses [...] SHOULD be sent with IP TTL set to 255."
      channel.setOption(StandardSocketOptions.IP_MULTICAST_TTL, 255);
      channel.bind(new InetSocketAddress(group.getPort()));
      channel.join(group.getAddress(), networkInterface);
      MulticastSocket socket =
          new MulticastSocket(
              channel, networkInterface.getInterfaceAddresses(), group, loop, handler);
      loop.register(channel, socket::readyToRead);
      return socket;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static boolean isIpv6(InetSocketAddress address) {
    return address.getAddress() instanceof Inet6Address;
  }

  /** Returns whether an address belongs to a network of this socket's interface. */
  public boolean isOnLink(InetAddress address) {
    return (address instanceof Inet6Address && address.isLinkLocalAddress())
        || ownAddresses.stream()
            .anyMatch(
                own ->
                    LocalAddresses.haveSamePrefix(
                        own.getAddress(), address, own.getNetworkPrefixLength()));
  }

  /** Sends one datagram to the whole group. What the system refuses is lost. */
  public void sendToGroup(ByteBuffer packet) {
    send(packet, group);
  }

  /** Sends one datagram to one address. What the system refuses is lost. */
  public void send(ByteBuffer packet, InetSocketAddress to) {
    try {
      channel.send(packet, to);
    } catch (IOException | RuntimeException e) {
      // As if it were lost on its way; whoever wants an answer asks again.
      packet.position(packet.limit());
    }
  }

  @Override
  public void close() {
    loop.release(channel);
  }

  private void readyToRead() {
    for (int i = 0; i < READS_PER_TURN; i++) {
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
      handler.handlePacket(this, readBuffer.flip(), source);
    }
  }
}
