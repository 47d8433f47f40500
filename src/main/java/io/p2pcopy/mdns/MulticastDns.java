package io.p2pcopy.mdns;

import io.p2pcopy.net.EventLoop;
import io.p2pcopy.net.LocalAddresses;
import io.p2pcopy.net.MulticastSocket;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.minidns.dnsmessage.DnsMessage;

/**
 * Asks the local network for the addresses behind names, and answers for names of our own (RFC
 * 6762), on each interface that can multicast. Lives on the event loop.
 */
public final class MulticastDns implements AutoCloseable {

  private static final int PORT = 5353;

  /** RFC 6762, section 3. */
  private static final List<InetSocketAddress> GROUPS =
      List.of(
          new InetSocketAddress(address(224, 0, 0, 251), PORT),
          new InetSocketAddress(
              address(0xff, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xfb), PORT));

  private final EventLoop loop;
  private final Predicate<NetworkInterface> interfaces;
  private final MdnsQuerier querier;
  private final MdnsResponder responder = new MdnsResponder();
  private List<MulticastSocket> sockets = List.of();
  private boolean closed;
  private boolean opened;

  /** Speaks on all interfaces. Opens nothing before it is asked something. */
  public MulticastDns(EventLoop loop) {
    this(loop, any -> true);
  }

  /** Speaks on some interfaces. Opens nothing before it is asked something. */
  public MulticastDns(EventLoop loop, Predicate<NetworkInterface> interfaces) {
    this.loop = loop;
    this.interfaces = interfaces;
    this.querier = new MdnsQuerier(loop, this::multicast);
  }

  /**
   * Asks for the addresses of {@code host}, again and again at growing intervals, until there is an
   * answer or {@link #stopAsking} is called.
   *
   * @param host ends in {@code .local}
   * @param found is called on the loop, once for each address
   */
  public void resolve(String host, Consumer<InetAddress> found) {
    open();
    querier.ask(host.toLowerCase(Locale.ROOT), found);
  }

  /**
   * Answers those who ask for {@code host} with {@code address}, until closed.
   *
   * @param host ends in {@code .local}
   */
  public void publish(String host, InetAddress address) {
    open();
    responder.add(host.toLowerCase(Locale.ROOT), address);
  }

  /** Joins the groups on the interfaces that there are now, if names are in use. */
  public void networkChanged() {
    if (opened && !closed) {
      sockets.forEach(MulticastSocket::close);
      sockets = MulticastSocket.join(loop, interfaces, GROUPS, this::handlePacket);
    }
  }

  /** Late answers are not wanted any more either. */
  public void stopAsking() {
    querier.stop();
  }

  @Override
  public void close() {
    closed = true;
    stopAsking();
    sockets.forEach(MulticastSocket::close);
    sockets = List.of();
  }

  /** Most connections need no names, and no socket on a port that others share. */
  private void open() {
    if (!opened && !closed) {
      opened = true;
      sockets = MulticastSocket.join(loop, interfaces, GROUPS, this::handlePacket);
    }
  }

  private void multicast(DnsMessage message) {
    for (MulticastSocket socket : sockets) {
      socket.sendToGroup(ByteBuffer.wrap(message.toArray()));
    }
  }

  private void handlePacket(MulticastSocket socket, ByteBuffer packet, InetSocketAddress source) {
    // RFC 6762, 11: packets from beyond the local link are ignored. Questions too: the names hide
    // addresses from everybody else.
    MulticastSocket link = linkOf(socket, source.getAddress());
    if (link == null) {
      return;
    }
    try {
      MdnsMessageReader.read(packet).ifPresent(message -> handle(link, message, source));
    } catch (RuntimeException | StackOverflowError e) {
      // Names are a help, not a condition: the connection can do without them.
      System.getLogger(MulticastDns.class.getName())
          .log(Level.DEBUG, "multicast DNS stopped after an error", e);
      close();
    }
  }

  /**
   * Returns the socket of the interface whose network {@code source} is in, or null. All sockets
   * share a port, and the system may give a packet to the one of another interface.
   */
  private @Nullable MulticastSocket linkOf(MulticastSocket receiver, InetAddress source) {
    if (receiver.isOnLink(source)) {
      return receiver;
    }
    return sockets.stream().filter(socket -> socket.isOnLink(source)).findFirst().orElse(null);
  }

  private void handle(MulticastSocket socket, MdnsMessage message, InetSocketAddress source) {
    if (message.response()) {
      // RFC 6762, 6: "the source UDP port in all Multicast DNS responses MUST be 5353"; others are
      // "silently ignored".
      if (source.getPort() == PORT) {
        querier.answered(message, address -> isPlausible(socket, address));
      }
    } else if (source.getPort() == PORT) {
      DnsMessage answer = responder.toGroup(message, socket, loop.now());
      if (answer != null) {
        socket.sendToGroup(ByteBuffer.wrap(answer.toArray()));
      }
    } else {
      DnsMessage answer = responder.toLegacy(message);
      if (answer != null) {
        socket.send(ByteBuffer.wrap(answer.toArray()), source);
      }
    }
  }

  /** A forged answer must not make this computer send checks to strangers. */
  private static boolean isPlausible(MulticastSocket socket, InetAddress address) {
    return !address.isAnyLocalAddress()
        && !address.isMulticastAddress()
        && (LocalAddresses.isPrivate(address) || socket.isOnLink(address));
  }

  private static InetAddress address(int... bytes) {
    byte[] raw = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      raw[i] = (byte) bytes[i];
    }
    try {
      return InetAddress.getByAddress(raw);
    } catch (java.net.UnknownHostException e) {
      throw new IllegalArgumentException("neither 4 nor 16 bytes", e);
    }
  }
}
