package io.p2pcopy.ice;

import io.p2pcopy.net.UdpSocket;
import java.net.InetSocketAddress;

/** One of our sockets and an address of the peer: a candidate pair as the network sees it. */
record Endpoints(UdpSocket socket, InetSocketAddress remote) {

  /** Returns whether a packet from the one could reach the other at all. */
  boolean canTalk() {
    var local = socket.localAddress().getAddress();
    var peer = remote.getAddress();
    return local.getClass() == peer.getClass()
        && local.isLoopbackAddress() == peer.isLoopbackAddress()
        && local.isLinkLocalAddress() == peer.isLinkLocalAddress();
  }
}
