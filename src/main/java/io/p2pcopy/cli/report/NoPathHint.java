package io.p2pcopy.cli.report;

import io.p2pcopy.peer.NoPathCause;

/** What to do where no path was found. */
final class NoPathHint {
  private NoPathHint() {}

  static String of(NoPathCause cause) {
    return switch (cause) {
      case UDP_BLOCKED -> "Use another network, such as a mobile hotspot.";
      case PEER_UDP_BLOCKED -> "Your friend has to use another network, such as a mobile hotspot.";
      case BOTH_NATS_STRICT, NAT_STRICT, PEER_NAT_STRICT ->
          "One of you has to use another network or IPv6, or to forward a UDP port in the router"
              + " and name it with --port.";
      case NOTHING_RECEIVED ->
          "Your friend's program may have ended, the reply may belong to another invite, or a"
              + " firewall may be in between.";
      case ONE_WAY -> "A firewall may be blocking the connection: try another network.";
    };
  }
}
