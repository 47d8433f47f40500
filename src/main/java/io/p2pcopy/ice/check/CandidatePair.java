package io.p2pcopy.ice.check;

import io.p2pcopy.net.UdpSocket;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** One of our sockets and an address of the peer: a candidate pair as the network sees it. */
public record CandidatePair(UdpSocket socket, InetSocketAddress remote) {

  /** Returns whether a packet from the one could reach the other at all. */
  public boolean canTalk() {
    var local = socket.localAddress().getAddress();
    var peer = remote.getAddress();
    return local.getClass() == peer.getClass()
        && local.isLoopbackAddress() == peer.isLoopbackAddress()
        && local.isLinkLocalAddress() == peer.isLinkLocalAddress();
  }

  // By hand: what a record has by itself is made when it is first called, which takes tens of
  // milliseconds, here those in which two ends connect.

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof CandidatePair that
        && socket.equals(that.socket)
        && remote.equals(that.remote);
  }

  @Override
  public int hashCode() {
    return 31 * socket.hashCode() + remote.hashCode();
  }
}
