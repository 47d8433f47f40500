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

  /** How direct the path is. */
  public enum Kind {
    /** Both ends are on this machine. */
    LOOPBACK,
    /** On the local network: no address translation in between, nor the internet. */
    LAN,
    /** Between two public addresses, without address translation. */
    DIRECT,
    /** Through at least one address translator, without a relay. */
    NAT,
    /** Through a TURN server. */
    RELAY
  }

  /** {@return whether the path uses IPv6} */
  public boolean isIpv6() {
    return remote.getAddress() instanceof Inet6Address;
  }

  /**
   * @param before what was said last, or {@code null}: between the same ends, a path stays of the
   *     same kind
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
    // Not only of a host candidate: a browser hides its own, so that only the checks show them.
    if (LocalAddresses.isPrivate(remote)
        || LocalAddresses.areOnOneLink(path.local().getAddress(), remote)) {
      return Kind.LAN;
    }
    return path.remoteType() == CandidateType.HOST ? Kind.DIRECT : Kind.NAT;
  }
}
