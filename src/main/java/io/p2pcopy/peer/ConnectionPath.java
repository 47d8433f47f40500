package io.p2pcopy.peer;

import io.p2pcopy.ice.check.SelectedPath;
import io.p2pcopy.ice.check.SelectedPath.CandidateType;
import io.p2pcopy.net.LocalAddresses;
import io.p2pcopy.net.SocketIo;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The network path between the peers.
 *
 * @param kind what lies between the peers
 * @param local the local address of the selected candidate pair, before any address translation
 * @param remote the address to which packets are sent
 * @param roundTripTime the latest smoothed estimate; zero while unknown
 * @param io how this path's socket exchanges packets with the operating system
 */
public record ConnectionPath(
    Kind kind,
    InetSocketAddress local,
    InetSocketAddress remote,
    Duration roundTripTime,
    SocketIo io) {

  /** How direct the path is. */
  public enum Kind {
    /** Both ends are on this machine. */
    LOOPBACK,
    /** On the local network, without address translation. */
    LAN,
    /** Between two public addresses, without address translation. */
    DIRECT,
    /** Through at least one NAT, without a relay. */
    NAT,
    /** Through a TURN server. */
    RELAY
  }

  /** {@return whether the path uses IPv6} */
  public boolean isIpv6() {
    return remote.getAddress() instanceof Inet6Address;
  }

  /**
   * @param before the previous path, or {@code null}; a path between the same addresses keeps its
   *     kind
   */
  static ConnectionPath of(
      SelectedPath path, Duration roundTripTime, SocketIo io, @Nullable ConnectionPath before) {
    Kind kind =
        before != null && before.local.equals(path.local()) && before.remote.equals(path.remote())
            ? before.kind
            : kind(path);
    return new ConnectionPath(kind, path.local(), path.remote(), roundTripTime, io);
  }

  private static Kind kind(SelectedPath path) {
    if (path.localType() == CandidateType.RELAYED || path.remoteType() == CandidateType.RELAYED) {
      return Kind.RELAY;
    }
    InetAddress remote = path.remote().getAddress();
    if (remote.isLoopbackAddress() || remote.equals(path.local().getAddress())) {
      return Kind.LOOPBACK;
    }
    if (path.localType() != CandidateType.HOST) {
      return Kind.NAT;
    }
    // Peer-reflexive candidates, too: a browser hides its host addresses, so that only checks show
    // them.
    if (LocalAddresses.isPrivate(remote)
        || LocalAddresses.areOnOneLink(path.local().getAddress(), remote)) {
      return Kind.LAN;
    }
    return path.remoteType() == CandidateType.HOST ? Kind.DIRECT : Kind.NAT;
  }
}
