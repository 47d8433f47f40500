package io.p2pcopy.net;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** Takes the datagrams of a {@link UdpSocket}, on the event loop. */
@FunctionalInterface
public interface PacketHandler {

  /**
   * @param packet from its position to its limit one datagram; valid during the call only
   * @param source whence it says it came; UDP proves nothing
   */
  void handlePacket(UdpSocket socket, ByteBuffer packet, InetSocketAddress source);

  /**
   * The system refused to send a packet: there may be no route any more, or the address of the
   * socket may be gone. Packets that are too large are refused, too.
   */
  default void sendFailed(UdpSocket socket) {}
}
