package io.p2pcopy.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.p2pcopy.signal.sdp.SdpException;
import io.p2pcopy.signal.sdp.SdpMapping;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The SDP of offers and answers of other implementations, in all forms there are. */
class SdpAnswerTest {

  private static final SessionDescription ANSWER = Descriptions.usualAnswer();

  /** The transport's attributes, without those of SCTP. */
  private static final String TRANSPORT =
      """
      c=IN IP4 0.0.0.0
      a=candidate:1 1 udp 2130706431 192.0.2.1 40000 typ host
      a=ice-ufrag:abcd
      a=ice-pwd:abcdefghijklmnopqrstuv
      a=fingerprint:sha-256 %s
      """
          .formatted(ANSWER.fingerprint().toSdp());

  private static final String SESSION = "v=0\no=- 1 1 IN IP4 192.0.2.1\ns=-\nt=0 0\n";

  private static final String SECTION = "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\n";

  @ParameterizedTest
  @EnumSource(DtlsSetup.class)
  void anOfferLeavesThePartInTheHandshakeToTheAnswerer(DtlsSetup setup) {
    SessionDescription usual = Descriptions.usualOffer();
    SessionDescription offer =
        new SessionDescription(
            usual.type(),
            usual.credentials(),
            usual.fingerprint(),
            setup,
            usual.maxMessageSize(),
            usual.candidates());

    assertThat(SdpMapping.toSdp(offer).lines()).contains("a=setup:actpass");
  }

  @ParameterizedTest
  @CsvSource({
    "OFFER, a=setup:actpass, ACTPASS",
    "OFFER, a=setup:active, ACTIVE",
    "OFFER, a=setup:passive, PASSIVE",
    "OFFER, a=other, ACTIVE",
    "ANSWER, a=setup:active, ACTIVE",
    "ANSWER, a=setup:passive, PASSIVE",
    "ANSWER, a=other, PASSIVE",
  })
  void thePartInTheHandshakeIsReadAndHasADefault(
      SessionDescription.Type type, String line, DtlsSetup setup) throws Exception {
    String sdp = SESSION + SECTION + TRANSPORT + line + "\n";

    assertThat(SdpMapping.fromSdp(type, sdp).setup()).isEqualTo(setup);
  }

  @Test
  void theOlderFormIsReadAndAnsweredInTheOlderForm() throws Exception {
    String sdp = resource("aiortc-offer.sdp");

    SessionDescription offer = SdpMapping.fromSdp(SessionDescription.Type.OFFER, sdp);
    List<String> answer = SdpMapping.toSdp(ANSWER, sdp).lines().toList();

    assertThat(offer.setup()).isEqualTo(DtlsSetup.ACTPASS);
    assertThat(offer.maxMessageSize()).isEqualTo(65_536);
    assertThat(offer.candidates()).containsExactly(Descriptions.host("192.0.2.1", 40000));
    assertThat(answer)
        .contains(
            "m=application 9 DTLS/SCTP 5000",
            "a=sctpmap:5000 webrtc-datachannel 65535",
            "a=max-message-size:262144",
            "a=mid:0",
            "a=group:BUNDLE 0")
        .doesNotContain("a=sctp-port:5000");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "m=application 9 DTLS/SCTP 5000\na=sctpmap:5000 webrtc-datachannel 1024\n",
        "m=application 1 UDP/DTLS/SCTP 5000\na=sctpmap:5000 webrtc-datachannel\n",
        "m=application 40000 DTLS/SCTP 5000\n",
        "m=application 9 DTLS/SCTP webrtc-datachannel\na=sctp-port:5000\n",
        "m=application 9 TCP/DTLS/SCTP webrtc-datachannel\na=sctp-port:5000\n",
        "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\n",
      })
  void theAnswerHasTheMediaLineOfTheOffer(String section) throws Exception {
    String sdp = SESSION + section + TRANSPORT;
    String form = section.lines().findFirst().orElseThrow().split(" ", 3)[2];

    assertThat(SdpMapping.fromSdp(SessionDescription.Type.OFFER, sdp).candidates()).hasSize(1);
    assertThat(SdpMapping.toSdp(ANSWER, sdp).lines()).contains("m=application 9 " + form);
  }

  @ParameterizedTest
  @CsvSource({
    "m=application 9 DTLS/SCTP 5000\\na=sctpmap:5000 other 16, no media section",
    "m=application 9 DTLS/SCTP 5001\\na=sctpmap:5001 webrtc-datachannel 16, SCTP port",
    "m=application 9 UDP/DTLS/SCTP other, no media section",
    "m=application 0 UDP/DTLS/SCTP webrtc-datachannel, port is 0",
    "m=application x UDP/DTLS/SCTP webrtc-datachannel, malformed",
  })
  void whatCannotBeUsedIsNamed(String section, String named) {
    String sdp = SESSION + section.replace("\\n", "\n") + "\n" + TRANSPORT;

    assertThatThrownBy(() -> SdpMapping.fromSdp(SessionDescription.Type.OFFER, sdp))
        .isInstanceOf(SdpException.class)
        .hasMessageContaining(named);
  }

  @Test
  void anOfferWithoutBundleAndMidIsAnsweredWithoutThem() throws Exception {
    assertThat(SdpMapping.toSdp(ANSWER, SESSION + SECTION + TRANSPORT))
        .doesNotContain("a=mid")
        .doesNotContain("BUNDLE");
    assertThat(SdpMapping.toSdp(ANSWER, SESSION + SECTION + TRANSPORT + "a=mid:data\n"))
        .contains("a=mid:data\r\n")
        .doesNotContain("BUNDLE");
  }

  @Test
  void otherSectionsAreRejectedInTheirPlace() throws Exception {
    String sdp =
        (SESSION
                + "a=group:LS audio video\na=group:BUNDLE audio data\n"
                + "m=audio 9 UDP/TLS/RTP/SAVPF 111 0\na=mid:audio\na=ice-ufrag:other\n"
                + SECTION
                + TRANSPORT
                + "a=setup:actpass\na=mid:data\n"
                + "m=video 40000/2 RTP/AVP 96\na=mid:video\na=candidate:1 1 udp 1 192.0.2.9 9 typ host\n"
                + SECTION
                + "a=mid:second\n")
            .replace("\n", "\r\n");

    assertThat(SdpMapping.fromSdp(SessionDescription.Type.OFFER, sdp).credentials().ufrag())
        .isEqualTo("abcd");
    assertThat(SdpMapping.toSdp(ANSWER, sdp).lines())
        .filteredOn(line -> line.matches("(m|a=mid|a=group|a=setup|a=ice-ufrag)[=:].*"))
        .containsExactly(
            "a=group:BUNDLE data",
            "m=audio 0 UDP/TLS/RTP/SAVPF 111 0",
            "a=mid:audio",
            "m=application 9 UDP/DTLS/SCTP webrtc-datachannel",
            "a=mid:data",
            "a=ice-ufrag:" + ANSWER.credentials().ufrag(),
            "a=setup:active",
            "m=video 0 RTP/AVP 96",
            "a=mid:video",
            "m=application 0 UDP/DTLS/SCTP webrtc-datachannel",
            "a=mid:second");
  }

  @Test
  void aBundledSectionUsesTheTransportOfTheFirst() throws Exception {
    String sdp =
        SESSION
            + "a=group:BUNDLE audio data\nm=audio 9 UDP/TLS/RTP/SAVPF 0\na=mid:audio\n"
            + TRANSPORT
            + "m=application 0 UDP/DTLS/SCTP webrtc-datachannel\na=bundle-only\na=mid:data\n";

    SessionDescription offer = SdpMapping.fromSdp(SessionDescription.Type.OFFER, sdp);

    assertThat(offer.credentials().ufrag()).isEqualTo("abcd");
    assertThat(offer.candidates()).hasSize(1);
  }

  private static String resource(String name) throws Exception {
    try (InputStream in = Objects.requireNonNull(SdpAnswerTest.class.getResourceAsStream(name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
