package io.p2pcopy.peer;

import io.p2pcopy.datachannel.ChannelLimits;
import io.p2pcopy.net.BindPolicy;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/**
 * The configuration of a {@link PeerConnection}. Immutable.
 *
 * @param stunServers queried in parallel for this side's public addresses; the first response
 *     counts. May be empty. Unresolved addresses are resolved when gathering.
 * @param loopback whether to offer loopback addresses although the machine has others
 * @param hideAddresses whether host candidates carry random multicast DNS names, which only the
 *     local network can resolve, instead of addresses
 * @param gatherLimit the longest wait for STUN responses before a description is created without a
 *     public address
 * @param patience how long to wait for the peer, counted from the first local description
 * @param connectTimeout how long ICE, DTLS and SCTP may each take once the peer is present
 * @param flow congestion control and buffer sizes
 * @param channels limits of what a peer can make this side buffer for channels
 * @param bind the addresses and ports that sockets may be bound to
 */
public record PeerConfig(
    List<InetSocketAddress> stunServers,
    boolean loopback,
    boolean hideAddresses,
    Duration gatherLimit,
    Duration patience,
    Duration connectTimeout,
    FlowConfig flow,
    ChannelLimits channels,
    BindPolicy bind) {

  /**
   * Checks the ranges and copies the servers.
   *
   * @param loopback whether to offer loopback addresses even though the machine has others
   * @param hideAddresses whether to tell the peer random names instead of this machine's addresses;
   *     only the local network can resolve them (multicast DNS)
   * @param gatherLimit how long a description is held back at most while no public address of this
   *     side is known and a STUN server may still answer
   * @param connectTimeout how long to try once both sides are known to be there
   * @param flow how fast to send, and how much memory to take for it
   * @param channels what the peer can make this side keep for channels
   * @param stunServers asked at once for this side's public address; the first answer counts; empty
   *     asks nobody. Unresolved addresses are resolved when gathering.
   * @param patience how long to wait for the other person, from the first description on
   */
  public PeerConfig {
    stunServers = List.copyOf(stunServers);
  }

  /**
   * {@return a configuration without STUN servers, with a patience of 30 minutes and a connect
   * timeout of 30 seconds}
   */
  public static PeerConfig local() {
    return new PeerConfig(
        List.of(),
        false,
        false,
        Duration.ofSeconds(3),
        Duration.ofMinutes(30),
        Duration.ofSeconds(30),
        FlowConfig.defaults(),
        ChannelLimits.defaults(),
        BindPolicy.ANY);
  }

  /**
   * {@return a copy with other STUN servers; none if empty}
   *
   * @param servers host names or addresses with ports
   */
  public PeerConfig withStunServers(List<InetSocketAddress> servers) {
    return new PeerConfig(
        servers,
        loopback,
        hideAddresses,
        gatherLimit,
        patience,
        connectTimeout,
        flow,
        channels,
        bind);
  }

  /**
   * {@return a copy that offers loopback addresses, or not}
   *
   * @param offered whether to offer them
   */
  public PeerConfig withLoopback(boolean offered) {
    return new PeerConfig(
        stunServers,
        offered,
        hideAddresses,
        gatherLimit,
        patience,
        connectTimeout,
        flow,
        channels,
        bind);
  }

  /**
   * {@return a copy that offers mDNS names in place of local addresses, or not}
   *
   * @param hidden whether to hide them
   */
  public PeerConfig withHiddenAddresses(boolean hidden) {
    return new PeerConfig(
        stunServers, loopback, hidden, gatherLimit, patience, connectTimeout, flow, channels, bind);
  }

  /**
   * {@return a copy with another limit for the answers of STUN servers}
   *
   * @param time a positive duration
   */
  public PeerConfig withGatherLimit(Duration time) {
    return new PeerConfig(
        stunServers, loopback, hideAddresses, time, patience, connectTimeout, flow, channels, bind);
  }

  /**
   * {@return a copy with another time to wait for the peer after the answer was made}
   *
   * @param time a positive duration
   */
  public PeerConfig withPatience(Duration time) {
    return new PeerConfig(
        stunServers,
        loopback,
        hideAddresses,
        gatherLimit,
        time,
        connectTimeout,
        flow,
        channels,
        bind);
  }

  /**
   * {@return a copy with another time limit for the establishment}
   *
   * @param time a positive duration
   */
  public PeerConfig withConnectTimeout(Duration time) {
    return new PeerConfig(
        stunServers, loopback, hideAddresses, gatherLimit, patience, time, flow, channels, bind);
  }

  /**
   * {@return a copy with other limits of rate and memory}
   *
   * @param config the settings
   */
  public PeerConfig withFlow(FlowConfig config) {
    return new PeerConfig(
        stunServers,
        loopback,
        hideAddresses,
        gatherLimit,
        patience,
        connectTimeout,
        config,
        channels,
        bind);
  }

  /**
   * {@return a copy with other limits for data channels}
   *
   * @param limits the limits
   */
  public PeerConfig withChannels(ChannelLimits limits) {
    return new PeerConfig(
        stunServers,
        loopback,
        hideAddresses,
        gatherLimit,
        patience,
        connectTimeout,
        flow,
        limits,
        bind);
  }

  /**
   * {@return a copy with other limits for the sockets}
   *
   * @param policy the addresses and ports that sockets may be bound to
   */
  public PeerConfig withBind(BindPolicy policy) {
    return new PeerConfig(
        stunServers,
        loopback,
        hideAddresses,
        gatherLimit,
        patience,
        connectTimeout,
        flow,
        channels,
        policy);
  }
}
