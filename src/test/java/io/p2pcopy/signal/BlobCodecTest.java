package io.p2pcopy.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.p2pcopy.signal.BlobException.Fault;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BlobCodecTest {

  private static final NatBehavior STRICT =
      new NatBehavior(NatBehavior.Mapping.ENDPOINT_DEPENDENT, NatBehavior.Ports.BLOCK, 256, false);

  private static final String SECRET_AND_FINGERPRINT = "11".repeat(16) + "22".repeat(32);

  /** An answer from the side that begins the DTLS handshake, with derived credentials. */
  private static final int PLAIN_FLAGS = 0b101000;

  private static final String BASE64_URL =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

  @Test
  void theUsualBlobIsShort() {
    assertThat(BlobCodec.encode(Descriptions.usualOffer())).hasSize(116).startsWith("p21");
  }

  @Test
  void threeCandidatesWithThreePortsStayBelow120Characters() {
    SessionDescription usual = Descriptions.usualOffer();
    var description =
        withCandidates(
            usual,
            List.of(
                Descriptions.host("192.168.1.20", 40000),
                Descriptions.host("2001:db8::17", 40001),
                Descriptions.reflexive("203.0.113.9", 51234)));

    assertThat(BlobCodec.encode(description).length()).isLessThan(120);
  }

  @Test
  void theLongestDescriptionFits() throws Exception {
    List<Candidate> candidates =
        IntStream.range(0, SessionDescription.MAX_CANDIDATES)
            .<Candidate>mapToObj(
                i -> Descriptions.host("2001:db8::" + Integer.toHexString(i + 1), 40000 + i))
            .toList();
    var description =
        new SessionDescription(
            SessionDescription.Type.OFFER,
            new LiteralCredentials("u".repeat(256), "p".repeat(256)),
            Fingerprint.of(new byte[32]),
            DtlsSetup.ACTPASS,
            SessionDescription.LARGEST_MAX_MESSAGE_SIZE,
            candidates);

    String blob = BlobCodec.encode(description);

    assertThat(blob.length()).isLessThanOrEqualTo(BlobCodec.MAX_CHARACTERS);
    assertThat(BlobCodec.decode(blob)).isEqualTo(description);
  }

  @Test
  void theNameOfTheAnsweredOfferTakesAtMostSixCharacters() {
    SessionDescription answer = Descriptions.usualAnswer();
    SessionDescription named = answer.answering(Descriptions.usualOffer());

    assertThat(BlobCodec.encode(named).length() - BlobCodec.encode(answer).length())
        .isBetween(5, 6);
  }

  @ParameterizedTest
  @ValueSource(strings = {"c100", "c10107", "c103000102"})
  void aNameOfAnotherLengthIsRefused(String extension) {
    String body = HexFormat.of().formatHex(new byte[48]);

    assertFault(sealed(PLAIN_FLAGS, body + extension), Fault.DAMAGED);
  }

  @Test
  void anOfferThatAnswersIsRefused() {
    assertFault(
        sealed(0b001000, HexFormat.of().formatHex(new byte[48]) + "c1020001"), Fault.DAMAGED);
  }

  /** A program that does not know the name leaves it out when it encodes the answer again. */
  @Test
  void theWordsOfAPairOfProgramsLeaveTheNameOut() {
    SessionDescription answer = Descriptions.usualAnswer();
    SessionDescription offer = Descriptions.usualOffer();

    assertThat(BlobCodec.answerForWords(offer, answer.answering(offer)))
        .isEqualTo(BlobCodec.encode(answer));
  }

  /** A page takes the text as it came. */
  @Test
  void theWordsWithAPageThatHasOfferedKeepTheName() {
    SessionDescription usual = Descriptions.usualOffer();
    SessionDescription offer =
        new SessionDescription(
            usual.type(),
            new LiteralCredentials("abcd", "p".repeat(24)),
            usual.fingerprint(),
            usual.setup(),
            usual.maxMessageSize(),
            usual.candidates());
    SessionDescription answer = Descriptions.usualAnswer().answering(offer);

    assertThat(BlobCodec.answerForWords(offer, answer)).isEqualTo(BlobCodec.encode(answer));
  }

  @Test
  void theBehaviorOfAStrictNatTakesFourCharacters() throws Exception {
    SessionDescription told = Descriptions.usualOffer().withNatBehavior(STRICT);

    String blob = BlobCodec.encode(told);

    assertThat(blob).hasSize(BlobCodec.encode(Descriptions.usualOffer()).length() + 4);
    assertThat(BlobCodec.decode(blob).natBehavior()).isEqualTo(STRICT);
  }

  @Test
  void aNatThatThePeerNeedNotKnowMakesTheBlobNoLonger() {
    NatBehavior plain =
        new NatBehavior(
            NatBehavior.Mapping.ENDPOINT_INDEPENDENT, NatBehavior.Ports.PRESERVED, 0, true);
    SessionDescription described = Descriptions.usualOffer().withNatBehavior(plain);

    assertThat(BlobCodec.encode(described)).isEqualTo(BlobCodec.encode(Descriptions.usualOffer()));
  }

  /** Plain, no such width, preserved ports with a width, ports though UDP is blocked, lengths. */
  @ParameterizedTest
  @ValueSource(strings = {"c20150", "c201a0", "c20192", "c201d0", "c200", "c2028080"})
  void aBehaviorThatNoNatHasIsRefused(String extension) {
    String body = HexFormat.of().formatHex(new byte[48]);

    assertFault(sealed(PLAIN_FLAGS, body + extension), Fault.DAMAGED);
  }

  /** A program that does not know the extension loses it when it encodes the description again. */
  @Test
  void theWordsOfAPairOfProgramsLeaveTheNatOut() {
    SessionDescription offer = Descriptions.usualOffer();
    SessionDescription answer = Descriptions.usualAnswer();
    SessionDescription told = offer.withNatBehavior(STRICT);

    assertThat(BlobCodec.offerForWords(told, answer)).isEqualTo(BlobCodec.encode(offer));
    assertThat(BlobCodec.offerForOrder(told)).isEqualTo(BlobCodec.encode(offer));
    assertThat(BlobCodec.answerForWords(offer, answer.withNatBehavior(STRICT)))
        .isEqualTo(BlobCodec.encode(answer));
  }

  /** A page takes the text as it came. */
  @Test
  void theWordsWithAPageThatAnswersKeepTheNat() {
    SessionDescription told = Descriptions.usualOffer().withNatBehavior(STRICT);
    SessionDescription usual = Descriptions.usualAnswer();
    SessionDescription answer =
        new SessionDescription(
            usual.type(),
            new LiteralCredentials("abcd", "p".repeat(24)),
            usual.fingerprint(),
            usual.setup(),
            usual.maxMessageSize(),
            usual.candidates());

    assertThat(BlobCodec.offerForWords(told, answer)).isEqualTo(BlobCodec.encode(told));
  }

  @Test
  void everyChangeOfOneCharacterIsFound() {
    String blob = BlobCodec.encode(Descriptions.usualOffer());
    for (int i = 0; i < blob.length(); i++) {
      for (int k = 0; k < BASE64_URL.length(); k++) {
        char c = BASE64_URL.charAt(k);
        if (c == blob.charAt(i)) {
          continue;
        }
        String changed = blob.substring(0, i) + c + blob.substring(i + 1);
        Fault expected = i < 2 || (i == 2 && !isVersion(c)) ? Fault.NOT_A_BLOB : Fault.DAMAGED;
        assertFault(changed, expected);
      }
    }
  }

  @Test
  void everyTruncationIsToldFromDamage() {
    String blob = BlobCodec.encode(Descriptions.usualOffer());
    for (int length = 1; length < blob.length(); length++) {
      assertFault(blob.substring(0, length), Fault.TRUNCATED);
    }
  }

  @Test
  void everyLostCharacterAndEveryExchangeOfNeighboursIsFound() {
    String blob = BlobCodec.encode(Descriptions.usualOffer());
    for (int i = 0; i < blob.length() - 1; i++) {
      String lost = blob.substring(0, i) + blob.substring(i + 1);
      assertThatThrownBy(() -> BlobCodec.decode(lost)).isInstanceOf(BlobException.class);
      char left = blob.charAt(i);
      char right = blob.charAt(i + 1);
      if (left != right) {
        String exchanged = blob.substring(0, i) + right + left + blob.substring(i + 2);
        assertThatThrownBy(() -> BlobCodec.decode(exchanged)).isInstanceOf(BlobException.class);
      }
    }
  }

  @Test
  void aCharacterTooManyIsFound() {
    assertFault(BlobCodec.encode(Descriptions.usualOffer()) + "A", Fault.DAMAGED);
    assertFault(BlobCodec.encode(Descriptions.usualOffer()) + "=", Fault.DAMAGED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"hello", "v=0", "P21AFf", "p2p", " p21", "https://example.org/"})
  void somethingElseIsNotABlob(String text) {
    assertFault(text, Fault.NOT_A_BLOB);
  }

  @Test
  void nothingIsEmpty() {
    assertFault("", Fault.EMPTY);
  }

  @Test
  void aLaterVersionIsRecognised() {
    assertFault(BlobCodec.seal(55, 0, new byte[80]), Fault.UNKNOWN_VERSION);
    assertFault(BlobCodec.seal(61, 63, new byte[0]), Fault.UNKNOWN_VERSION);
  }

  @ParameterizedTest
  @ValueSource(ints = {0b101001, 0b101010, 0b101011})
  void aFlagThatMustBeUnderstoodMeansALaterVersion(int flags) {
    assertFault(sealed(flags, SECRET_AND_FINGERPRINT), Fault.UNKNOWN_VERSION);
  }

  @Test
  void anUnknownExtensionIsSkipped() throws Exception {
    String body = SECRET_AND_FINGERPRINT + "00" + "c0000201" + "9c40";

    SessionDescription plain = BlobCodec.decode(sealed(PLAIN_FLAGS, body));
    SessionDescription extended =
        BlobCodec.decode(sealed(PLAIN_FLAGS, body + "c7" + "03" + "010203" + "ff" + "00"));

    assertThat(extended).isEqualTo(plain);
    assertThat(plain.candidates()).containsExactly(Descriptions.host("192.0.2.1", 40000));
  }

  @ParameterizedTest
  @CsvSource({
    "port 0,                              00 c0000201 0000",
    "unspecified IPv4 address,            00 00000000 9c40",
    "IPv4 multicast address,              00 e0000001 9c40",
    "broadcast address,                   00 ffffffff 9c40",
    "unspecified IPv6 address,            10 00000000000000000000000000000000 9c40",
    "IPv6 multicast address,              10 ff020000000000000000000000000001 9c40",
    "IPv4 address mapped into IPv6,       10 00000000000000000000ffffc0000201 9c40",
    "mDNS name that is not a host,        60 7e21013061c04e5999ccc8cdf5a223f9 9c40",
    "reserved bit in a tag,               01 c0000201 9c40",
    "address of no candidate before,      30 9c40",
    "port of no candidate before,         08 c0000201",
    "address that could be left out,      00 c0000201 9c40 40 c0000201 9c41",
    "port that could be left out,         00 c0000201 9c40 00 c0000202 9c40",
    "candidate cut in its port,           00 c0000201 9c",
    "candidate cut in its address,        00 c000",
    "candidate after an extension,        c1 00 00 c0000201 9c40",
    "extension without a length,          c1",
    "extension cut in its value,          c1 05 01020304",
    "extensions out of order,             c2 00 c1 00",
    "extension twice,                     c1 00 c1 00",
    "max-message-size by default,         c0 03 040000",
    "max-message-size with leading zero,  c0 02 00ff",
    "max-message-size of five bytes,      c0 05 0100000000",
  })
  void whatNoEncoderWritesIsRefused(String name, String rest) {
    assertFault(sealed(PLAIN_FLAGS, SECRET_AND_FINGERPRINT + rest.replace(" ", "")), Fault.DAMAGED);
  }

  @Test
  void moreCandidatesThanADescriptionHoldsAreRefused() {
    String most = "00c00002019c40" + "38".repeat(SessionDescription.MAX_CANDIDATES - 1);
    assertFault(sealed(PLAIN_FLAGS, SECRET_AND_FINGERPRINT + most + "38"), Fault.DAMAGED);
  }

  @ParameterizedTest
  @CsvSource({
    "an answer that does not decide,  100000",
    "a setup that does not exist,     111000",
  })
  void aSetupThatMakesNoSenseIsRefused(String name, String flags) {
    assertFault(sealed(Integer.parseInt(flags, 2), SECRET_AND_FINGERPRINT), Fault.DAMAGED);
  }

  @ParameterizedTest
  @CsvSource({
    "user name fragment too short,  02 15",
    "password too short,            03 14",
    "longer than the blob,          ff ff",
  })
  void literalCredentialsOfOtherLengthsAreRefused(String name, String lengths) {
    String body = lengths.replace(" ", "") + "00".repeat(19) + "22".repeat(32);
    assertFault(sealed(0b101100, body), Fault.DAMAGED);
  }

  @Test
  void bitsAfterTheLastIceCharAreRefused() throws Exception {
    // 4 + 23 characters are 162 bits: six bits of the 21st byte are not used.
    String lengths = "0316";
    String characters = "00".repeat(20);
    String fingerprint = "22".repeat(32);

    BlobCodec.decode(sealed(0b101100, lengths + characters + "00" + fingerprint));
    assertFault(sealed(0b101100, lengths + characters + "01" + fingerprint), Fault.DAMAGED);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 15, 47})
  void aBodyThatEndsEarlyIsRefused(int length) {
    assertFault(sealed(PLAIN_FLAGS, "11".repeat(length)), Fault.DAMAGED);
  }

  @Test
  void aHeaderWithoutRoomForAChecksumIsRefused() {
    byte[] blob = new byte[BlobHeader.LENGTH + 1];
    new BlobHeader(BlobHeader.VERSION_1, PLAIN_FLAGS, blob.length).write(blob);
    assertFault(Base64Url.encode(blob), Fault.DAMAGED);
  }

  static SessionDescription withCandidates(
      SessionDescription description, List<Candidate> candidates) {
    return new SessionDescription(
        description.type(),
        description.credentials(),
        description.fingerprint(),
        description.setup(),
        description.maxMessageSize(),
        candidates);
  }

  private static boolean isVersion(char c) {
    return c >= '1' && c <= '9';
  }

  private static String sealed(int flags, String body) {
    return BlobCodec.seal(BlobHeader.VERSION_1, flags, HexFormat.of().parseHex(body));
  }

  private static void assertFault(String blob, Fault fault) {
    BlobException e = assertThrows(BlobException.class, () -> BlobCodec.decode(blob), blob);
    assertThat(e.fault()).as(blob).isEqualTo(fault);
  }
}
