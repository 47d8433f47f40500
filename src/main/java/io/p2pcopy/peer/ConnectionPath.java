package io.p2pcopy.peer;

import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * The way that packets take between the peers.
 *
 * @param kind which sort of path
 * @param local this side's address of the selected pair, as it is on this machine
 * @param remote the address to which packets are sent
 * @param roundTripTime the latest smoothed estimate; zero while unknown
 */
public record ConnectionPath(
    Kind kind, InetSocketAddress local, InetSocketAddress remote, Duration roundTripTime) {

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
    return remote.getAddress() instanceof java.net.Inet6Address;
  }
}
