package io.p2pcopy.ice;

import io.p2pcopy.net.BindPolicy;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/**
 * How an {@link IceTransport} finds and keeps a path.
 *
 * @param stunServers asked at once for this side's public addresses; may be unresolved; empty asks
 *     nobody
 * @param loopback whether to offer loopback addresses although the machine has others
 * @param hideAddresses whether host candidates carry random names instead of addresses, which only
 *     the local network can resolve (multicast DNS)
 * @param gatherTimeout how long {@link IceTransport#gather} waits for the other STUN servers once
 *     one has answered, counted from its start
 * @param gatherLimit the same where no public address is known yet
 * @param patience how long to wait for the peer's first connectivity check
 * @param connectTimeout how long to try once both sides are known to be there
 * @param bind the addresses and ports that sockets may be bound to
 */
public record IceConfig(
    List<InetSocketAddress> stunServers,
    boolean loopback,
    boolean hideAddresses,
    Duration gatherTimeout,
    Duration gatherLimit,
    Duration patience,
    Duration connectTimeout,
    BindPolicy bind) {

  public IceConfig {
    stunServers = List.copyOf(stunServers);
  }

  /** Returns a configuration without STUN servers, with 30 minutes of patience. */
  public static IceConfig local() {
    return new IceConfig(
        List.of(),
        false,
        false,
        Duration.ofMillis(500),
        Duration.ofSeconds(3),
        Duration.ofMinutes(30),
        Duration.ofSeconds(30),
        BindPolicy.ANY);
  }

  public IceConfig withStunServers(List<InetSocketAddress> servers) {
    return new IceConfig(
        servers,
        loopback,
        hideAddresses,
        gatherTimeout,
        gatherLimit,
        patience,
        connectTimeout,
        bind);
  }

  public IceConfig withLoopback(boolean offered) {
    return new IceConfig(
        stunServers,
        offered,
        hideAddresses,
        gatherTimeout,
        gatherLimit,
        patience,
        connectTimeout,
        bind);
  }

  public IceConfig withHiddenAddresses(boolean hidden) {
    return new IceConfig(
        stunServers, loopback, hidden, gatherTimeout, gatherLimit, patience, connectTimeout, bind);
  }

  public IceConfig withGatherTimeout(Duration time) {
    return new IceConfig(
        stunServers, loopback, hideAddresses, time, gatherLimit, patience, connectTimeout, bind);
  }

  public IceConfig withGatherLimit(Duration time) {
    return new IceConfig(
        stunServers, loopback, hideAddresses, gatherTimeout, time, patience, connectTimeout, bind);
  }

  public IceConfig withPatience(Duration time) {
    return new IceConfig(
        stunServers,
        loopback,
        hideAddresses,
        gatherTimeout,
        gatherLimit,
        time,
        connectTimeout,
        bind);
  }

  public IceConfig withConnectTimeout(Duration time) {
    return new IceConfig(
        stunServers, loopback, hideAddresses, gatherTimeout, gatherLimit, patience, time, bind);
  }

  /**
   * {@return a copy with other limits for the sockets}
   *
   * @param policy the addresses and ports that sockets may be bound to
   */
  public IceConfig withBind(BindPolicy policy) {
    return new IceConfig(
        stunServers,
        loopback,
        hideAddresses,
        gatherTimeout,
        gatherLimit,
        patience,
        connectTimeout,
        policy);
  }
}
