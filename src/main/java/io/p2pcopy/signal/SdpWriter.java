package io.p2pcopy.signal;

import java.net.Inet6Address;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;

/** Writes a description as SDP (RFC 8866) with the attributes of RFC 8839, 8841 and 8842. */
final class SdpWriter {
  private final StringBuilder sdp = new StringBuilder(1024);

  private final String mid;

  private SdpWriter(String mid) {
    this.mid = mid;
  }

  static String write(SessionDescription description, String mid) {
    SdpWriter writer = new SdpWriter(mid);
    writer.session(description);
    writer.mediaSection(description);
    return writer.sdp.toString();
  }

  private void session(SessionDescription description) {
    // RFC 8829, section 5.2.1: the session id is a random number of 63 bits; the certificate's hash
    // is one.
    long sessionId = ByteBuffer.wrap(description.fingerprint().toBytes()).getLong() >>> 1;
    line("v=0");
    line("o=- " + sessionId + " 1 IN IP4 0.0.0.0");
    line("s=-");
    line("t=0 0");
    line("a=group:BUNDLE " + mid);
    // RFC 8839, section 5.6; without "trickle", for no more candidates will follow.
    line("a=ice-options:ice2");
  }

  private void mediaSection(SessionDescription description) {
    line("m=application 9 UDP/DTLS/SCTP webrtc-datachannel");
    line("c=IN IP4 0.0.0.0");
    line("a=mid:" + mid);
    List<Candidate> candidates = description.candidates();
    for (int i = 0; i < candidates.size(); i++) {
      line("a=candidate:" + candidate(candidates, i));
    }
    line("a=end-of-candidates");
    line("a=ice-ufrag:" + description.credentials().ufrag());
    line("a=ice-pwd:" + description.credentials().password());
    line("a=fingerprint:sha-256 " + description.fingerprint().toSdp());
    line("a=setup:" + description.setup().name().toLowerCase(Locale.ROOT));
    line("a=sctp-port:5000");
    line("a=max-message-size:" + description.maxMessageSize());
  }

  private void line(String line) {
    sdp.append(line).append("\r\n");
  }

  private static String candidate(List<Candidate> candidates, int index) {
    Candidate candidate = candidates.get(index);
    // The base is not known here. Foundations of their own are always right (RFC 8445, section
    // 5.1.1.3 asks for equal ones only to save checks).
    int foundation = index + 1;
    String common =
        "%d 1 udp %d %s %d typ %s"
            .formatted(
                foundation,
                CandidatePriority.of(candidate.type(), index),
                hostOf(candidate),
                candidate.port(),
                typeOf(candidate));
    return candidate.type() == Candidate.Type.HOST ? common : common + hiddenBase(candidate);
  }

  private static String hostOf(Candidate candidate) {
    if (candidate instanceof Candidate.Address literal) {
      return Addresses.of(literal.address().getAddress()).getHostAddress();
    }
    return ((Candidate.Mdns) candidate).hostName();
  }

  private static String typeOf(Candidate candidate) {
    return switch (candidate.type()) {
      case HOST -> "host";
      case SERVER_REFLEXIVE -> "srflx";
      case RELAYED -> "relay";
    };
  }

  /**
   * RFC 8839, section 5.1: an agent that keeps the related address to itself writes 0.0.0.0 or ::
   * and port 9.
   */
  private static String hiddenBase(Candidate candidate) {
    boolean ipv6 =
        candidate instanceof Candidate.Address literal && literal.address() instanceof Inet6Address;
    return " raddr " + (ipv6 ? "::" : "0.0.0.0") + " rport 9";
  }
}
