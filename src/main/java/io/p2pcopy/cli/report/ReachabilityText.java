package io.p2pcopy.cli.report;

import io.p2pcopy.cli.terminal.Printable;
import io.p2pcopy.peer.Reachability;
import java.util.List;
import java.util.Optional;

/** Says who cannot reach this side, and why. */
public final class ReachabilityText {
  private ReachabilityText() {}

  /**
   * Whether something is missing that the person did not renounce: without STUN a missing public
   * address is intended, a missing network is not.
   */
  public static boolean matters(
      Reachability reachability, boolean asksForAddress, boolean loopback) {
    return asksForAddress || (!loopback && !reachability.network());
  }

  /**
   * Returns a sentence for the person; empty if nothing is missing.
   *
   * @param improves whether a better invite is handed out if a STUN server still answers
   */
  static Optional<String> of(Reachability reachability, boolean improves) {
    if (!reachability.network()) {
      return Optional.of(
          "This computer is not connected to a network, so no other computer can reach you."
              + " Connect it, then start again.");
    }
    if (reachability.publicIpv4()) {
      return Optional.empty();
    }
    String who =
        reachability.publicIpv6()
            ? "only computers with IPv6, or on your own network, can reach you."
            : "only computers on your own network can reach you.";
    boolean mayCome = reachability.pending() && improves;
    return Optional.of(
        reason(reachability)
            + ": "
            + who
            + (mayCome ? " You get a better invite when a server answers." : ""));
  }

  private static String reason(Reachability reachability) {
    List<String> unknown = reachability.unknownServers();
    if (reachability.pending()) {
      return "No STUN server has reported your public address yet";
    }
    if (unknown.size() == 1) {
      return "The STUN server " + Printable.of(unknown.get(0)) + " was not found";
    }
    return unknown.isEmpty()
        ? "No STUN server has reported your public address"
        : "The STUN servers were not found (" + Printable.of(String.join(", ", unknown)) + ")";
  }
}
