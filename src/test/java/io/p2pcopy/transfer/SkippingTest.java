package io.p2pcopy.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.p2pcopy.transfer.source.SourceOptions;
import io.p2pcopy.transfer.target.ConflictPolicy;
import io.p2pcopy.transfer.target.TargetOptions;
import io.p2pcopy.transfer.wire.SkipReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the receiver skips is reported on both sides, each entry once. */
@Timeout(60)
class SkippingTest {

  private Path outbox;
  private Path inbox;

  @BeforeEach
  void makeDirectories(@TempDir Path temporary) throws IOException {
    outbox = Files.createDirectory(temporary.resolve("out"));
    inbox = Files.createDirectory(temporary.resolve("in"));
  }

  @ParameterizedTest
  @EnumSource(names = {"SKIP", "ASK"})
  void aTakenNameIsReportedOnBothSides(ConflictPolicy policy) throws Exception {
    Path mine = Files.writeString(outbox.resolve("film"), "the new one");
    Path other = Files.writeString(outbox.resolve("book"), "text");
    Files.writeString(inbox.resolve("film"), "mine");
    var channels = new MemoryChannelPair();
    try (var sending = TransferFixture.sender(mine, other).over(channels.left());
        var receiving = receiver(policy, false).over(channels.right())) {
      for (TransferFixture side : List.of(sending, receiving)) {
        assertThat(side.result().skipped()).isEqualTo(1);
        assertThat(side.result().files()).isEqualTo(1);
        assertThat(side.skipped()).isEqualTo(Map.of("film", SkipReason.NAME_TAKEN));
        assertThat(side.files()).containsOnlyKeys("book");
        assertThat(side.lastProgress().filesDone()).isEqualTo(2);
        assertThat(side.lastProgress().done()).isEqualTo(side.lastProgress().total());
      }
    }
    assertThat(inbox.resolve("film")).hasContent("mine");
  }

  /** It looks like the same file, so it is compared, and only then known to be another one. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2500})
  void aFileThatTurnsOutToBeAnotherOneIsReportedToo(int count) throws Exception {
    Path tree = Files.createDirectory(outbox.resolve("tree"));
    Files.createDirectory(inbox.resolve("tree"));
    for (int i = 0; i < count; i++) {
      Path sent = Files.writeString(tree.resolve("f" + i), "one way");
      Path there = Files.writeString(inbox.resolve("tree/f" + i), "another");
      FileTime time = FileTime.fromMillis(1_000_000_000_000L);
      Files.setLastModifiedTime(sent, time);
      Files.setLastModifiedTime(there, time);
    }
    var channels = new MemoryChannelPair();
    try (var sending = TransferFixture.sender(tree).over(channels.left());
        var receiving = receiver(ConflictPolicy.ASK, false).over(channels.right())) {
      for (TransferFixture side : List.of(sending, receiving)) {
        assertThat(side.result().skipped()).isEqualTo(count);
        assertThat(side.result().files()).isZero();
        assertThat(side.skipped()).hasSize(count).containsEntry("tree/f0", SkipReason.NAME_TAKEN);
      }
      assertThat(receiving.files()).isEmpty();
    }
    assertThat(inbox.resolve("tree/f0")).hasContent("another");
    assertThat(inbox.resolve("tree")).isDirectoryNotContaining("glob:**.part*");
  }

  @Test
  void tenThousandSkippedFilesAreCounted() throws Exception {
    Path tree = Files.createDirectory(outbox.resolve("tree"));
    Files.createDirectory(inbox.resolve("tree"));
    for (int i : IntStream.range(0, 10_000).toArray()) {
      Files.writeString(tree.resolve("f" + i), "new");
      Files.writeString(inbox.resolve("tree/f" + i), "mine");
    }
    var channels = new MemoryChannelPair();
    try (var sending = TransferFixture.sender(tree).over(channels.left());
        var receiving = receiver(ConflictPolicy.SKIP, false).over(channels.right())) {
      assertThat(receiving.result().skipped()).isEqualTo(10_000);
      assertThat(sending.result().skipped()).isEqualTo(10_000);
      assertThat(sending.skipped()).hasSize(10_000).isEqualTo(receiving.skipped());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void linksThatAreNotMadeAreReported(boolean makesLinks) throws Exception {
    Path tree = Files.createDirectory(outbox.resolve("tree"));
    Files.writeString(tree.resolve("a"), "a");
    Files.createSymbolicLink(tree.resolve("z"), Path.of("a"));
    var channels = new MemoryChannelPair();
    var options = new SourceOptions(List.of(), false, true);
    try (var sending =
            TransferFixture.sender(SendSettings.DEFAULT, options, tree).over(channels.left());
        var receiving = receiver(ConflictPolicy.RENAME, makesLinks).over(channels.right())) {
      for (TransferFixture side : List.of(sending, receiving)) {
        assertThat(side.result().skipped()).isEqualTo(makesLinks ? 0 : 1);
        assertThat(side.skipped())
            .isEqualTo(makesLinks ? Map.of() : Map.of("tree/z", SkipReason.LINK));
      }
    }
  }

  @Test
  void whatWasSkippedBeforeTheConnectionWasLostIsReportedOnce() throws Exception {
    Path tree = Files.createDirectory(outbox.resolve("tree"));
    Files.createDirectory(inbox.resolve("tree"));
    Files.writeString(tree.resolve("a"), "new");
    Files.writeString(inbox.resolve("tree/a"), "mine");
    Files.write(tree.resolve("b"), new byte[] {1});
    try (var sending = TransferFixture.sender(tree);
        var receiving = receiver(ConflictPolicy.SKIP, false)) {
      for (int i = 0; i < 3; i++) {
        var lost = new MemoryChannelPair();
        lost.loseInsteadOf("verified");
        sending.over(lost.left());
        receiving.over(lost.right());
        assertThat(sending.failure().kind()).isEqualTo(TransferException.Kind.CONNECTION_LOST);
        assertThat(receiving.result().skipped()).isEqualTo(1);
      }
      var channels = new MemoryChannelPair();
      sending.over(channels.left());
      receiving.over(channels.right());
      assertThat(sending.result().skipped()).isEqualTo(1);
      assertThat(receiving.result().skipped()).isEqualTo(1);
      assertThat(sending.skipped()).containsOnlyKeys("tree/a");
    }
  }

  private TransferFixture receiver(ConflictPolicy policy, boolean links) throws Exception {
    var target = new TargetOptions(policy, (path, size) -> ConflictPolicy.SKIP, false, links);
    return TransferFixture.receiver(
        inbox, new ReceiveSettings(target, offered -> true, WordsQuestion.NOT_ASKED));
  }
}
