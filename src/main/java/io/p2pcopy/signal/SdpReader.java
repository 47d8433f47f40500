package io.p2pcopy.signal;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads the SDP of another implementation: the session level and the section of data channels. */
final class SdpReader {

  /** Longer texts are refused unread. */
  private static final int MAX_LENGTH = 65_536;

  /** RFC 8841, section 6.1: the value of a missing max-message-size. */
  private static final long DEFAULT_MAX_MESSAGE_SIZE = 65_536;

  /** RFC 8831 leaves the port to SDP; everyone uses this one, and blobs do not tell another. */
  private static final String SCTP_PORT = "5000";

  /** RFC 8866, section 9: the characters of a token. */
  private static final Pattern TOKEN = Pattern.compile("[!#-'*+\\-.0-9A-Z^-~]+");

  private final List<String> session;
  private final List<String> media;

  private SdpReader(List<String> session, List<String> media) {
    this.session = session;
    this.media = media;
  }

  static SessionDescription read(SessionDescription.Type type, String sdp) throws SdpException {
    return split(sdp).read(type);
  }

  /** Returns the name of the section of data channels, if it has one (RFC 5888). */
  static Optional<String> mid(String sdp) throws SdpException {
    Optional<String> mid = values(split(sdp).media, "mid").findFirst();
    if (mid.isPresent() && !TOKEN.matcher(mid.get()).matches()) {
      throw new SdpException("The SDP's a=mid is malformed.");
    }
    return mid;
  }

  private static SdpReader split(String sdp) throws SdpException {
    if (sdp.length() > MAX_LENGTH) {
      throw new SdpException("The SDP is longer than any that describes data channels.");
    }
    List<String> lines = sdp.lines().map(String::strip).toList();
    if (!lines.contains("v=0")) {
      throw new SdpException("This is not SDP: there is no line \"v=0\".");
    }
    List<String> session = lines.stream().takeWhile(line -> !line.startsWith("m=")).toList();
    List<String> media =
        lines.stream()
            .dropWhile(line -> !isDataChannelSection(line))
            .takeWhile(line -> isDataChannelSection(line) || !line.startsWith("m="))
            .toList();
    if (media.isEmpty()) {
      throw new SdpException("The SDP has no media section for data channels.");
    }
    return new SdpReader(session, media);
  }

  /** RFC 8841, section 4.1: m=application PORT UDP/DTLS/SCTP webrtc-datachannel. */
  private static boolean isDataChannelSection(String line) {
    return line.matches("m=application \\d+ (UDP/|TCP/)?DTLS/SCTP webrtc-datachannel");
  }

  private SessionDescription read(SessionDescription.Type type) throws SdpException {
    String sctpPort = attribute("sctp-port").orElse(SCTP_PORT);
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
        Stream.concat(values(media, "fingerprint"), values(session, "fingerprint"))
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
    String value = required("setup");
    boolean offer = type == SessionDescription.Type.OFFER;
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
    Optional<String> value = attribute("max-message-size");
    if (value.isEmpty()) {
      return DEFAULT_MAX_MESSAGE_SIZE;
    }
    if (!value.get().matches("\\d{1,18}")) {
      throw new SdpException("The SDP's a=max-message-size is malformed.");
    }
    return Math.min(Long.parseLong(value.get()), SessionDescription.LARGEST_MAX_MESSAGE_SIZE);
  }

  private List<Candidate> candidates() {
    List<SdpCandidate> candidates = new ArrayList<>();
    values(media, "candidate")
        .forEach(value -> SdpCandidate.parse(value).ifPresent(candidates::add));
    return candidates.stream().sorted().map(SdpCandidate::candidate).distinct().toList();
  }

  private String required(String name) throws SdpException {
    return attribute(name).orElseThrow(() -> new SdpException("The SDP has no a=" + name + "."));
  }

  /** Returns the value for the media section: its own, else that of the session level. */
  private Optional<String> attribute(String name) {
    return values(media, name).findFirst().or(() -> values(session, name).findFirst());
  }

  private static Stream<String> values(List<String> level, String name) {
    String prefix = "a=" + name + ":";
    return level.stream()
        .filter(line -> line.startsWith(prefix))
        .map(line -> line.substring(prefix.length()).strip());
  }
}
