package io.p2pcopy.signal.sdp;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A media section of an SDP (RFC 8866, section 5.14): its m= line and the lines up to the next one.
 *
 * @param media such as {@code application}
 * @param port 0 if the section is rejected, or shares the transport of another one
 * @param protocol such as {@code UDP/DTLS/SCTP}
 * @param formats the rest of the m= line, such as {@code webrtc-datachannel}
 * @param lines without the m= line
 */
record SdpSection(String media, int port, String protocol, String formats, List<String> lines) {

  /** The port may be followed by a number of ports. */
  private static final Pattern MEDIA_LINE =
      Pattern.compile(
          "m=(?<media>[\\w.+-]+) +(?<port>\\d{1,5})(/\\d+)? +(?<protocol>[\\w./+-]+)"
              + " +(?<formats>\\S+( +\\S+)*)");

  private static final Pattern SCTP = Pattern.compile("(UDP/|TCP/)?DTLS/SCTP");

  private static final String DATA_CHANNELS = "webrtc-datachannel";

  /** RFC 8866, section 9: the characters of a token. */
  private static final Pattern TOKEN = Pattern.compile("[!#-'*+\\-.0-9A-Z^-~]+");

  static SdpSection parse(List<String> lines) throws SdpException {
    Matcher fields = MEDIA_LINE.matcher(lines.get(0));
    if (!fields.matches()) {
      throw new SdpException("The SDP has a malformed line \"m=\".");
    }
    return new SdpSection(
        fields.group("media"),
        Integer.parseInt(fields.group("port")),
        fields.group("protocol"),
        fields.group("formats"),
        List.copyOf(lines.subList(1, lines.size())));
  }

  /** Returns whether it is for data channels, in the form of RFC 8841 or the one before it. */
  boolean isForDataChannels() {
    return media.equals("application")
        && SCTP.matcher(protocol).matches()
        && (formats.equals(DATA_CHANNELS) || isOfOlderForm());
  }

  /**
   * Returns whether the m= line names the SCTP port, as in {@code m=application 9 DTLS/SCTP 5000},
   * and {@code a=sctpmap:5000 webrtc-datachannel 1024} what it is for
   * (draft-ietf-mmusic-sctp-sdp-03).
   */
  boolean isOfOlderForm() {
    return formats.matches("\\d{1,5}")
        && values("sctpmap").allMatch(map -> map.matches(formats + " +" + DATA_CHANNELS + "\\b.*"));
  }

  /** Returns whether nothing is to be sent for it (RFC 3264, section 6; RFC 9143, section 6). */
  boolean isRejected() {
    return port == 0 && !lines.contains("a=bundle-only");
  }

  /** Returns the port of SCTP if the section names one. */
  Optional<String> sctpPort() {
    return isOfOlderForm() ? Optional.of(formats) : values("sctp-port").findFirst();
  }

  /** Returns its name (RFC 5888), if it has one. */
  Optional<String> mid() throws SdpException {
    Optional<String> mid = values("mid").findFirst();
    if (mid.isPresent() && !TOKEN.matcher(mid.get()).matches()) {
      throw new SdpException("The SDP's a=mid is malformed.");
    }
    return mid;
  }

  /** Returns the values of all attributes of this name. */
  Stream<String> values(String name) {
    return values(lines, name);
  }

  static Stream<String> values(List<String> lines, String name) {
    String prefix = "a=" + name + ":";
    return lines.stream()
        .filter(line -> line.startsWith(prefix))
        .map(line -> line.substring(prefix.length()).strip());
  }
}
