package io.p2pcopy.transfer.target;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.p2pcopy.fuzz.FuzzInput;
import io.p2pcopy.fuzz.Seeds;
import io.p2pcopy.transfer.target.name.SafeName;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.provider.MethodSource;

/** What the target directory makes of names, and of a journal that it finds. */
class TargetFuzzTest {

  private static final String NAME = Journal.name(0x123456789abcdef0L, 0);

  private static Path directory;

  @BeforeAll
  static void makeDirectory() throws Exception {
    directory = Files.createTempDirectory("p2pcopy-fuzz");
  }

  @AfterAll
  static void removeDirectory() throws Exception {
    Files.deleteIfExists(directory.resolve(NAME));
    Files.delete(directory);
  }

  /** A journal of any content is read, can be continued, and then holds what was appended. */
  @MethodSource("journals")
  @FuzzTest
  void journal(byte[] input) throws Exception {
    Path file = directory.resolve(NAME);
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.write(file, input);
    Mark more = new Mark(Mark.Kind.PARTIAL, "more", ".more.p2pcopy-part", 1, 2, "");
    List<Mark> before;
    try (TargetDirectory target = TargetDirectory.open(directory);
        Journal journal = Journal.resume(target, NAME)) {
      assertThat(journal).isNotNull();
      before = marks(journal);
      for (Mark mark : before) {
        assertThat(journal.find(Mark.Kind.PARTIAL, mark.path())).isNotNull();
        assertThat(Mark.decode(mark.encode())).isEqualTo(mark);
      }
      journal.append(more);
    }
    try (TargetDirectory target = TargetDirectory.open(directory);
        Journal journal = Journal.resume(target, NAME)) {
      assertThat(journal).isNotNull();
      if (journal.find(Mark.Kind.FINISHED, "more") == null) {
        assertThat(marks(journal)).endsWith(more).containsAll(before);
      }
      assertThat(journal.find(Mark.Kind.PARTIAL, "more")).isEqualTo(more);
    }
  }

  private static List<Mark> marks(Journal journal) throws Exception {
    List<Mark> marks = new ArrayList<>();
    journal.unfinished(marks::add);
    return marks;
  }

  /** Whatever a peer calls a file, its name here is one harmless component, and stays the same. */
  @MethodSource("names")
  @FuzzTest
  void name(byte[] input) {
    FuzzInput in = new FuzzInput(input);
    boolean windows = in.oneByte() % 2 == 1;
    String offered = in.restAsUtf16();
    for (int most : new int[] {SafeName.MAX_BYTES, 143}) {
      String name = SafeName.of(offered, windows, most);
      assertThat(name)
          .isNotEmpty()
          .isNotEqualTo(".")
          .isNotEqualTo("..")
          .doesNotContain("/", "\0", "\u001b", "\u202e");
      if (windows) {
        assertThat(name).doesNotContain("\\", ":", "<", ">", "\"", "|", "?", "*");
      }
      assertThat(name.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(most);
      assertThat(SafeName.isPlain(name)).isTrue();
      assertThat(SafeName.of(name, windows, most)).isEqualTo(name);
      String numbered = SafeName.numbered(name, 2, most);
      assertThat(numbered).isNotEqualTo(name);
      assertThat(numbered.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(most);
    }
  }

  static Stream<byte[]> journals() throws Exception {
    Path temporary = Files.createTempDirectory("p2pcopy-fuzz");
    try (TargetDirectory target = TargetDirectory.open(temporary);
        Journal journal = Journal.create(target, NAME)) {
      journal.append(Mark.directory("trip", "trip", true));
      journal.append(Mark.directory("trip/sub", "sub", false));
      journal.append(
          new Mark(
              Mark.Kind.PARTIAL, "trip/a", ".a.p2pcopy-part", 3 << 20, 1_700_000_000_000L, ""));
      journal.append(
          new Mark(Mark.Kind.FINISHED, "trip/b", "b", 5, 1_700_000_000_000L, "0f".repeat(32)));
    }
    byte[] journal = Files.readAllBytes(temporary.resolve(NAME));
    Files.delete(temporary.resolve(NAME));
    Files.delete(temporary);
    return Stream.of(journal, java.util.Arrays.copyOf(journal, journal.length - 7));
  }

  static Stream<byte[]> names() {
    return Stream.of(
            "photo.jpg",
            "..",
            ".ssh",
            "CON.txt",
            "com\u00b9",
            "a/b\\c:d",
            "x\u202egpj.exe",
            "name.tar.gz ",
            "\u00e9\u0301\u3164",
            ".p2pcopy-journal-0",
            "long ".repeat(60) + ".txt")
        .flatMap(
            name ->
                Stream.of(0, 1)
                    .map(os -> new Seeds().oneByte(os).bytes(Seeds.utf16(name)).build()));
  }
}
