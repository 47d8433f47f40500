package io.p2pcopy.signal.sdp;

import io.p2pcopy.signal.Candidate;
import io.p2pcopy.signal.DtlsSetup;
import io.p2pcopy.signal.Fingerprint;
import io.p2pcopy.signal.IceCredentials;
import io.p2pcopy.signal.LiteralCredentials;
import io.p2pcopy.signal.SessionDescription;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads the SDP of another implementation: the session level and the section of data channels. */
final class SdpReader {

  /** RFC 8841, section 6.1: the value of a missing max-message-size. */
  private static final long DEFAULT_MAX_MESSAGE_SIZE = 65_536;

  /** RFC 8831 leaves the port to SDP; everyone uses this one, and blobs do not tell another. */
  private static final String SCTP_PORT = "5000";

  private final SdpSections sections;

  private SdpReader(SdpSections sections) {
    this.sections = sections;
  }

  static SessionDescription read(SessionDescription.Type type, String sdp) throws SdpException {
    return new SdpReader(SdpSections.parse(sdp)).read(type);
  }

  private SessionDescription read(SessionDescription.Type type) throws SdpException {
    String sctpPort = sections.dataChannels().sctpPort().orElse(SCTP_PORT);
    if (!sctpPort.equals(SCTP_PORT)) {
      throw new SdpException("The SDP asks for another SCTP port than " + SCTP_PORT + ".");
    }
    return new SessionDescription(
        type, credentials(), fingerprint(), setup(type), maxMessageSize(), candidates());
  }

  private IceCredentials credentials() throws SdpException {
    String ufrag = required("ice-ufrag");
    String password = required("ice-pwd");
    try {
      return new LiteralCredentials(ufrag, password);
    } catch (IllegalArgumentException e) {
      throw new SdpException("The SDP's a=ice-ufrag or a=ice-pwd is malformed.");
    }
  }

  private Fingerprint fingerprint() throws SdpException {
    // RFC 8122, section 5: there may be one for each of several hash functions.
    String value =
        sections
            .transportValues("fingerprint")
            .filter(text -> text.toLowerCase(Locale.ROOT).startsWith("sha-256 "))
            .findFirst()
            .orElseThrow(() -> new SdpException("The SDP has no a=fingerprint with SHA-256."));
    try {
      String hash = value.substring("sha-256 ".length()).strip();
      return Fingerprint.of(HexFormat.ofDelimiter(":").parseHex(hash));
    } catch (IllegalArgumentException e) {
      throw new SdpException("The SDP's a=fingerprint is malformed.");
    }
  }

  private DtlsSetup setup(SessionDescription.Type type) throws SdpException {
    boolean offer = type == SessionDescription.Type.OFFER;
    // RFC 4145, section 4: what its absence means.
    String value = sections.transportAttribute("setup").orElse(offer ? "active" : "passive");
    if (value.equals("actpass") && offer) {
      return DtlsSetup.ACTPASS;
    }
    return switch (value) {
      case "active" -> DtlsSetup.ACTIVE;
      case "passive" -> DtlsSetup.PASSIVE;
      default ->
          throw new SdpException(
              "The SDP's a=setup is not one of an " + (offer ? "offer." : "answer."));
    };
  }

  private long maxMessageSize() throws SdpException {
    Optional<String> value = sections.attribute("max-message-size");
    if (value.isEmpty()) {
      return DEFAULT_MAX_MESSAGE_SIZE;
    }
    if (!value.get().matches("\\d{1,18}")) {
      throw new SdpException("The SDP's a=max-message-size is malformed.");
    }
    return Math.min(Long.parseLong(value.get()), SessionDescription.LARGEST_MAX_MESSAGE_SIZE);
  }

  private List<Candidate> candidates() throws SdpException {
    List<SdpCandidate> candidates = new ArrayList<>();
    sections
        .transportValues("candidate")
        .forEach(value -> SdpCandidate.parse(value).ifPresent(candidates::add));
    return candidates.stream().sorted().map(SdpCandidate::candidate).distinct().toList();
  }

  private String required(String name) throws SdpException {
    return sections
        .transportAttribute(name)
        .orElseThrow(() -> new SdpException("The SDP has no a=" + name + "."));
  }
}
