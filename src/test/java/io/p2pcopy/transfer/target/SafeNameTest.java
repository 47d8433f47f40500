package io.p2pcopy.transfer.target;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafeNameTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "big.iso",
        "archive.tar.gz",
        ".bashrc",
        "Ünïcödé – 文件.txt",
        "what? \"this\" <is> it|*.txt",
        "console.log",
        "COM10",
        "a..b",
        "family \ud83d\udc6a.jpg"
      })
  void anOrdinaryNameStaysAsItIs(String name) {
    assertThat(SafeName.of(name, false)).isEqualTo(name);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      value = {
        "../../etc/passwd > .._.._etc_passwd",
        "/etc/passwd > _etc_passwd",
        "C:\\Windows\\system.ini > C__Windows_system.ini",
        "\\\\server\\share\\x > __server_share_x",
        ".p2pcopy-journal-0123456789abcdef > _.p2pcopy-journal-0123456789abcdef",
        ".P2PCOPY-Journal-x > _.P2PCOPY-Journal-x",
        ".a.p2pcopy-part > _.a.p2pcopy-part",
        "c:evil.exe > c_evil.exe",
        "notes.txt:hidden > notes.txt_hidden",
        "notes.txt::$DATA > notes.txt__$DATA",
        ".. > file",
        ". > file",
        "'' > file",
        "'   ' > file",
        "a/ > a_",
        "'/' > _",
        "report. > report",
        "'report.txt . . ' > report.txt",
        "'  report' > report",
        "CON > _CON",
        "nul.txt > _nul.txt",
        "aux.tar.gz > _aux.tar.gz",
        "'com1 .log' > '_com1 .log'",
        "LPT9 > _LPT9",
        "COM\u00b9.txt > _COM\u00b9.txt",
        "conin$ > _conin$",
      })
  void aDangerousNameLosesItsSting(String offered, String safe) {
    assertThat(SafeName.of(offered, false)).isEqualTo(safe);
  }

  @Test
  void charactersThatAreNotSeenAreDropped() {
    assertThat(SafeName.of("photo\u202egpj.exe", false)).isEqualTo("photogpj.exe");
    assertThat(SafeName.of("a\u0000b\nc\u001b[31md\u0085e\u2028f\ud800g\ufdd0", false))
        .isEqualTo("abc[31mdefg");
    assertThat(SafeName.of("C\u200bON", false)).isEqualTo("_CON");
  }

  @Test
  void aNameIsComposed() {
    assertThat(SafeName.of("e\u0301.txt", false)).isEqualTo("\u00e9.txt");
    assertThat(SafeName.of("e\u200d\u0301.txt", false)).isEqualTo("\u00e9.txt");
  }

  @Test
  void onWindowsWhatItRefusesIsReplaced() {
    assertThat(SafeName.of("a<b>c\"d|e?f*g", true)).isEqualTo("a_b_c_d_e_f_g");
  }

  @Test
  void aLongNameIsCutBeforeItsExtension() {
    String safe = SafeName.of("\u6587".repeat(200) + ".tar.gz", false);

    assertThat(safe).endsWith("\u6587.tar.gz");
    assertThat(bytes(safe)).isBetween(SafeName.MAX_BYTES - 2, SafeName.MAX_BYTES);
  }

  @Test
  void aLongNameWithoutARealExtensionIsCutAtItsEnd() {
    assertThat(SafeName.of("a." + "b".repeat(400), false)).isEqualTo("a." + "b".repeat(253));
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
    assertThat(SafeName.numbered(name, 2)).isEqualTo(numbered);
    assertThat(SafeName.numbered(name, 0)).isEqualTo(name);
  }

  @Property
  void whateverIsOfferedTheNameIsSafe(@ForAll("names") String offered, @ForAll boolean windows) {
    String safe = SafeName.of(offered, windows);

    assertThat(safe).isNotEmpty().isNotEqualTo(".").isNotEqualTo("..");
    assertThat(safe).doesNotContain("/", "\\", ":").doesNotEndWith(".").doesNotEndWith(" ");
    assertThat(safe).doesNotStartWith(" ");
    assertThat(bytes(safe)).isLessThanOrEqualTo(SafeName.MAX_BYTES);
    assertThat(Normalizer.isNormalized(safe, Normalizer.Form.NFC)).isTrue();
    assertThat(safe.codePoints().map(Character::getType))
        .doesNotContain((int) Character.CONTROL, (int) Character.FORMAT, (int) Character.SURROGATE);
    assertThat(safe.toUpperCase(Locale.ROOT))
        .doesNotMatch("(CON|PRN|AUX|NUL|COM\\d|LPT\\d)(\\..*)?");
    assertThat(SafeName.of(safe, windows)).as("a second time").isEqualTo(safe);
  }

  @Property
  void aNumberedNameIsAsSafe(@ForAll("names") String offered) {
    String numbered = SafeName.numbered(SafeName.of(offered, false), 9_999);

    assertThat(numbered).contains(" (9999)");
    assertThat(SafeName.of(numbered, false)).isEqualTo(numbered);
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

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
