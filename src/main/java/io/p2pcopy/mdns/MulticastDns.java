package io.p2pcopy.mdns;

import io.p2pcopy.net.EventLoop;
import io.p2pcopy.net.MulticastSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
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
  private final Questions questions;
  private final Answers answers = new Answers();
  private List<MulticastSocket> sockets = List.of();
  private boolean opened;

  /** Speaks on all interfaces. Opens nothing before it is asked something. */
  public MulticastDns(EventLoop loop) {
    this(loop, any -> true);
  }

  MulticastDns(EventLoop loop, Predicate<NetworkInterface> interfaces) {
    this.loop = loop;
    this.interfaces = interfaces;
    this.questions = new Questions(loop, this::multicast);
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
    questions.ask(host, found);
  }

  /** Answers those who ask for {@code host} with {@code address}, until closed. */
  public void publish(String host, InetAddress address) {
    open();
    answers.add(host, address);
  }

  /** Late answers are not wanted any more either. */
  public void stopAsking() {
    questions.stop();
  }

  @Override
  public void close() {
    stopAsking();
    sockets.forEach(MulticastSocket::close);
    sockets = List.of();
  }

  /** Most connections need no names, and no socket on a port that others share. */
  private void open() {
    if (!opened) {
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
    DnsMessage message = DnsMessages.parse(packet);
    if (message == null) {
      return;
    }
    if (message.qr) {
      // RFC 6762, 11: answers from beyond the local link come from another port, or are forged.
      if (source.getPort() == PORT) {
        questions.answered(message);
      }
    } else if (source.getPort() == PORT) {
      DnsMessage answer = answers.toGroup(message, socket, loop.now());
      if (answer != null) {
        socket.sendToGroup(ByteBuffer.wrap(answer.toArray()));
      }
    } else {
      DnsMessage answer = answers.toLegacy(message);
      if (answer != null) {
        socket.send(ByteBuffer.wrap(answer.toArray()), source);
      }
    }
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
