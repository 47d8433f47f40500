package io.p2pcopy.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.p2pcopy.signal.BlobException.Fault;
import io.p2pcopy.signal.PastedBlob.Status;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PastedBlobTest {

  private static final SessionDescription OFFER = Descriptions.usualOffer();
  private static final String BLOB = BlobCodec.encode(OFFER);
  private static final String ANSWER_BLOB = BlobCodec.encode(Descriptions.usualAnswer());

  @ParameterizedTest
  @ValueSource(
      strings = {
        "%s",
        "  %s\t",
        "\r\n%s\r\n\r\n",
        "\"%s\"",
        "'%s'",
        "`%s`",
        "```\n%s\n```",
        "**%s**",
        "\u201c%s\u201d",
        "\u201e%s\u201c",
        "\u00ab\u00a0%s\u00a0\u00bb",
        "<%s>",
        "> %s",
        "> > %s",
        ">%s",
        "| %s",
        "\u200b%s\ufeff",
        "\u202a%s\u202c",
        "offer: %s",
        "Here is my line: %s, thanks!",
        "offer=%s",
        "https://example.org/#%s",
        "[17:03] Ann: %s",
        "p2pcopy says %s.",
        "%s...",
        "(%s)",
        "%s\nSent from my phone",
        "\u001b[200~%s\u001b[201~",
      })
  void whatStandsAroundIsPassedOver(String around) throws Exception {
    PastedBlob pasted = PastedBlob.of(around.replace("%s", BLOB));

    assertThat(pasted.read(SessionDescription.Type.OFFER, null)).isEqualTo(OFFER);
    assertThat(pasted.status()).isEqualTo(Status.COMPLETE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\n", "\r\n", " ", "\n\n", "\n> ", "\n> > ", "\n    ", "`\n`", "\u00ad", "\u200b", "\u00a0",
        "\u2060", "\ufeff", "\u2028", "\"\n\"",
      })
  void whatStandsBetweenItsCharactersIsPassedOver(String between) throws Exception {
    for (int i = 3; i < BLOB.length(); i++) {
      PastedBlob pasted = PastedBlob.of("> " + BLOB.substring(0, i) + between + BLOB.substring(i));

      assertThat(pasted.read(SessionDescription.Type.OFFER, null)).isEqualTo(OFFER);
    }
  }

  @Test
  void aBlobWrappedAtAnyWidthIsPutTogether() throws Exception {
    for (int width = 3; width < BLOB.length(); width++) {
      String wrapped = BLOB.replaceAll("(.{" + width + "})", "> $1\r\n");

      assertThat(PastedBlob.of(wrapped).read(SessionDescription.Type.OFFER, null)).isEqualTo(OFFER);
    }
  }

  @Test
  void hyphensThatTypographyHasChangedAreChangedBack() throws Exception {
    String hyphens = blobWith("--");

    for (String dash : new String[] {"\u2014", "\u2013", "\u2011\u2011", "\u2212-"}) {
      String corrected = hyphens.replace("--", dash);
      assertThat(
              BlobCodec.encode(PastedBlob.of(corrected).read(SessionDescription.Type.OFFER, null)))
          .isEqualTo(hyphens);
    }
  }

  @Test
  void moreLinesAreAwaitedUntilTheBlobIsThere() throws Exception {
    PastedBlob pasted = PastedBlob.of("");
    assertThat(pasted.status()).isEqualTo(Status.EMPTY);

    pasted = pasted.plusLine("> offer: " + BLOB.substring(0, 50));
    assertThat(pasted.status()).isEqualTo(Status.INCOMPLETE);

    pasted = pasted.plusLine("> " + BLOB.substring(50, 90));
    assertThat(pasted.status()).isEqualTo(Status.INCOMPLETE);

    pasted = pasted.plusLine("> " + BLOB.substring(90));
    assertThat(pasted.status()).isEqualTo(Status.COMPLETE);
    assertThat(pasted.read(SessionDescription.Type.OFFER, null)).isEqualTo(OFFER);
  }

  @Test
  void everyBeginningAwaitsMore() {
    for (int length = 3; length < BLOB.length(); length++) {
      PastedBlob pasted = PastedBlob.of(BLOB.substring(0, length));

      assertThat(pasted.status()).isEqualTo(Status.INCOMPLETE);
      assertFault(pasted, Fault.TRUNCATED);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"...", "\u2026", " [more]"})
  void aBlobThatWasCutForDisplayIsTruncatedAndAwaitsNothing(String mark) {
    PastedBlob pasted = PastedBlob.of(BLOB.substring(0, 60) + mark);

    assertThat(pasted.status()).isEqualTo(Status.COMPLETE);
    assertFault(pasted, Fault.TRUNCATED);
  }

  @Test
  void afterATruncatedOneTheWholeLineMayBePastedAgain() throws Exception {
    PastedBlob pasted = PastedBlob.of(BLOB.substring(0, 60)).plusLine(BLOB);

    assertThat(pasted.status()).isEqualTo(Status.COMPLETE);
    assertThat(pasted.read(SessionDescription.Type.OFFER, null)).isEqualTo(OFFER);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\n\n", "\u00a0\u200b", ">", "\"\"", "> \n> "})
  void nothingButSpaceIsEmpty(String text) {
    assertThat(PastedBlob.of(text).status()).isEqualTo(Status.EMPTY);
    assertFault(PastedBlob.of(text), Fault.EMPTY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hello",
        "p2pcopy receive",
        "p2p",
        "http2p21",
        "v=0\r\no=- 1 1 IN IP4 0.0.0.0",
        "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQC7",
        "\u0000\uffff\ud800",
      })
  void anythingElseIsNotABlob(String text) {
    assertThat(PastedBlob.of(text).status()).isEqualTo(Status.COMPLETE);
    assertFault(PastedBlob.of(text), Fault.NOT_A_BLOB);
  }

  @Test
  void aBlobWithoutItsBeginningIsNotABlob() {
    assertFault(PastedBlob.of(BLOB.substring(1)), Fault.NOT_A_BLOB);
  }

  @Test
  void aChangedCharacterIsDamage() {
    char replacement = BLOB.charAt(50) == 'x' ? 'y' : 'x';
    String changed = BLOB.substring(0, 50) + replacement + BLOB.substring(51);

    assertFault(PastedBlob.of(changed), Fault.DAMAGED);
    assertFault(
        PastedBlob.of(BLOB.substring(0, 50) + "\u00e9" + BLOB.substring(51)), Fault.DAMAGED);
    assertFault(PastedBlob.of(BLOB.substring(0, 50) + "?" + BLOB.substring(51)), Fault.DAMAGED);
    assertFault(PastedBlob.of(BLOB + "x"), Fault.DAMAGED);
  }

  @Test
  void aWrongTypeIsNamedBothWays() {
    BlobException offer =
        assertThrows(
            BlobException.class,
            () -> PastedBlob.of(BLOB).read(SessionDescription.Type.ANSWER, ANSWER_BLOB));
    BlobException answer =
        assertThrows(
            BlobException.class,
            () -> PastedBlob.of(ANSWER_BLOB).read(SessionDescription.Type.OFFER, null));

    assertThat(offer.fault()).isEqualTo(Fault.WRONG_TYPE);
    assertThat(offer).hasMessageStartingWith("This is an invite");
    assertThat(answer.fault()).isEqualTo(Fault.WRONG_TYPE);
    assertThat(answer).hasMessageStartingWith("This is a reply");
  }

  @Test
  void onesOwnBlobIsRecognised() {
    BlobException e =
        assertThrows(
            BlobException.class,
            () -> PastedBlob.of("> " + BLOB).read(SessionDescription.Type.ANSWER, BLOB));

    assertThat(e.fault()).isEqualTo(Fault.OWN_BLOB);
  }

  @Test
  void inACopiedConversationTheOneThatIsWantedCounts() throws Exception {
    PastedBlob pasted = PastedBlob.of("me: " + BLOB + "\nAnn: " + ANSWER_BLOB + "\n");

    assertThat(pasted.read(SessionDescription.Type.ANSWER, BLOB))
        .isEqualTo(Descriptions.usualAnswer());
  }

  @Test
  void aReplyToAnotherInviteIsToldApart() throws Exception {
    SessionDescription reply = Descriptions.usualAnswer().answering(OFFER);
    String newerInvite = BlobCodec.encode(newerOffer());
    PastedBlob pasted = PastedBlob.of("Ann: " + BlobCodec.encode(reply));

    assertThat(pasted.read(SessionDescription.Type.ANSWER, BLOB)).isEqualTo(reply);
    BlobException e =
        assertThrows(
            BlobException.class, () -> pasted.read(SessionDescription.Type.ANSWER, newerInvite));
    assertThat(e.fault()).isEqualTo(Fault.OTHER_OFFER);
    assertThat(e).hasMessageStartingWith("This is the reply to an older invite of yours.");
  }

  @Test
  void inACopiedConversationTheReplyToTheNewestInviteCounts() throws Exception {
    String reply = BlobCodec.encode(Descriptions.usualAnswer().answering(OFFER));
    String newerInvite = BlobCodec.encode(newerOffer());
    SessionDescription newerReply = Descriptions.usualAnswer().answering(newerOffer());
    String before = BLOB + "\n" + reply + "\n" + newerInvite + "\n";
    PastedBlob pasted = PastedBlob.of(before + BlobCodec.encode(newerReply));

    assertThat(pasted.read(SessionDescription.Type.ANSWER, newerInvite)).isEqualTo(newerReply);
    BlobException e =
        assertThrows(
            BlobException.class,
            () -> PastedBlob.of(before).read(SessionDescription.Type.ANSWER, newerInvite));
    assertThat(e.fault()).isEqualTo(Fault.OTHER_OFFER);
  }

  @Test
  void anInviteThatGainsAnAddressKeepsItsReplies() {
    SessionDescription reply = Descriptions.usualAnswer().answering(OFFER);

    assertThat(reply.answersOffer(BlobCodecTest.withCandidates(OFFER, List.of()))).isTrue();
    assertThat(Descriptions.usualAnswer().answersOffer(OFFER)).isTrue();
    assertThat(OFFER.answersOffer(OFFER)).isFalse();
  }

  @Test
  void aLaterVersionIsRecognised() {
    assertFault(PastedBlob.of(BlobCodec.seal(55, 0, new byte[80])), Fault.UNKNOWN_VERSION);
  }

  @Test
  void aWholeBookIsRefusedUnread() {
    assertFault(PastedBlob.of("p21AAAAA ".repeat(1_000_000)), Fault.NOT_A_BLOB);
  }

  private static SessionDescription newerOffer() {
    return new SessionDescription(
        OFFER.type(),
        DerivedCredentials.of(new byte[16]),
        OFFER.fingerprint(),
        OFFER.setup(),
        OFFER.maxMessageSize(),
        OFFER.candidates());
  }

  /** Returns a blob of an offer that contains {@code text}. */
  private static String blobWith(String text) {
    for (int i = 0; i < 100_000; i++) {
      byte[] secret = java.nio.ByteBuffer.allocate(16).putInt(i).putInt(-5).putInt(i * 7).array();
      String blob =
          BlobCodec.encode(
              new SessionDescription(
                  OFFER.type(),
                  DerivedCredentials.of(secret),
                  OFFER.fingerprint(),
                  OFFER.setup(),
                  OFFER.maxMessageSize(),
                  OFFER.candidates()));
      if (blob.contains(text) && !blob.contains("---")) {
        return blob;
      }
    }
    throw new AssertionError("no secret leads to " + text);
  }

  private static void assertFault(PastedBlob pasted, Fault fault) {
    BlobException e =
        assertThrows(BlobException.class, () -> pasted.read(SessionDescription.Type.OFFER, null));
    assertThat(e.fault()).isEqualTo(fault);
    assertThat(e.getMessage()).isNotBlank();
  }
}
