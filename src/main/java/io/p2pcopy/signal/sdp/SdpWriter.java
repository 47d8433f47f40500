package io.p2pcopy.signal.sdp;

import io.p2pcopy.signal.Addresses;
import io.p2pcopy.signal.Candidate;
import io.p2pcopy.signal.CandidatePriority;
import io.p2pcopy.signal.DtlsSetup;
import io.p2pcopy.signal.SessionDescription;
import java.net.Inet6Address;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Writes a description as SDP (RFC 8866) with the attributes of RFC 8839, 8841 and 8842. An answer
 * has the sections of the offer, in their order and form (RFC 3264, section 6).
 */
final class SdpWriter {

  private static final String PORT = "5000";

  /** What browsers call the only media section of a connection. */
  private static final String USUAL_MID = "0";

  private final StringBuilder sdp = new StringBuilder(1024);
  private final SessionDescription description;

  private SdpWriter(SessionDescription description) {
    this.description = description;
  }

  /** Writes a description with one media section, in the form of RFC 8841. */
  static String write(SessionDescription description) {
    SdpWriter writer = new SdpWriter(description);
    writer.session(Optional.of(USUAL_MID));
    writer.mediaLine(
        "application", 9, "UDP/DTLS/SCTP", "webrtc-datachannel", Optional.of(USUAL_MID));
    writer.transport();
    writer.sctp(false);
    return writer.sdp.toString();
  }

  /** Writes the answer to an offer: it accepts the section for data channels and no other one. */
  static String writeAnswer(SessionDescription answer, SdpSections offer) throws SdpException {
    SdpWriter writer = new SdpWriter(answer);
    Optional<String> mid = offer.dataChannels().mid();
    // RFC 9143, section 7.3: a bundle only where the offer has one, and without rejected sections.
    writer.session(offer.bundle().isEmpty() ? Optional.empty() : mid);
    for (int i = 0; i < offer.media().size(); i++) {
      SdpSection section = offer.media().get(i);
      boolean accepted = i == offer.media().indexOf(offer.dataChannels());
      writer.mediaLine(
          section.media(), accepted ? 9 : 0, section.protocol(), section.formats(), section.mid());
      if (accepted) {
        writer.transport();
        writer.sctp(section.isOfOlderForm());
      }
    }
    return writer.sdp.toString();
  }

  private void session(Optional<String> bundled) {
    // RFC 8829, section 5.2.1: the session id is a random number of 63 bits; the certificate's hash
    // is one.
    long sessionId = ByteBuffer.wrap(description.fingerprint().toBytes()).getLong() >>> 1;
    line("v=0");
    line("o=- " + sessionId + " 1 IN IP4 0.0.0.0");
    line("s=-");
    line("t=0 0");
    bundled.ifPresent(mid -> line("a=group:BUNDLE " + mid));
    // RFC 8839, section 5.6; without "trickle", for no more candidates will follow.
    line("a=ice-options:ice2");
  }

  private void mediaLine(
      String media, int port, String protocol, String formats, Optional<String> mid) {
    line("m=%s %d %s %s".formatted(media, port, protocol, formats));
    line("c=IN IP4 0.0.0.0");
    mid.ifPresent(name -> line("a=mid:" + name));
  }

  private void transport() {
    List<Candidate> candidates = description.candidates();
    for (int i = 0; i < candidates.size(); i++) {
      line("a=candidate:" + candidate(candidates, i));
    }
    line("a=end-of-candidates");
    line("a=ice-ufrag:" + description.credentials().ufrag());
    line("a=ice-pwd:" + description.credentials().password());
    line("a=fingerprint:sha-256 " + description.fingerprint().toSdp());
    line("a=setup:" + setup().name().toLowerCase(Locale.ROOT));
  }

  /** RFC 8829, section 5.2.1: an offer leaves the choice to the answerer. */
  private DtlsSetup setup() {
    return description.type() == SessionDescription.Type.OFFER
        ? DtlsSetup.ACTPASS
        : description.setup();
  }

  private void sctp(boolean olderForm) {
    line(olderForm ? "a=sctpmap:" + PORT + " webrtc-datachannel 65535" : "a=sctp-port:" + PORT);
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
