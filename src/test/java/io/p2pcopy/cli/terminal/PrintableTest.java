package io.p2pcopy.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class PrintableTest {

  @Test
  void ordinaryTextStaysAsItIs() {
    assertThat(Printable.of("Überraschung 日本 (1).iso")).isEqualTo("Überraschung 日本 (1).iso");
  }

  @Test
  void whatATerminalObeysIsShownAsItsCode() {
    assertThat(Printable.of("a\u001b[2Jb\nc\u009bd")).isEqualTo("a\\u{1B}[2Jb\\u{A}c\\u{9B}d");
  }

  @Test
  void whatReordersALineIsShownAsItsCode() {
    assertThat(Printable.of("gpj.\u202eexe")).isEqualTo("gpj.\\u{202E}exe");
    assertThat(Printable.of("a\u2066b\u200fc\u2028d")).isEqualTo("a\\u{2066}b\\u{200F}c\\u{2028}d");
  }

  @Test
  void halfOfAPairIsShownAsItsCode() {
    assertThat(Printable.of("\ud83dx")).isEqualTo("\\u{D83D}x");
  }

  @Test
  void aTextMayBeMadeWithJoinersAndTabs() {
    String family = "\ud83d\udc69\u200d\ud83d\udc67\tnow";

    assertThat(Printable.ofText(family)).isEqualTo(family);
    assertThat(Printable.ofText("a\u200db\u202e\u001b")).isEqualTo("a\u200db\\u{202E}\\u{1B}");
    assertThat(Printable.of("\u0645\u200c\u062e")).isEqualTo("\u0645\u200c\u062e");
    assertThat(Printable.of("\u200c\u062e")).isEqualTo("\\u{200C}\u062e");
    assertThat(Printable.of("a\u200db")).isEqualTo("a\\u{200D}b");
    // Beside half of a pair, which is escaped, it would be an invisible character among ASCII.
    assertThat(Printable.of("\udc69\u200d\ud83d\udc67"))
        .isEqualTo("\\u{DC69}\\u{200D}\ud83d\udc67");
  }

  @Property
  void noTextLeavesAControlOrFormatCharacterButJoiners(@ForAll String text) {
    assertThat(
            Printable.of(text)
                .codePoints()
                .filter(c -> c != 0x200c && c != 0x200d)
                .map(Character::getType))
        .doesNotContain((int) Character.CONTROL, (int) Character.FORMAT);
  }
}
