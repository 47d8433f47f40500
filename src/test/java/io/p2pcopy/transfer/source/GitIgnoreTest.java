package io.p2pcopy.transfer.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.p2pcopy.transfer.wire.FileEntry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GitIgnoreTest {

  private static final String[] NAMES = {"a", "b", "ab", "a.c", "a-b", "A", "abc", "b.c"};

  /** Without sets that have no end and stars inside a name: git is not consistent about them. */
  private static final String[] PARTS = {
    "a",
    "b",
    "*",
    "**",
    "?",
    "[ab]",
    "[!a]",
    "[^b-z]",
    "*.c",
    "a*",
    "*b",
    "[[:alpha:]]",
    "\\a",
    "a.c",
    "[]-b]",
    "a?c",
    "\\*",
    "*a*b*",
    "[A-Z]",
    "[\\]a]"
  };

  @ParameterizedTest
  @CsvSource({
    "a*b, ab, true",
    "a*b, axxb, true",
    "a*b, axxbc, false",
    "*.tar.*, x.tar.gz, true",
    "?, \ud83d\ude00, true",
    "[!a-c], b, false",
    "[!a-c], d, true",
    "[]a], ], true",
    "[a-], -, true",
    "\\*, *, true",
    "\\*, a, false",
    "[[:digit:][:upper:]], A, true",
    "[[:digit:][:upper:]], a, false",
    "[a, [a, false"
  })
  void aNameMatchesAsItDoesInAShell(String pattern, String name, boolean matches) {
    assertThat(new NamePattern(pattern).matches(name)).isEqualTo(matches);
  }

  @Test
  void aPatternMadeToTakeLongDoesNot() {
    var pattern = new NamePattern("*a".repeat(2000) + "b");

    assertThat(pattern.matches("a".repeat(4000))).isFalse();
  }

  @Test
  void whatGitWouldTakeIsSent(@TempDir Path directory) throws Exception {
    assumeTrue(SourceTreeTest.run(directory, "git", "init", "-q", ".") == 0, "git");
    var random = new Random(42);
    for (String first : NAMES) {
      for (String second : NAMES) {
        Path below = Files.createDirectories(directory.resolve("d" + first).resolve(second));
        for (String third : NAMES) {
          Files.createFile(below.resolve(third));
        }
      }
      Files.createFile(directory.resolve(first));
    }
    for (int round = 0; round < 150; round++) {
      Files.writeString(directory.resolve(".gitignore"), rules(random));
      Files.writeString(directory.resolve("da/.gitignore"), rules(random));
      Files.writeString(directory.resolve("da/b/.gitignore"), rules(random));

      assertThat(sent(directory))
          .as("%s", Files.readString(directory.resolve(".gitignore")))
          .isEqualTo(takenByGit(directory));
    }
  }

  private static String rules(Random random) {
    var rules = new StringBuilder();
    for (int line = random.nextInt(5); line >= 0; line--) {
      rules.append(random.nextInt(4) == 0 ? "!" : "").append(random.nextInt(4) == 0 ? "/" : "");
      for (int part = random.nextInt(3); part >= 0; part--) {
        String name = PARTS[random.nextInt(PARTS.length)];
        rules.append(random.nextInt(3) == 0 && !name.equals("**") ? "d" : "");
        rules.append(name).append(part > 0 ? "/" : "");
      }
      rules.append(random.nextInt(4) == 0 ? "/" : "").append(random.nextInt(6) == 0 ? "  " : "");
      rules.append(random.nextInt(5) == 0 ? "\r\n" : "\n");
    }
    return rules.toString();
  }

  private static Set<String> sent(Path directory) throws Exception {
    Set<String> paths = new TreeSet<>();
    String name = directory.getFileName() + "/";
    try (SourceTree tree =
        SourceTree.scan(List.of(directory), new SourceOptions(List.of("/.git"), true, false))) {
      for (long number = 0; number < tree.totals().entries(); number++) {
        if (tree.entry(number) instanceof FileEntry file) {
          paths.add(file.path().substring(name.length()));
        }
      }
    }
    return paths;
  }

  private static Set<String> takenByGit(Path directory) throws Exception {
    Process git =
        new ProcessBuilder("git", "ls-files", "-z", "-o", "--exclude-per-directory=.gitignore")
            .directory(directory.toFile())
            .start();
    String files = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(git.waitFor()).isZero();
    Set<String> paths = new TreeSet<>(Arrays.asList(files.split("\0", -1)));
    paths.remove("");
    return paths;
  }
}
