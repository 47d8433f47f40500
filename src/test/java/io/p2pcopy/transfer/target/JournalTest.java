package io.p2pcopy.transfer.target;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {

  private static final String NAME = Journal.name(0x123456789abcdef0L, 0);
  private static final int MARKS = 4;

  private final Path directory;

  JournalTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void whatWasAppendedIsFoundByTheNextAttempt() throws Exception {
    write();
    try (Journal journal = resume()) {
      assertThat(journal.resumed()).isTrue();
      assertThat(found(journal)).containsExactly(0, 1, 2, 3);
      assertThat(journal.find(Mark.Kind.FINISHED, "nothing")).isNull();
      assertThat(journal.find(Mark.Kind.PARTIAL, "dir/file 1")).isNull();
    }
  }

  @Test
  void theLastWordOnAnEntryCounts() throws Exception {
    try (Journal journal = Journal.create(target(), NAME)) {
      journal.append(mark(1));
      journal.append(new Mark(Mark.Kind.FINISHED, "dir/file 1", "another", 2, 3, ""));
    }
    try (Journal journal = resume()) {
      assertThat(journal.find(Mark.Kind.FINISHED, "dir/file 1"))
          .extracting(Mark::name)
          .isEqualTo("another");
    }
  }

  @Test
  void cutAnywhereItTellsAllThatIsWhole() throws Exception {
    byte[] whole = write();
    int last = 0;
    for (int length = 0; length <= whole.length; length++) {
      Files.write(file(), Arrays.copyOf(whole, length));
      try (Journal journal = resume()) {
        List<Integer> found = found(journal);
        assertThat(found).as("of %d bytes", length).isEqualTo(firstOf(found.size()));
        assertThat(found.size()).isGreaterThanOrEqualTo(last);
        last = found.size();
      }
    }
    assertThat(last).isEqualTo(MARKS);
  }

  @Test
  void cutAnywhereItCanBeContinued() throws Exception {
    byte[] whole = write();
    for (int length = 0; length <= whole.length; length += 7) {
      Files.write(file(), Arrays.copyOf(whole, length));
      Mark more = new Mark(Mark.Kind.PARTIAL, "more", ".more.p2pcopy-part", 1, 2, "");
      int before;
      try (Journal journal = resume()) {
        before = found(journal).size();
        journal.append(more);
      }
      try (Journal journal = resume()) {
        assertThat(found(journal)).as("of %d bytes", length).isEqualTo(firstOf(before));
        assertThat(journal.find(Mark.Kind.PARTIAL, "more")).isNotNull();
      }
    }
  }

  @Test
  void aBitThatFlipsCostsOneRecordAtMost() throws Exception {
    byte[] whole = write();
    for (int bit = 0; bit < 8 * whole.length; bit += 3) {
      byte[] damaged = whole.clone();
      damaged[bit / 8] ^= (byte) (1 << bit % 8);
      Files.write(file(), damaged);
      try (Journal journal = resume()) {
        assertThat(found(journal)).as("bit %d", bit).hasSizeGreaterThanOrEqualTo(MARKS - 1);
      }
    }
  }

  @Test
  void manyRecordsAreFound() throws Exception {
    int many = 5000;
    try (Journal journal = Journal.create(target(), NAME)) {
      for (int i = 0; i < many; i++) {
        journal.append(mark(i));
      }
    }
    try (Journal journal = resume()) {
      for (int i = 0; i < many; i++) {
        assertThat(journal.find(Mark.Kind.FINISHED, "dir/file " + i)).isNotNull();
      }
    }
  }

  private byte[] write() throws Exception {
    try (Journal journal = Journal.create(target(), NAME)) {
      for (int i = 0; i < MARKS; i++) {
        journal.append(mark(i));
      }
    }
    return Files.readAllBytes(file());
  }

  private static Mark mark(int i) {
    String root = Integer.toHexString(i).repeat(8);
    return new Mark(Mark.Kind.FINISHED, "dir/file " + i, "file " + i, i, i, root);
  }

  private static List<Integer> found(Journal journal) throws Exception {
    List<Integer> found = new ArrayList<>();
    for (int i = 0; i < MARKS; i++) {
      Mark mark = journal.find(Mark.Kind.FINISHED, "dir/file " + i);
      if (mark != null) {
        assertThat(mark.name()).isEqualTo("file " + i);
        assertThat(mark).isEqualTo(mark(i));
        found.add(i);
      }
    }
    return found;
  }

  private static List<Integer> firstOf(int count) {
    List<Integer> first = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      first.add(i);
    }
    return first;
  }

  private Path file() {
    return directory.resolve(NAME);
  }

  private TargetDirectory target() throws Exception {
    return TargetDirectory.open(directory);
  }

  private Journal resume() throws Exception {
    Journal journal = Journal.resume(target(), NAME);
    assertThat(journal).isNotNull();
    return journal;
  }
}
