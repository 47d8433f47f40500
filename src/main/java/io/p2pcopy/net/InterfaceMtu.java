package io.p2pcopy.net;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;

/** How large a datagram may be by what this machine knows of its own part of the way. */
final class InterfaceMtu {

  private static final int IPV4_HEADER = 20;
  private static final int IPV6_HEADER = 40;
  private static final int UDP_HEADER = 8;
  private static final int LARGEST_DATAGRAM = 65_507;

  private InterfaceMtu() {}

  /** Returns the largest payload of a datagram between these addresses, or 0 if unknown. */
  static int largestDatagram(InetAddress local, InetAddress remote) {
    try {
      boolean sameMachine = NetworkInterface.getByInetAddress(remote) != null;
      // The way to an address of this machine is the loopback interface, whosever address it is.
      InetAddress first = sameMachine ? InetAddress.getLoopbackAddress() : local;
      NetworkInterface networkInterface = NetworkInterface.getByInetAddress(first);
      if (networkInterface == null) {
        return 0;
      }
      int header = (local instanceof Inet6Address ? IPV6_HEADER : IPV4_HEADER) + UDP_HEADER;
      return Math.max(0, Math.min(LARGEST_DATAGRAM, networkInterface.getMTU() - header));
    } catch (SocketException e) {
      return 0;
    }
  }
}
