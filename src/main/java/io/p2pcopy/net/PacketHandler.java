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
}
