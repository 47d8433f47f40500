package io.p2pcopy.ice.gather;

import java.util.List;

/**
 * How far the search for this side's public addresses has come.
 *
 * @param network whether this machine has any address but loopback ones
 * @param publicIpv4 whether an IPv4 address is known that other networks reach
 * @param publicIpv6 the same of IPv6
 * @param unknownServers names of STUN servers that could not be resolved
 * @param pending whether a server may still answer that has been asked
 */
public record GatheringStatus(
    boolean network,
    boolean publicIpv4,
    boolean publicIpv6,
    List<String> unknownServers,
    boolean pending) {

  public GatheringStatus {
    unknownServers = List.copyOf(unknownServers);
  }
}
