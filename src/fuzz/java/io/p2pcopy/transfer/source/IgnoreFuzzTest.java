package io.p2pcopy.transfer.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.p2pcopy.fuzz.FuzzInput;
import io.p2pcopy.fuzz.Seeds;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Lines of {@code .gitignore} files, against paths. */
class IgnoreFuzzTest {

  /** The first line is the path, the others are the file. */
  @MethodSource("files")
  @FuzzTest
  void patterns(byte[] input) {
    FuzzInput in = new FuzzInput(input);
    boolean directory = in.oneByte() % 2 == 1;
    List<String> lines = Arrays.asList(in.restAsText().split("\n", -1));
    List<String> path =
        Arrays.stream(lines.get(0).split("/")).filter(name -> !name.isEmpty()).toList();
    if (path.isEmpty()) {
      return;
    }
    List<String> patterns = lines.subList(1, lines.size());
    boolean ignored = IgnoreRules.of(patterns, 0).ignores(path, directory);

    // The last pattern that fits decides, and those that fit nothing decide nothing.
    boolean expected = false;
    for (String line : patterns) {
      IgnorePattern pattern = IgnorePattern.parse(line);
      if (pattern != null && pattern.matches(path, 0, directory)) {
        expected = !pattern.isNegated();
      }
    }
    assertThat(ignored).isEqualTo(expected);
    assertThat(IgnoreRules.of(patterns, path.size()).ignores(path, directory)).isFalse();
  }

  /** A name with everything in it escaped fits itself and nothing else. */
  @MethodSource("names")
  @FuzzTest
  void literalName(byte[] input) {
    String name = new FuzzInput(input).restAsUtf16();
    var literal = new StringBuilder();
    name.codePoints().forEach(c -> literal.append('\\').appendCodePoint(c));
    NamePattern pattern = new NamePattern(literal.toString());

    assertThat(pattern.matches(name)).isTrue();
    assertThat(pattern.matches(name + "x")).isFalse();
    assertThat(new NamePattern("*").matches(name)).isTrue();
    assertThat(new NamePattern(literal + "*").matches(name + "x")).isTrue();
    assertThat(new NamePattern("*" + literal).matches("x" + name)).isTrue();
  }

  static Stream<byte[]> files() {
    return Stream.of(
            "src/main/a.o\n*.o\n!important.o\n# comment\n/build/\n",
            "a/b/c/d\na/**/d\n**/c\nb/**\n",
            "logs/2024-01-02.txt\n[0-9][0-9]*.txt\n[!a-z]?\n[[:digit:]]*\n\\#x\n\\!y\n",
            "x y \nx\\ y\\ \n[]-]\n[a\\]b]\n[\n",
            "aaaaaaaaaaaaaaaaaaaaaaaa\n*a*a*a*a*a*a*b\n")
        .map(text -> new Seeds().oneByte(text.length()).bytes(Seeds.text(text)).build());
  }

  static Stream<byte[]> names() {
    return Stream.of("name.txt", "[a]*?\\", "\u00e4\ud83d\ude00", "\ud800x").map(Seeds::utf16);
  }
}
