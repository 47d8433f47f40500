package io.p2pcopy.cli.report;

import io.p2pcopy.cli.terminal.Wording;
import io.p2pcopy.crypto.Cryptography;
import io.p2pcopy.net.SocketIo;
import io.p2pcopy.peer.ConnectionPath;
import io.p2pcopy.peer.PeerStats;
import io.p2pcopy.signal.Candidate;
import io.p2pcopy.signal.SessionDescription;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What only those want to know who look for a fault, or are curious; without secrets. */
final class NetworkDetails {
  private NetworkDetails() {}

  /** Returns the addresses that a side names in its line. */
  static List<String> ofDescription(String side, SessionDescription description) {
    var details = new ArrayList<String>();
    details.add(
        side
            + " accepts messages of up to "
            + description.maxMessageSize()
            + " bytes and can be "
            + switch (description.setup()) {
              case ACTIVE -> "the DTLS client.";
              case PASSIVE -> "the DTLS server.";
              case ACTPASS -> "either end of DTLS.";
            });
    details.addAll(ofCandidates(side, description.candidates()));
    return details;
  }

  /** Returns where a side can be reached. */
  static List<String> ofCandidates(String side, List<Candidate> candidates) {
    var details = new ArrayList<String>();
    for (Candidate candidate : candidates) {
      String type = candidate.type().name().toLowerCase(Locale.ROOT).replace('_', '-');
      details.add(side + " can be reached at " + address(candidate) + " (" + type + ").");
    }
    return details;
  }

  static List<String> ofPath(ConnectionPath path) {
    return List.of(
        "Packets go from " + address(path.local()) + " to " + address(path.remote()) + ".");
  }

  static List<String> ofStats(PeerStats stats) {
    return List.of(
        String.format(
            Locale.ROOT,
            "Packets: %d sent, %d received; chunks retransmitted: %d; retransmission"
                + " timeouts: %d.",
            stats.packetsSent(),
            stats.packetsReceived(),
            stats.retransmissions(),
            stats.timeouts()),
        String.format(
            Locale.ROOT,
            "Round trip %.1f ms, congestion window %s, in flight %s.",
            stats.roundTripTime().toNanos() / 1e6,
            Wording.size(stats.congestionWindow()),
            Wording.size(stats.bytesInFlight())),
        String.format(
            Locale.ROOT,
            "Packets have up to %d bytes and are encrypted with %s, in %s.",
            stats.packetSize(),
            stats.cipherSuite(),
            Cryptography.isNative() ? "native code" : "Java"));
  }

  /** Returns how packets come and go, and what would make that quicker. */
  static List<String> ofIo(SocketIo io) {
    String mode = "Packets are sent and received with " + io.mode() + ".";
    String hint = io.hint();
    return hint == null ? List.of(mode) : List.of(mode, hint);
  }

  private static String address(InetSocketAddress address) {
    return address.getAddress().getHostAddress() + " port " + address.getPort();
  }

  private static String address(Candidate candidate) {
    if (candidate instanceof Candidate.Address literal) {
      return literal.address().getHostAddress() + " port " + literal.port();
    }
    return ((Candidate.Mdns) candidate).hostName() + " port " + candidate.port();
  }
}
