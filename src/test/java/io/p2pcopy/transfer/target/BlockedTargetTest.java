package io.p2pcopy.transfer.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.p2pcopy.transfer.target.Placement.State;
import io.p2pcopy.transfer.wire.FailureCode;
import io.p2pcopy.transfer.wire.LocalFailureException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Directories that are not what they were, or that their user may not use. */
@EnabledOnOs(OS.LINUX)
class BlockedTargetTest {

  private Path scratch;
  private Path directory;

  @BeforeEach
  void makeDirectory(@TempDir Path temporary) throws IOException {
    scratch = temporary;
    permit(scratch, "rwxrwxrwx");
    directory = permit(Files.createDirectory(scratch.resolve("in")), "rwxrwxrwx");
  }

  @AfterEach
  void letItBeDeleted() throws IOException {
    try (Stream<Path> there = Files.walk(scratch, 2)) {
      for (Path path : there.filter(Files::isDirectory).toList()) {
        permit(path, "rwxrwxrwx");
      }
    }
  }

  @Test
  void onlyWhatWouldBeInAnUnreadableDirectoryFails() throws Exception {
    Path closed = Unprivileged.call(() -> Files.createDirectories(directory.resolve("t/closed")));
    permit(closed, "---------");
    var transfer =
        new Transfer()
            .directory("t")
            .directory("t/closed")
            .file("t/closed/a", "1")
            .directory("t/closed/sub")
            .file("t/closed/sub/b", "2")
            .file("t/open", "3");

    List<String> failures = Unprivileged.call(() -> failures(transfer));

    assertThat(directory.resolve("t/open")).hasContent("3");
    assertThat(failures)
        .containsExactly(
            directory.resolve("t/closed/a") + " could not be created: permission denied.",
            directory.resolve("t/closed/sub") + " could not be created: permission denied.",
            directory.resolve("t/closed/sub/b") + " could not be created: permission denied.");
  }

  @Test
  void aFileThatCannotBeReadIsNotTakenForTheSame() throws Exception {
    var transfer = new Transfer().file("f", "content");
    Unprivileged.call(() -> transfer.runTo(directory));
    permit(directory.resolve("f"), "---------");

    Unprivileged.call(() -> transfer.runTo(directory));

    assertThat(directory.resolve("f (1)")).hasContent("content");
  }

  @Test
  void theJournalOfAnotherUserIsLeftAlone() throws Exception {
    var transfer = new Transfer().file("f", "content");
    try (TargetTree other = transfer.offerTo(directory)) {
      other.listed();
      other.accept();
    }
    Path journal = onlyFile();
    permit(journal, "---------");

    Unprivileged.call(() -> transfer.runTo(directory));

    assertThat(directory.resolve("f")).hasContent("content");
    assertThat(journal).exists();
  }

  @Test
  void aDirectoryThatWasRenamedEndsTheTransfer() throws Exception {
    assertEndedBy(
        () -> Files.move(directory, scratch.resolve("elsewhere")),
        "The directory " + directory + " was moved, deleted or unmounted.");
  }

  @Test
  void aDirectoryThatAnotherReplacedEndsTheTransfer() throws Exception {
    assertEndedBy(
        () -> {
          Files.move(directory, scratch.resolve("elsewhere"));
          permit(Files.createDirectory(directory), "rwxrwxrwx");
        },
        "Something else has taken the place of " + directory + ".");
  }

  @Test
  void aDirectoryThatAFileReplacedEndsTheTransfer() throws Exception {
    assertEndedBy(
        () -> {
          Files.move(directory, scratch.resolve("elsewhere"));
          Files.createFile(directory);
        },
        "Something else has taken the place of " + directory + ".");
  }

  @Test
  void aPartialFileThatSomebodyDeletedEndsOnlyItsFile() throws Exception {
    var transfer = new Transfer().file("a", "1").file("b", "2");
    try (TargetTree target = transfer.offerTo(directory)) {
      accept(target);
      target.decide(0);
      try (TargetFile file = target.begin(0)) {
        file.check();
        Files.delete(directory.resolve(".a.p2pcopy-part"));

        assertThatThrownBy(file::check)
            .isInstanceOf(LocalFailureException.class)
            .hasMessage(
                directory.resolve("a")
                    + " could not be written: its partial file was moved or deleted.")
            .extracting(e -> ((LocalFailureException) e).code())
            .isEqualTo(FailureCode.FILE);
      }
      target.check();
    }
  }

  private interface Change {
    void make() throws IOException;
  }

  /** Makes the change while a file is being written, and asserts that everything ends with it. */
  private void assertEndedBy(Change change, String sentence) throws Exception {
    var transfer = new Transfer().file("a", "1").file("b", "2");
    try (TargetTree target = transfer.offerTo(directory)) {
      accept(target);
      target.decide(0);
      try (TargetFile file = target.begin(0)) {
        target.check();
        change.make();

        assertLost(target::check, sentence);
        file.seal(0, Transfer.MODIFIED, new byte[0]);
        assertLost(file::name, sentence);
        assertLost(target::finish, sentence);
      }
    }
  }

  private static void assertLost(ThrowingCallable call, String sentence) {
    assertThatThrownBy(call)
        .isInstanceOf(LocalFailureException.class)
        .hasMessage(sentence)
        .extracting(e -> ((LocalFailureException) e).code())
        .isEqualTo(FailureCode.TARGET_LOST);
  }

  private static void accept(TargetTree target) throws LocalFailureException {
    target.listed();
    target.accept();
  }

  /** Stores every file that can be stored and returns why the others cannot. */
  private List<String> failures(Transfer transfer) throws Exception {
    List<String> failures = new ArrayList<>();
    try (TargetTree target = transfer.offerTo(directory)) {
      TargetTotals totals = target.listed();
      target.accept();
      for (long number = 0; number < totals.entries(); number++) {
        boolean blocked = target.placement(number).state() == State.BLOCKED;
        try {
          if (target.decide(number) != Decision.ALL || !transfer.isFile(number)) {
            continue;
          }
          try (TargetFile file = target.begin(number)) {
            transfer.store(number, file);
          }
          assertThat(blocked).isFalse();
        } catch (LocalFailureException e) {
          assertThat(e.code()).isEqualTo(FailureCode.FILE);
          failures.add(e.sentence());
        }
      }
      target.finish();
    }
    return failures;
  }

  private Path onlyFile() throws IOException {
    try (Stream<Path> there = Files.list(directory)) {
      return there.findFirst().orElseThrow();
    }
  }

  private static Path permit(Path path, String permissions) throws IOException {
    return Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
  }
}
