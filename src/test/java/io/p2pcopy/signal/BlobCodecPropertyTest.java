package io.p2pcopy.signal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class BlobCodecPropertyTest {

  @Property
  void everyDescriptionComesBack(@ForAll("descriptions") SessionDescription description)
      throws Exception {
    String blob = BlobCodec.encode(description);

    assertThat(blob.length()).isLessThanOrEqualTo(BlobCodec.MAX_CHARACTERS);
    assertThat(BlobCodec.decode(blob)).isEqualTo(description);
  }

  @Property
  void anyTextIsRefusedOrCanonical(@ForAll String text) {
    assertRefusedOrCanonical(text);
    assertRefusedOrCanonical("p21" + text);
  }

  @Property
  void anyBodyIsRefusedOrCanonical(
      @ForAll @Size(max = 1015) byte[] body, @ForAll @IntRange(max = 63) int flags) {
    assertRefusedOrCanonical(BlobCodec.seal(BlobHeader.VERSION_1, flags, body));
  }

  /** The checksum is put right again, so that the mutation reaches the fields. */
  @Property
  void anyMutationOfABodyIsRefusedOrCanonical(
      @ForAll("descriptions") SessionDescription description,
      @ForAll @IntRange(max = 1023) int place,
      @ForAll byte value,
      @ForAll @IntRange(max = 3) int cut) {
    byte[] blob = Base64Url.decode(BlobCodec.encode(description));
    byte[] body = Arrays.copyOfRange(blob, BlobHeader.LENGTH, blob.length - 3 - cut);
    body[place % body.length] = value;
    int flags = ((blob[2] & 0x3f) ^ (cut == 1 ? value & 0x3f : 0)) & 0x3f;

    assertRefusedOrCanonical(BlobCodec.seal(BlobHeader.VERSION_1, flags, body));
  }

  @Property
  void noChangeOfOneCharacterGoesUnnoticed(
      @ForAll("descriptions") SessionDescription description,
      @ForAll @IntRange(max = BlobHeader.MAX_BLOB_LENGTH * 2) int place,
      @ForAll char character) {
    String blob = BlobCodec.encode(description);
    StringBuilder changed = new StringBuilder(blob);
    changed.setCharAt(place % blob.length(), character);

    assertThat(changed.toString().equals(blob) || isRefused(changed.toString())).isTrue();
  }

  @Provide
  Arbitrary<SessionDescription> descriptions() {
    return Descriptions.any();
  }

  @Provide
  Arbitrary<String> strings() {
    return Arbitraries.strings();
  }

  private static void assertRefusedOrCanonical(String text) {
    SessionDescription description;
    try {
      description = BlobCodec.decode(text);
    } catch (BlobException e) {
      assertThat(e.getMessage()).isNotBlank();
      return;
    }
    String again = BlobCodec.encode(description);
    // Unknown extensions are the only thing that decoding leaves out.
    assertThat(again.equals(text) || again.length() < text.length()).isTrue();
    assertThat(decodeValid(again)).isEqualTo(description);
  }

  private static boolean isRefused(String text) {
    try {
      BlobCodec.decode(text);
      return false;
    } catch (BlobException e) {
      return true;
    }
  }

  private static SessionDescription decodeValid(String blob) {
    try {
      return BlobCodec.decode(blob);
    } catch (BlobException e) {
      throw new AssertionError(e);
    }
  }
}
