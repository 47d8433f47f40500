package io.p2pcopy.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.p2pcopy.signal.sdp.SdpException;
import io.p2pcopy.signal.sdp.SdpMapping;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SdpMappingTest {

  @Test
  void chromiumsOfferIsRead() throws Exception {
    SessionDescription offer = read(SessionDescription.Type.OFFER, "chromium-offer.sdp");

    assertThat(offer)
        .isEqualTo(
            new SessionDescription(
                SessionDescription.Type.OFFER,
                new LiteralCredentials("+N5D", "7tXZElzFOuedYmrS+le5xemO"),
                fingerprint("23095264E84E8698E4709611BB565A3F5D4B91E1A0EC59B8E0BEAC78813C3556"),
                DtlsSetup.ACTPASS,
                262_144,
                List.of(
                    new Candidate.Mdns(
                        UUID.fromString("f58f126a-8be2-4958-8e62-486efa7eb57a"), 47920),
                    new Candidate.Mdns(
                        UUID.fromString("7e210130-61c0-4e59-99cc-c8cdf5a223f9"), 36391))));
  }

  @Test
  void firefoxsAnswerIsRead() throws Exception {
    SessionDescription answer = read(SessionDescription.Type.ANSWER, "firefox-answer.sdp");

    assertThat(answer.credentials())
        .isEqualTo(new LiteralCredentials("1b5b3a7c", "0a1b2c3d4e5f60718293a4b5c6d7e8f9"));
    assertThat(answer.setup()).isEqualTo(DtlsSetup.ACTIVE);
    assertThat(answer.fingerprint().toSdp()).startsWith("9A:0B:44").endsWith("C1:5E");
    assertThat(answer.maxMessageSize()).isEqualTo(1_073_741_823);
    assertThat(answer.candidates())
        .containsExactly(
            new Candidate.Mdns(UUID.fromString("0d8c1f9e-5a3b-4c2d-8e7f-6a5b4c3d2e1f"), 51000),
            Descriptions.reflexive("203.0.113.9", 51000),
            Descriptions.candidate(Candidate.Type.RELAYED, "198.51.100.1", 61000));
  }

  @Test
  void libdatachannelsOfferIsRead() throws Exception {
    SessionDescription offer = read(SessionDescription.Type.OFFER, "libdatachannel-offer.sdp");

    assertThat(offer.credentials())
        .isEqualTo(new LiteralCredentials("Xk3f", "p0Q9rT8sU7vW6xY5zA4bC3"));
    assertThat(offer.candidates())
        .containsExactly(
            Descriptions.host("2001:db8::17", 42000),
            Descriptions.host("192.168.1.20", 42000),
            Descriptions.reflexive("203.0.113.9", 42000));
  }

  @Test
  void attributesOfTheSessionLevelCount() throws Exception {
    SessionDescription offer = read(SessionDescription.Type.OFFER, "session-level.sdp");

    assertThat(offer.credentials())
        .isEqualTo(new LiteralCredentials("abcd", "abcdefghijklmnopqrstuv"));
    assertThat(offer.setup()).isEqualTo(DtlsSetup.PASSIVE);
    assertThat(offer.maxMessageSize()).as("the default of RFC 8841").isEqualTo(65_536);
    assertThat(offer.candidates()).containsExactly(Descriptions.host("192.0.2.1", 40000));
  }

  @Test
  void aBrowsersOfferFitsIntoABlobOfAScreenLine() throws Exception {
    SessionDescription offer = read(SessionDescription.Type.OFFER, "chromium-offer.sdp");

    String blob = BlobCodec.encode(offer);

    assertThat(blob.length()).isLessThanOrEqualTo(140);
    assertThat(BlobCodec.decode(blob)).isEqualTo(offer);
  }

  @Test
  void anOfferIsWrittenForABrowser() {
    SessionDescription offer = Descriptions.usualOffer();

    assertThat(SdpMapping.toSdp(offer).lines())
        .containsExactly(
            "v=0",
            "o=- 1736305991589993243 1 IN IP4 0.0.0.0",
            "s=-",
            "t=0 0",
            "a=group:BUNDLE 0",
            "a=ice-options:ice2",
            "m=application 9 UDP/DTLS/SCTP webrtc-datachannel",
            "c=IN IP4 0.0.0.0",
            "a=mid:0",
            "a=candidate:1 1 udp 2130706431 192.168.1.20 40000 typ host",
            "a=candidate:2 1 udp 2130706175 2001:db8:0:0:0:0:0:17 40000 typ host",
            "a=candidate:3 1 udp 1694498303 203.0.113.9 51234 typ srflx raddr 0.0.0.0 rport 9",
            "a=end-of-candidates",
            "a=ice-ufrag:" + offer.credentials().ufrag(),
            "a=ice-pwd:" + offer.credentials().password(),
            "a=fingerprint:sha-256 " + offer.fingerprint().toSdp(),
            "a=setup:actpass",
            "a=sctp-port:5000",
            "a=max-message-size:262144");
    assertThat(SdpMapping.toSdp(offer)).endsWith("\r\n").doesNotContain("\n\n");
  }

  @Test
  void anAnswerTakesOverTheNameOfTheOfferedSection() throws Exception {
    String offer =
        resource("chromium-offer.sdp")
            .replace("a=mid:0", "a=mid:application0")
            .replace("BUNDLE 0", "BUNDLE application0");

    assertThat(SdpMapping.toSdp(Descriptions.usualOffer(), offer).lines())
        .contains("a=mid:application0", "a=group:BUNDLE application0")
        .doesNotContain("a=mid:0");
  }

  @Test
  void aNameThatWouldBeMoreThanANameIsRefused() throws Exception {
    String offer = resource("chromium-offer.sdp").replace("a=mid:0", "a=mid:0 1");

    assertThatThrownBy(() -> SdpMapping.toSdp(Descriptions.usualOffer(), offer))
        .isInstanceOf(SdpException.class)
        .hasMessageContaining("a=mid");
  }

  @ParameterizedTest
  @CsvSource({
    "a=ice-ufrag:+N5D,                 '',                      a=ice-ufrag",
    "a=ice-pwd:7tXZElzFOuedYmrS+le5xemO, '',                    a=ice-pwd",
    "a=ice-ufrag:+N5D,                 a=ice-ufrag:+N5,         malformed",
    "a=ice-ufrag:+N5D,                 a=ice-ufrag:-N5D,        malformed",
    "a=fingerprint:sha-256,            a=fingerprint:sha-1,     SHA-256",
    "a=fingerprint:sha-256 23,         a=fingerprint:sha-256 2, malformed",
    "a=fingerprint:sha-256 23:,        'a=fingerprint:sha-256 ', malformed",
    "a=setup:actpass,                  a=setup:holdconn,        a=setup",
    "a=sctp-port:5000,                 a=sctp-port:5001,        SCTP port",
    "a=max-message-size:262144,        a=max-message-size:big,  malformed",
    "m=application,                    m=audio,                 data channels",
    "v=0,                              v=1,                     not SDP",
  })
  void whatIsMissingOrWrongIsNamed(String original, String replacement, String named)
      throws Exception {
    String sdp = resource("chromium-offer.sdp").replace(original, replacement);

    assertThatThrownBy(() -> SdpMapping.fromSdp(SessionDescription.Type.OFFER, sdp))
        .isInstanceOf(SdpException.class)
        .hasMessageContaining(named);
  }

  @Test
  void anAnswerThatDoesNotDecideIsRefused() {
    assertThatThrownBy(() -> read(SessionDescription.Type.ANSWER, "chromium-offer.sdp"))
        .isInstanceOf(SdpException.class)
        .hasMessageContaining("a=setup");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1 1 tcp 1518280447 192.0.2.1 9 typ host tcptype active",
        "1 2 udp 2130706430 192.0.2.1 40000 typ host",
        "1 1 udp 2130706431 192.0.2.1 40000 typ prflx raddr 192.0.2.2 rport 1",
        "1 1 udp 2130706431 192.0.2.1 0 typ host",
        "1 1 udp 2130706431 192.0.2.1 65536 typ host",
        "1 1 udp 2130706431 0.0.0.0 40000 typ host",
        "1 1 udp 2130706431 224.0.0.1 40000 typ host",
        "1 1 udp 2130706431 300.0.0.1 40000 typ host",
        "1 1 udp 2130706431 1234 40000 typ host",
        "1 1 udp 2130706431 ::g 40000 typ host",
        "1 1 udp 2130706431 fe80::1%eth0 40000 typ host",
        "1 1 udp 2130706431 host.example 40000 typ host",
        "1 1 udp 2130706431 printer.local 40000 typ host",
        "1 1 udp 2130706431 7e210130-61c0-4e59-99cc-c8cdf5a223f9.local 40000 typ srflx",
        "1 1 udp 99999999999 192.0.2.1 40000 typ host",
        "1 1 udp 192.0.2.1 40000 typ host",
        "",
      })
  void candidatesThatNobodyCanUseAreLeftOut(String candidate) throws Exception {
    String sdp =
        resource("session-level.sdp").replaceAll("a=candidate:.*", "a=candidate:" + candidate);

    assertThat(SdpMapping.fromSdp(SessionDescription.Type.OFFER, sdp).candidates()).isEmpty();
  }

  @Test
  void aCandidateNamedTwiceCountsOnce() throws Exception {
    String sdp = resource("session-level.sdp");
    String twice = sdp + "a=candidate:9 1 UDP 5 192.0.2.1 40000 typ host generation 0\r\n";

    assertThat(SdpMapping.fromSdp(SessionDescription.Type.OFFER, twice))
        .isEqualTo(SdpMapping.fromSdp(SessionDescription.Type.OFFER, sdp));
  }

  @Test
  void aMessageSizeBeyondWhatCanBeToldIsTheLargest() throws Exception {
    String sdp =
        resource("chromium-offer.sdp")
            .replace("a=max-message-size:262144", "a=max-message-size:9223372036854775");

    assertThat(SdpMapping.fromSdp(SessionDescription.Type.OFFER, sdp).maxMessageSize())
        .isEqualTo(SessionDescription.LARGEST_MAX_MESSAGE_SIZE);
  }

  @Test
  void aTextWithoutEndIsRefusedUnread() {
    String sdp = "v=0\r\n" + "a=candidate:x\r\n".repeat(100_000);

    assertThatThrownBy(() -> SdpMapping.fromSdp(SessionDescription.Type.OFFER, sdp))
        .isInstanceOf(SdpException.class)
        .hasMessageContaining("longer");
  }

  private static SessionDescription read(SessionDescription.Type type, String name)
      throws Exception {
    return SdpMapping.fromSdp(type, resource(name));
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = Objects.requireNonNull(SdpMappingTest.class.getResourceAsStream(name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static Fingerprint fingerprint(String hex) {
    return Fingerprint.of(HexFormat.of().parseHex(hex));
  }
}
