package io.p2pcopy.peer;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/**
 * How a {@link PeerConnection} looks for a path.
 *
 * @param stunServers asked at once for this side's public address; the first answer counts; empty
 *     asks nobody. Unresolved addresses are resolved when gathering.
 * @param loopback whether to offer loopback addresses even though the machine has others
 * @param patience how long to wait for the other person, from the first description on
 * @param connectTimeout how long to try once both sides are known to be there
 */
public record PeerConfig(
    List<InetSocketAddress> stunServers,
    boolean loopback,
    Duration patience,
    Duration connectTimeout) {

  public PeerConfig {
    stunServers = List.copyOf(stunServers);
  }

  /** Returns a configuration without STUN servers, with 30 minutes of patience. */
  public static PeerConfig local() {
    return new PeerConfig(List.of(), false, Duration.ofMinutes(30), Duration.ofSeconds(30));
  }

  public PeerConfig withStunServers(List<InetSocketAddress> servers) {
    return new PeerConfig(servers, loopback, patience, connectTimeout);
  }

  public PeerConfig withLoopback(boolean offered) {
    return new PeerConfig(stunServers, offered, patience, connectTimeout);
  }

  public PeerConfig withPatience(Duration time) {
    return new PeerConfig(stunServers, loopback, time, connectTimeout);
  }

  public PeerConfig withConnectTimeout(Duration time) {
    return new PeerConfig(stunServers, loopback, patience, time);
  }
}
