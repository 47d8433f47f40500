package io.p2pcopy.ice.gather;

import io.p2pcopy.ice.stun.StunFormat;
import io.p2pcopy.ice.stun.StunMessage;
import io.p2pcopy.ice.stun.StunWriter;
import io.p2pcopy.ice.stun.TransactionId;
import io.p2pcopy.net.EventLoop;
import io.p2pcopy.net.UdpSocket;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * A few sockets that ask STUN servers only to show how the NAT chooses ports. They are closed soon;
 * what they have shown stays in the {@link ObservationLog}. Lives on the loop.
 */
final class FurtherSockets {

  /** Each makes a mapping for each server in the NAT, some of which have few ports. */
  private static final int COUNT = 3;

  private static final int MOST_SERVERS = 2;

  /** After this time, in nanoseconds, no answer is expected. */
  private static final long LIFETIME = 3_000_000_000L;

  /** A request may be lost. */
  private static final long REPEATED_AFTER = 300_000_000;

  private final EventLoop loop;
  private final RandomGenerator random;
  private final ObservationLog log;
  private final List<UdpSocket> sockets = new ArrayList<>();
  private final List<InetSocketAddress> servers = new ArrayList<>();
  private final Map<TransactionId, ObservationLog.Entry> asked = new HashMap<>();

  FurtherSockets(EventLoop loop, RandomGenerator random, ObservationLog log) {
    this.loop = loop;
    this.random = random;
    this.log = log;
  }

  /** Opens the sockets on the local address that the first IPv4 socket has. */
  void open(List<UdpSocket> bound) {
    InetAddress address =
        bound.stream()
            .map(socket -> socket.localAddress().getAddress())
            .filter(local -> local instanceof Inet4Address && !local.isLoopbackAddress())
            .findFirst()
            .orElse(null);
    for (int i = 0; address != null && i < COUNT; i++) {
      try {
        sockets.add(
            UdpSocket.openSmall(loop, new InetSocketAddress(address, 0), this::handlePacket));
      } catch (IOException e) {
        // Too many open files, for example: fewer mappings are seen.
        break;
      }
    }
    loop.schedule(LIFETIME, this::close);
  }

  /** Asks a server from each socket, unless enough servers are asked already. */
  void ask(InetSocketAddress server) {
    if (servers.size() >= MOST_SERVERS
        || servers.contains(server)
        || !(server.getAddress() instanceof Inet4Address)
        || server.getAddress().isLoopbackAddress()) {
      return;
    }
    servers.add(server);
    for (UdpSocket socket : sockets) {
      ObservationLog.Entry entry = log.entry(socket.localAddress(), server);
      send(socket, entry);
      loop.schedule(
          REPEATED_AFTER,
          () -> {
            if (!entry.isAnswered()) {
              send(socket, entry);
            }
          });
    }
  }

  private void send(UdpSocket socket, ObservationLog.Entry entry) {
    TransactionId id = TransactionId.random(random);
    asked.put(id, entry);
    entry.asked(loop.now());
    byte[] request = new StunWriter(StunFormat.BINDING_REQUEST, id).unsigned();
    socket.send(ByteBuffer.wrap(request), entry.server());
  }

  private void handlePacket(UdpSocket socket, ByteBuffer packet, InetSocketAddress source) {
    byte[] bytes = new byte[packet.remaining()];
    packet.get(bytes);
    StunMessage response = StunMessage.parse(bytes);
    ObservationLog.Entry entry = response == null ? null : asked.remove(response.id());
    InetSocketAddress mapped = response == null ? null : response.mapped();
    if (entry != null && mapped != null && entry.local().equals(socket.localAddress())) {
      entry.answered(mapped, loop.now());
    }
  }

  void close() {
    sockets.forEach(UdpSocket::close);
    sockets.clear();
    asked.clear();
  }
}
