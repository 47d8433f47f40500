package io.p2pcopy.signal;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class PastedBlobPropertyTest {

  private static final String BLOB = BlobCodec.encode(Descriptions.usualOffer());

  @Property
  void anyTextIsRefusedWithASentence(@ForAll String text) {
    for (String pasted : new String[] {text, "p21" + text, text + " p21" + text}) {
      BlobException e = refusal(pasted);
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  @Property
  void aBlobIsFoundBetweenAnyWordsAndWrappedAnywhere(
      @ForAll("prose") String before,
      @ForAll("prose") String after,
      @ForAll @IntRange(min = 3, max = 115) int place,
      @ForAll("gaps") String gap)
      throws Exception {
    String wrapped = BLOB.substring(0, place) + gap + BLOB.substring(place);

    PastedBlob pasted = PastedBlob.of(before + " " + wrapped + " " + after);

    assertThat(pasted.read(SessionDescription.Type.OFFER, null))
        .isEqualTo(Descriptions.usualOffer());
  }

  /** Whoever pastes through a terminal gives the same text in other portions. */
  @Property
  void linesOneByOneMeanTheSameAsAllAtOnce(
      @ForAll @IntRange(min = 3, max = 115) int first,
      @ForAll @IntRange(min = 3, max = 115) int second)
      throws Exception {
    int one = Math.min(first, second);
    int two = Math.max(first, second);

    PastedBlob pasted =
        PastedBlob.of(BLOB.substring(0, one))
            .plusLine(BLOB.substring(one, two))
            .plusLine(BLOB.substring(two));

    assertThat(pasted.read(SessionDescription.Type.OFFER, null))
        .isEqualTo(Descriptions.usualOffer());
  }

  @Provide
  Arbitrary<String> prose() {
    return Arbitraries.strings().withChars("abcxyz 0.,:!?\n\u00e9\u201c>").ofMaxLength(40);
  }

  @Provide
  Arbitrary<String> gaps() {
    return Arbitraries.strings().withChars(" \t\r\n>`\"\u00a0\u200b\u00ad").ofMaxLength(6);
  }

  private static BlobException refusal(String text) {
    try {
      PastedBlob pasted = PastedBlob.of(text);
      assertThat(pasted.status()).isNotNull();
      pasted.read(SessionDescription.Type.OFFER, BLOB);
    } catch (BlobException e) {
      return e;
    }
    throw new AssertionError("understood: " + text);
  }
}
