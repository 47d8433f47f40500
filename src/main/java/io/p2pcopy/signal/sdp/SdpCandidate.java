package io.p2pcopy.signal.sdp;

import io.p2pcopy.signal.Candidate;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The value of an {@code a=candidate} attribute (RFC 8839, section 5.1). The order is that of
 * preference.
 *
 * @param priority as the other side has computed it
 */
record SdpCandidate(Candidate candidate, long priority) implements Comparable<SdpCandidate> {

  private static final Pattern SYNTAX =
      Pattern.compile(
          "\\S+ (?<component>\\d{1,3}) (?<transport>\\S+) (?<priority>\\d{1,10})"
              + " (?<host>\\S+) (?<port>\\d{1,5}) typ (?<type>\\S+)( .*)?");

  /** Exactly the literals: anything else would be taken for a name, and the DNS be asked. */
  private static final Pattern IPV4 =
      Pattern.compile(
          "(OCTET\\.){3}OCTET".replace("OCTET", "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)"));

  /** Roughly the literals: the colon alone keeps the DNS from being asked. */
  private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

  private static final Pattern MDNS =
      Pattern.compile("(?i)(?<uuid>[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})\\.local");

  /**
   * Returns nothing for candidates that no description can tell: of TCP, of RTCP, of other types,
   * with other names, malformed. RFC 8839, section 5.1 has them ignored.
   */
  static Optional<SdpCandidate> parse(String value) {
    Matcher fields = SYNTAX.matcher(value);
    if (!fields.matches()
        || !fields.group("component").equals("1")
        || !fields.group("transport").equalsIgnoreCase("udp")) {
      return Optional.empty();
    }
    int port = Integer.parseInt(fields.group("port"));
    long priority = Long.parseLong(fields.group("priority"));
    try {
      return typeOf(fields.group("type"))
          .flatMap(type -> candidate(type, fields.group("host"), port))
          .map(candidate -> new SdpCandidate(candidate, priority));
    } catch (IllegalArgumentException e) {
      // Port 0, or an address that is not of one host.
      return Optional.empty();
    }
  }

  @Override
  public int compareTo(SdpCandidate other) {
    return Long.compare(other.priority, priority);
  }

  private static Optional<Candidate.Type> typeOf(String name) {
    return switch (name) {
      case "host" -> Optional.of(Candidate.Type.HOST);
      case "srflx" -> Optional.of(Candidate.Type.SERVER_REFLEXIVE);
      case "relay" -> Optional.of(Candidate.Type.RELAYED);
      default -> Optional.empty();
    };
  }

  private static Optional<Candidate> candidate(Candidate.Type type, String host, int port) {
    Matcher mdns = MDNS.matcher(host);
    if (mdns.matches() && type == Candidate.Type.HOST) {
      return Optional.of(new Candidate.Mdns(UUID.fromString(mdns.group("uuid")), port));
    }
    return address(host).map(address -> new Candidate.Address(type, address, port));
  }

  private static Optional<InetAddress> address(String host) {
    if (!IPV4.matcher(host).matches() && !IPV6.matcher(host).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.getByName(host));
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }
}
