package io.p2pcopy.peer;

import java.util.List;

/**
 * How peers can reach this side, as far as gathering has progressed.
 *
 * @param network whether this machine has an address other than loopback
 * @param publicIpv4 whether a public IPv4 address is known
 * @param publicIpv6 whether a public IPv6 address is known
 * @param unknownServers names of STUN servers that could not be resolved
 * @param pending whether a STUN response may still arrive
 */
public record Reachability(
    boolean network,
    boolean publicIpv4,
    boolean publicIpv6,
    List<String> unknownServers,
    boolean pending) {

  /**
   * Copies the collections.
   *
   * @param network whether this machine has any address but loopback ones
   * @param publicIpv4 whether an IPv4 address is known that other networks reach
   * @param publicIpv6 the same of IPv6
   * @param pending whether a STUN server may still answer
   * @param unknownServers names of STUN servers that could not be resolved
   */
  public Reachability {
    unknownServers = List.copyOf(unknownServers);
  }
}
