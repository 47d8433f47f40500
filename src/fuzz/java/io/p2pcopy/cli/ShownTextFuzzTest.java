package io.p2pcopy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.p2pcopy.cli.terminal.Printable;
import io.p2pcopy.cli.terminal.TextWidth;
import io.p2pcopy.fuzz.FuzzInput;
import io.p2pcopy.fuzz.Seeds;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Names and texts of a peer, as a terminal gets them. */
class ShownTextFuzzTest {

  @MethodSource("texts")
  @FuzzTest
  void text(byte[] input) {
    FuzzInput in = new FuzzInput(input);
    int columns = 1 + in.oneByte();
    String text = in.restAsUtf16();
    String shown = Printable.of(text);
    assertHarmless(shown, false);
    assertThat(Printable.of(shown)).isEqualTo(shown);
    assertHarmless(Printable.ofText(text), true);
    assertThat(TextWidth.of(shown)).isNotNegative();
    assertThat(TextWidth.of(TextWidth.cut(shown, columns)))
        .isLessThanOrEqualTo(Math.max(3, columns));
    assertThat(TextWidth.of(TextWidth.cutStart(shown, columns)))
        .isLessThanOrEqualTo(Math.max(3, columns));
    assertThat(TextWidth.wrap(shown, columns).replaceAll("(?U)\\s", ""))
        .isEqualTo(shown.replaceAll("(?U)\\s", ""));
  }

  private static void assertHarmless(String shown, boolean withTabs) {
    for (int i = 0; i < shown.length(); i += Character.charCount(shown.codePointAt(i))) {
      int c = shown.codePointAt(i);
      if (withTabs && c == '\t') {
        continue;
      }
      assertThat(Character.isISOControl(c)).as("control %x", c).isFalse();
      assertThat(Character.getType(c) == Character.SURROGATE).as("surrogate %x", c).isFalse();
      // Directional overrides, embeddings and isolates.
      assertThat((c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069)).isFalse();
    }
  }

  static Stream<byte[]> texts() {
    return Stream.of(
            "photo.jpg",
            "\u001b[2Jred\u202e",
            "family \ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67",
            "half \ud83d",
            "tab\there, and a line\nmore",
            "\u6f22\u5b57 and words that are wrapped somewhere")
        .map(text -> new Seeds().oneByte(20).bytes(Seeds.utf16(text)).build());
  }
}
