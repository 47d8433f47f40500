package io.p2pcopy.signal;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.p2pcopy.fuzz.FuzzInput;
import io.p2pcopy.fuzz.Seeds;
import io.p2pcopy.signal.sdp.SdpException;
import io.p2pcopy.signal.sdp.SdpMapping;
import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** What people paste: text with a blob in it, a blob, and a browser's SDP. */
class SignalFuzzTest {

  private static final String OWN = BlobCodec.encode(Descriptions.usualOffer());

  @MethodSource("pasted")
  @FuzzTest
  void pastedText(byte[] input) {
    String text = new FuzzInput(input).restAsText();
    PastedBlob pasted = PastedBlob.of(text);
    assertThat(pasted.status()).isNotNull();
    for (SessionDescription.Type type : SessionDescription.Type.values()) {
      for (boolean own : new boolean[] {false, true}) {
        try {
          SessionDescription read = pasted.read(type, own ? OWN : null);
          assertThat(read.type()).isEqualTo(type);
          assertRoundTrip(read);
        } catch (BlobException e) {
          assertThat(e.getMessage()).isNotBlank().doesNotContain("\u001b");
        }
      }
    }
    assertThat(PastedBlob.of(text).plusLine("").status()).isEqualTo(pasted.status());
  }

  /** The body is sealed with a right header and checksum, so that mutations reach its codecs. */
  @MethodSource("sealed")
  @FuzzTest
  void blob(byte[] input) {
    FuzzInput in = new FuzzInput(input);
    int version = in.oneByte() % 2 == 0 ? BlobHeader.VERSION_1 : BlobHeader.VERSION_2;
    int flags = in.oneByte() & 0x3f;
    String blob =
        BlobCodec.seal(
            version, flags, in.bytes(BlobHeader.MAX_BLOB_LENGTH - BlobHeader.LENGTH - 3));
    try {
      SessionDescription read = BlobCodec.decode(blob);
      assertThat(blob.length()).isLessThanOrEqualTo(BlobCodec.MAX_CHARACTERS);
      assertRoundTrip(read);
    } catch (BlobException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  @MethodSource("browsers")
  @FuzzTest
  void sdp(byte[] input) {
    FuzzInput in = new FuzzInput(input);
    SessionDescription.Type type =
        in.oneByte() % 2 == 0 ? SessionDescription.Type.OFFER : SessionDescription.Type.ANSWER;
    String sdp = in.restAsText();
    try {
      SessionDescription read = SdpMapping.fromSdp(type, sdp);
      assertThat(read.type()).isEqualTo(type);
      assertRoundTrip(read);
      SessionDescription again = SdpMapping.fromSdp(type, SdpMapping.toSdp(read));
      assertThat(again.fingerprint()).isEqualTo(read.fingerprint());
      assertThat(again.credentials().ufrag()).isEqualTo(read.credentials().ufrag());
      assertThat(again.credentials().password()).isEqualTo(read.credentials().password());
      assertThat(again.candidates()).hasSameElementsAs(read.candidates());
    } catch (SdpException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
    try {
      String answer = SdpMapping.toSdp(Descriptions.usualAnswer(), sdp);
      assertThat(SdpMapping.fromSdp(SessionDescription.Type.ANSWER, answer).fingerprint())
          .isEqualTo(Descriptions.usualAnswer().fingerprint());
    } catch (SdpException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  private static void assertRoundTrip(SessionDescription read) {
    try {
      String encoded = BlobCodec.encode(read);
      assertThat(BlobCodec.decode(encoded)).isEqualTo(read);
      assertThat(PastedBlob.of(" " + encoded + "\n").read(read.type(), null)).isEqualTo(read);
    } catch (BlobException e) {
      throw new AssertionError("not read again", e);
    }
  }

  static Stream<byte[]> pasted() {
    String answer = BlobCodec.encode(answer());
    return Stream.of(
            OWN,
            "Here it is: " + OWN + ", please paste it",
            "> " + OWN.substring(0, 40) + "\r\n> " + OWN.substring(40),
            OWN.substring(0, 30),
            answer,
            "\u201c" + answer + "\u201d",
            "https://example.org/page.html#" + OWN,
            BlobCodec.encode(hidden()))
        .map(Seeds::text);
  }

  static Stream<byte[]> sealed() {
    return Stream.of(Descriptions.usualOffer(), answer(), hidden(), fromBrowser())
        .map(BlobCodec::encode)
        .map(SignalFuzzTest::unsealed);
  }

  static Stream<byte[]> browsers() {
    return Stream.of(Descriptions.usualOffer(), answer(), hidden(), fromBrowser())
        .map(
            description ->
                new Seeds()
                    .oneByte(description.type() == SessionDescription.Type.OFFER ? 0 : 1)
                    .bytes(Seeds.text(SdpMapping.toSdp(description)))
                    .build());
  }

  private static byte[] unsealed(String blob) {
    byte[] bytes = Base64Url.decode(blob);
    try {
      BlobHeader header = BlobHeader.parse(blob);
      byte[] body = new byte[bytes.length - BlobHeader.LENGTH - 3];
      System.arraycopy(bytes, BlobHeader.LENGTH, body, 0, body.length);
      return new Seeds()
          .oneByte(header.version() == BlobHeader.VERSION_1 ? 0 : 1)
          .oneByte(header.flags())
          .bytes(body)
          .build();
    } catch (BlobException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static SessionDescription answer() {
    return Descriptions.usualAnswer().answering(Descriptions.usualOffer());
  }

  private static SessionDescription hidden() {
    UUID name = UUID.fromString("7e210130-61c0-4e59-99cc-c8cdf5a223f9");
    return Descriptions.usualOffer()
        .withCandidates(
            List.of(
                new Candidate.Mdns(name, 40000),
                Descriptions.reflexive("203.0.113.9", 51234),
                Descriptions.candidate(Candidate.Type.RELAYED, "2001:db8::5", 3478)));
  }

  private static SessionDescription fromBrowser() {
    return new SessionDescription(
        SessionDescription.Type.ANSWER,
        new LiteralCredentials("abcd", "0123456789abcdefghijklmn"),
        Descriptions.usualAnswer().fingerprint(),
        DtlsSetup.ACTIVE,
        262_144,
        List.of(Descriptions.host("192.168.1.21", 40001)),
        OptionalInt.empty(),
        NatBehavior.UNKNOWN);
  }
}
