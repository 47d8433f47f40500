package io.p2pcopy.ice;

import io.p2pcopy.ice.stun.StunFormat;
import io.p2pcopy.ice.stun.StunMessage;
import io.p2pcopy.ice.stun.StunWriter;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;

/** A STUN server for tests: tells everybody who asks whence the question came. */
final class StunResponder {

  private StunResponder() {}

  /**
   * @param args the address and the port to listen on
   */
  public static void main(String[] args) throws Exception {
    InetAddress address = InetAddress.getAllByName(args[0])[0];
    try (DatagramSocket socket = new DatagramSocket(Integer.parseInt(args[1]), address)) {
      System.out.println("ready");
      byte[] bytes = new byte[1500];
      while (true) {
        DatagramPacket packet = new DatagramPacket(bytes, bytes.length);
        socket.receive(packet);
        StunMessage request = StunMessage.parse(Arrays.copyOf(bytes, packet.getLength()));
        if (request != null && request.isBindingRequest()) {
          byte[] response =
              new StunWriter(StunFormat.BINDING_SUCCESS, request.id())
                  .xorMappedAddress((InetSocketAddress) packet.getSocketAddress())
                  .unsigned();
          socket.send(new DatagramPacket(response, response.length, packet.getSocketAddress()));
        }
      }
    }
  }
}
