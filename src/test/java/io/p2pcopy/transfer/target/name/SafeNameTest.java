package io.p2pcopy.transfer.target.name;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

class SafeNameTest {

  /** The page's names are tested with the same table. */
  @ParameterizedTest(name = "[{index}] {0}")
  @CsvFileSource(resources = "/names.tsv", delimiter = '\t', numLinesToSkip = 1, encoding = "UTF-8")
  void aNameKeepsWhatIsHarmlessOnItsFileSystem(String offered, String posix, String windows) {
    String name = unescaped(offered);
    assertThat(of(name, false)).isEqualTo(posix == null ? name : unescaped(posix));
    assertThat(of(name, true)).isEqualTo(windows == null ? of(name, false) : unescaped(windows));
  }

  @Test
  void aLongNameIsCutBeforeItsExtension() {
    String safe = of("\u6587".repeat(200) + ".tar.gz", false);

    assertThat(safe).endsWith("\u6587.tar.gz");
    assertThat(bytes(safe)).isBetween(SafeName.MAX_BYTES - 2, SafeName.MAX_BYTES);
  }

  @Test
  void aLongNameWithoutARealExtensionIsCutAtItsEnd() {
    assertThat(of("a." + "b".repeat(400), false)).isEqualTo("a." + "b".repeat(253));
  }

  @ParameterizedTest
  @CsvSource({
    "big.iso, big (2).iso",
    "archive.tar.gz, archive (2).tar.gz",
    "backup.tar.zst, backup (2).tar.zst",
    ".bashrc, .bashrc (2)",
    ".tar.gz, .tar (2).gz",
    "README, README (2)",
    "v1.2.jar, v1.2 (2).jar"
  })
  void aNumberGoesBeforeTheExtension(String name, String numbered) {
    assertThat(SafeName.numbered(name, 2, SafeName.MAX_BYTES)).isEqualTo(numbered);
    assertThat(SafeName.numbered(name, 0, SafeName.MAX_BYTES)).isEqualTo(name);
  }

  @Property
  void whateverIsOfferedTheNameIsSafe(@ForAll("names") String offered, @ForAll boolean windows) {
    String safe = of(offered, windows);

    assertThat(safe).isNotEmpty().isNotEqualTo(".").isNotEqualTo("..");
    assertThat(safe).doesNotContain("/").isNotBlank();
    assertThat(bytes(safe)).isLessThanOrEqualTo(SafeName.MAX_BYTES);
    assertThat(safe.codePoints().filter(c -> c != 0x200c && c != 0x200d && !isTag(c)))
        .extracting(Character::getType)
        .doesNotContain((int) Character.CONTROL, (int) Character.SURROGATE);
    if (windows) {
      assertThat(safe).doesNotContain("\\", ":").doesNotEndWith(".").doesNotEndWith(" ");
      assertThat(safe).doesNotStartWith(" ");
      assertThat(safe.toUpperCase(Locale.ROOT))
          .doesNotMatch("(CON|PRN|AUX|NUL|COM\\d|LPT\\d)(\\..*)?");
      assertThat(of(safe, false)).as("on any system").isEqualTo(safe);
    }
    assertThat(of(safe, windows)).as("a second time").isEqualTo(safe);
  }

  @Property
  void aNumberedNameIsAsSafe(@ForAll("names") String offered) {
    String numbered = SafeName.numbered(of(offered, false), 9_999, SafeName.MAX_BYTES);

    assertThat(numbered).contains(" (9999)");
    assertThat(of(numbered, false)).isEqualTo(numbered);
  }

  @ParameterizedTest
  @CsvSource({
    "README, readme",
    "stra\u00dfe, STRASSE",
    "\u00e9, e\u0301",
    "\u00c9, e\u0301",
    "\u212a, k",
    "\u03c3, \u03c2",
    "\ufb01le, FILE",
    "\u0130, i\u0307"
  })
  void namesThatSomeFileSystemTakesForOneFoldToOne(String one, String other) {
    assertThat(SafeName.folded(one)).isEqualTo(SafeName.folded(other));
    assertThat(SafeName.folded(one)).isNotEqualTo(SafeName.folded(other + "x"));
  }

  @Provide
  static Arbitrary<String> names() {
    Arbitrary<String> anything = Arbitraries.strings().ofMaxLength(300);
    Arbitrary<String> nasty =
        Arbitraries.of(
                "con",
                "NUL",
                "com1",
                "..",
                ".",
                " ",
                "/",
                "\\",
                ":",
                "\u202e",
                "\u200d",
                "\u200c",
                "\u0645",
                "\ud83c\udff4",
                "\udb40\udc67",
                "\u3164",
                "\u2800",
                "\u00a0",
                "e",
                "\u0301",
                "\ud83d",
                "\udc6a",
                "a",
                ".tar.gz",
                "x".repeat(100),
                "\u6587".repeat(80))
            .list()
            .ofMaxSize(12)
            .map(parts -> String.join("", parts));
    return Arbitraries.oneOf(anything, nasty);
  }

  private static String of(String name, boolean windows) {
    return SafeName.of(name, windows, SafeName.MAX_BYTES);
  }

  private static boolean isTag(int codePoint) {
    return codePoint >= 0xe0020 && codePoint <= 0xe007f;
  }

  private static String unescaped(String text) {
    return Pattern.compile("\\\\u\\{([0-9a-f]+)}")
        .matcher(text)
        .replaceAll(
            code ->
                Matcher.quoteReplacement(Character.toString(Integer.parseInt(code.group(1), 16))));
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
