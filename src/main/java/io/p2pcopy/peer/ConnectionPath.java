package io.p2pcopy.peer;

import io.p2pcopy.ice.SelectedPath;
import io.p2pcopy.ice.SelectedPath.CandidateType;
import io.p2pcopy.net.SocketIo;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * The way that packets take between the peers.
 *
 * @param kind which sort of path
 * @param local this side's address of the selected pair, as it is on this machine
 * @param remote the address to which packets are sent
 * @param roundTripTime the latest smoothed estimate; zero while unknown
 * @param io how packets are exchanged with the system there
 */
public record ConnectionPath(
    Kind kind,
    InetSocketAddress local,
    InetSocketAddress remote,
    Duration roundTripTime,
    SocketIo io) {

  public enum Kind {
    /** Both ends are on this machine. */
    LOOPBACK,
    /** Host candidates on both sides: no address translation in between. */
    LAN,
    /** Through at least one address translator, without a relay. */
    NAT,
    /** Through a TURN server. */
    RELAY
  }

  public boolean isIpv6() {
    return remote.getAddress() instanceof Inet6Address;
  }

  static ConnectionPath of(SelectedPath path, Duration roundTripTime, SocketIo io) {
    return new ConnectionPath(kind(path), path.local(), path.remote(), roundTripTime, io);
  }

  private static Kind kind(SelectedPath path) {
    if (path.localType() == CandidateType.RELAYED || path.remoteType() == CandidateType.RELAYED) {
      return Kind.RELAY;
    }
    InetAddress remote = path.remote().getAddress();
    if (remote.isLoopbackAddress() || remote.equals(path.local().getAddress())) {
      return Kind.LOOPBACK;
    }
    boolean untranslated =
        path.localType() == CandidateType.HOST
            && (path.remoteType() == CandidateType.HOST || isLocal(remote));
    return untranslated ? Kind.LAN : Kind.NAT;
  }

  /** A browser hides its host addresses, so that only the checks show them. */
  private static boolean isLocal(InetAddress address) {
    return address.isSiteLocalAddress() || address.isLinkLocalAddress();
  }
}
