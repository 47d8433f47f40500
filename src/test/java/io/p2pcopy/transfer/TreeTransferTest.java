package io.p2pcopy.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.p2pcopy.transfer.TransferException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both ends of a transfer over a channel in memory, with files on the disk. */
@Timeout(60)
class TreeTransferTest {

  private static final int MIB = 1 << 20;

  private Path outbox;
  private Path inbox;
  private final MemoryChannelPair channels = new MemoryChannelPair();

  @BeforeEach
  void makeDirectories(@TempDir Path temporary) throws IOException {
    outbox = Files.createDirectory(temporary.resolve("out"));
    inbox = Files.createDirectory(temporary.resolve("in"));
  }

  @AfterEach
  void noThreadIsLeft() {
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .noneMatch(name -> name.startsWith("p2pcopy-transfer-"));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 32_768, 32_769, 65_484, 65_485, MIB - 1, MIB, MIB + 1, 10 * MIB + 7})
  void aFileArrivesIdenticalWithItsNameAndTime(int size) throws Exception {
    Path source = file("big.iso", size);
    var modified = FileTime.from(Instant.parse("2020-02-29T12:34:56.789Z"));
    Files.setLastModifiedTime(source, modified);

    try (var sending = TransferFixture.sender(source).over(channels.left());
        var receiving = TransferFixture.receiver(inbox).over(channels.right())) {
      TransferSummary received = receiving.result();
      TransferSummary sent = sending.result();

      assertThat(inbox.resolve("big.iso")).hasSameBinaryContentAs(source);
      assertThat(Files.getLastModifiedTime(inbox.resolve("big.iso"))).isEqualTo(modified);
      assertThat(received.bytes()).isEqualTo(sent.bytes()).isEqualTo(size);
      assertThat(received.files()).isEqualTo(sent.files()).isEqualTo(1);
      assertThat(received.transferred()).isEqualTo(sent.transferred()).isEqualTo(size);
      assertThat(names(inbox)).containsExactly("big.iso");
      assertThat(sending.shownWords()).hasSize(1).isEqualTo(receiving.shownWords());
      assertThat(sending.lastProgress().done()).isEqualTo(size);
      assertThat(receiving.lastProgress().done()).isEqualTo(size);
      assertThat(receiving.files()).containsExactly(java.util.Map.entry("big.iso", (long) size));
    }
  }

  @Test
  void aTreeMayBe255LevelsDeep() throws Exception {
    Path deepest = outbox.resolve("d" + "/d".repeat(254));
    Files.createDirectories(deepest);
    Files.writeString(deepest.resolve("file"), "content");

    try (var sending = TransferFixture.sender(outbox.resolve("d")).over(channels.left());
        var receiving = TransferFixture.receiver(inbox).over(channels.right())) {
      assertThat(receiving.result().files()).isEqualTo(1);
      assertThat(sending.result().failed()).isZero();
    }
    assertThat(inbox.resolve("d" + "/d".repeat(254)).resolve("file")).hasContent("content");
  }

  @Test
  void aTreeArrivesWithEverythingInIt() throws Exception {
    Path tree = Files.createDirectories(outbox.resolve("tree"));
    Files.createDirectories(tree.resolve("a/b/c"));
    Files.createDirectory(tree.resolve("empty"));
    for (int i = 0; i < 300; i++) {
      Path parent = tree.resolve(i % 3 == 0 ? "a" : i % 3 == 1 ? "a/b" : "a/b/c");
      Files.write(parent.resolve("file" + i), random(i * 37, i));
    }
    Files.write(tree.resolve("a/large"), random(5 * MIB + 5, 1));

    try (var sending = TransferFixture.sender(tree).over(channels.left());
        var receiving = TransferFixture.receiver(inbox).over(channels.right())) {
      assertThat(receiving.result().files()).isEqualTo(301);
      assertThat(sending.result().failed()).isZero();
      assertThat(receiving.files()).hasSize(301);
    }
    assertSameTree(tree, inbox.resolve("tree"));
  }

  @Test
  void aBlockThatIsDamagedOnTheWayIsAskedForAgain() throws Exception {
    Path source = file("a", 5 * MIB);
    channels.damageByte(2 * MIB);

    try (var sending = TransferFixture.sender(source).over(channels.left());
        var receiving = TransferFixture.receiver(inbox).over(channels.right())) {
      assertThat(receiving.result().resent()).isEqualTo(1);
      assertThat(sending.result().resent()).isEqualTo(1);
      assertThat(receiving.result().transferred()).isEqualTo(6 * MIB);
      assertThat(sending.result().transferred()).isEqualTo(6 * MIB);
    }
    assertThat(inbox.resolve("a")).hasSameBinaryContentAs(source);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 5, MIB, 2 * MIB + 5})
  void aFileThatIsCutWhileItIsSentArrivesAsItIsThen(int size) throws Exception {
    Path source = file("a", 20 * MIB);
    channels.pauseAfter(3 * MIB);

    try (var sending = TransferFixture.sender(source).over(channels.left());
        var receiving = TransferFixture.receiver(inbox).over(channels.right())) {
      channels.awaitPause(MIB);
      try (var file = new java.io.RandomAccessFile(source.toFile(), "rw")) {
        file.setLength(size);
      }
      channels.resume();

      assertThat(receiving.result().failed()).isZero();
      assertThat(sending.result().failed()).isZero();
    }
    assertThat(inbox.resolve("a")).hasSameBinaryContentAs(source);
  }

  @Test
  void zerosAreNotSent() throws Exception {
    Path source = file("sparse", 0);
    try (var file = new java.io.RandomAccessFile(source.toFile(), "rw")) {
      file.setLength(30L * MIB + 17);
      file.seek(10L * MIB);
      file.write(random(1000, 1));
    }

    try (var sending = TransferFixture.sender(source).over(channels.left());
        var receiving = TransferFixture.receiver(inbox).over(channels.right())) {
      assertThat(receiving.result().bytes()).isEqualTo(30L * MIB + 17);
      assertThat(sending.result().transferred()).isLessThan(2 * MIB);
    }
    assertThat(inbox.resolve("sparse")).hasSameBinaryContentAs(source);
  }

  @Test
  void aStreamArrivesAlthoughNobodyKnowsItsLength() throws Exception {
    byte[] content = random(3 * MIB + 9, 1);

    try (var sending =
            TransferFixture.sender(new java.io.ByteArrayInputStream(content))
                .over(channels.left());
        var receiving = TransferFixture.receiver(inbox).over(channels.right())) {
      assertThat(receiving.result().bytes()).isEqualTo(content.length);
      assertThat(sending.result().files()).isEqualTo(1);
    }
    assertThat(inbox.resolve("stream")).hasBinaryContent(content);
  }

  @Test
  void aListThatIsNotWantedIsRefused() throws Exception {
    var settings =
        new ReceiveSettings(
            ReceiveSettings.DEFAULT.target(), offered -> false, WordsQuestion.NOT_ASKED);

    try (var sending = TransferFixture.sender(file("a", 10)).over(channels.left());
        var receiving = TransferFixture.receiver(inbox, settings).over(channels.right())) {
      assertThat(receiving.failure().kind()).isEqualTo(Kind.REFUSED);
      assertThat(sending.failure().kind()).isEqualTo(Kind.REFUSED_BY_PEER);
    }
    assertThat(names(inbox)).isEmpty();
  }

  @Test
  void whoeverAcceptsSeesTheWholeList() throws Exception {
    Path tree = Files.createDirectory(outbox.resolve("tree"));
    Files.write(tree.resolve("a"), random(10, 1));
    Files.write(tree.resolve("b"), random(20, 1));
    var seen = new java.util.concurrent.ConcurrentLinkedQueue<String>();
    var settings =
        new ReceiveSettings(
            ReceiveSettings.DEFAULT.target(),
            offered -> {
              for (long entry = 0; entry < offered.totals().entries(); entry++) {
                seen.add(offered.placement(entry).path());
              }
              return offered.totals().bytes() == 30;
            },
            WordsQuestion.NOT_ASKED);

    try (var sending = TransferFixture.sender(tree).over(channels.left());
        var receiving = TransferFixture.receiver(inbox, settings).over(channels.right())) {
      assertThat(receiving.result().files()).isEqualTo(2);
      assertThat(sending.result().files()).isEqualTo(2);
    }
    assertThat(seen).containsExactly("tree", "tree/a", "tree/b");
  }

  @Test
  void theWordsAreTheSameWhicheverTextOfASideTheOtherHasRead() throws Exception {
    var offerer =
        new ConnectionTranscript(true, new byte[32], new byte[32], "better offer", "answer")
            .withOwnTexts(List.of("offer", "better offer"));
    var answerer =
        new ConnectionTranscript(false, new byte[32], new byte[32], "offer", "better answer")
            .withOwnTexts(List.of("answer", "better answer"));

    try (var sending = TransferFixture.sender(file("a", 10)).as(offerer).over(channels.left());
        var receiving = TransferFixture.receiver(inbox).as(answerer).over(channels.right())) {
      assertThat(receiving.result().files()).isEqualTo(1);
      assertThat(sending.result().files()).isEqualTo(1);
      assertThat(sending.shownWords()).hasSize(1).isEqualTo(receiving.shownWords());
    }
  }

  @Test
  void theWordsDifferIfTheOtherSideHasReadATextOfSomebodyElse() throws Exception {
    var answerer =
        new ConnectionTranscript(false, new byte[32], new byte[32], "forged offer", "answer");

    try (var sending = TransferFixture.sender(file("a", 10)).over(channels.left());
        var receiving = TransferFixture.receiver(inbox).as(answerer).over(channels.right())) {
      assertThat(receiving.result().files()).isEqualTo(1);
      assertThat(sending.result().files()).isEqualTo(1);
      assertThat(sending.shownWords()).hasSize(1).isNotEqualTo(receiving.shownWords());
    }
  }

  @Test
  void differentWordsEndBothSides() throws Exception {
    var settings =
        new ReceiveSettings(ReceiveSettings.DEFAULT.target(), offered -> true, words -> false);

    try (var sending = TransferFixture.sender(file("a", 10)).over(channels.left());
        var receiving = TransferFixture.receiver(inbox, settings).over(channels.right())) {
      assertThat(receiving.failure().kind()).isEqualTo(Kind.NOT_VERIFIED);
      assertThat(sending.failure().kind()).isEqualTo(Kind.NOT_VERIFIED);
    }
  }

  @Test
  void nothingIsSentBeforeTheSenderHasComparedTheWords() throws Exception {
    var asked = new CountDownLatch(1);
    var answer = new CountDownLatch(1);
    var settings =
        new SendSettings(
            true,
            0,
            words -> {
              asked.countDown();
              answer.await();
              return true;
            });

    try (var sending = TransferFixture.sender(settings, file("a", 10)).over(channels.left());
        var receiving = TransferFixture.receiver(inbox).over(channels.right())) {
      receiving.awaitStarted();
      asked.await();
      assertThat(names(inbox)).noneMatch(name -> name.endsWith("-part"));
      answer.countDown();

      assertThat(receiving.result().files()).isEqualTo(1);
      assertThat(sending.result().files()).isEqualTo(1);
    }
  }

  @Test
  void twoSendersFindOut() throws Exception {
    try (var one = TransferFixture.sender(file("a", 10)).over(channels.left());
        var other = TransferFixture.sender(file("b", 10)).over(channels.right())) {
      assertThat(one.failure().kind()).isEqualTo(Kind.PROTOCOL);
      assertThat(other.failure().getMessage()).contains("oth").endsWith(".");
    }
  }

  @Test
  void anInterruptOfTheSenderEndsBothSides() throws Exception {
    channels.pauseAfter(MIB);
    try (var sending = TransferFixture.sender(file("a", 20 * MIB)).over(channels.left());
        var receiving = TransferFixture.receiver(inbox).over(channels.right())) {
      channels.awaitPause(MIB);
      sending.interrupt();
      channels.resume();

      assertThat(sending.cause()).isInstanceOf(InterruptedException.class);
      assertThat(receiving.failure()).hasMessage("The other side cancelled the transfer.");
    }
  }

  @Test
  void anInterruptOfTheReceiverEndsBothSides() throws Exception {
    channels.pauseAfter(MIB);
    try (var sending = TransferFixture.sender(file("a", 20 * MIB)).over(channels.left());
        var receiving = TransferFixture.receiver(inbox).over(channels.right())) {
      channels.awaitPause(MIB);
      receiving.interrupt();
      channels.resume();

      assertThat(receiving.cause()).isInstanceOf(InterruptedException.class);
      assertThat(sending.failure()).hasMessage("The other side cancelled the transfer.");
    }
  }

  @Test
  void theChannelNeverHoldsMoreThanSomeMebibytes() throws Exception {
    try (var sending = TransferFixture.sender(file("a", 30 * MIB)).over(channels.left());
        var receiving = TransferFixture.receiver(inbox).over(channels.right())) {
      assertThat(receiving.result().files()).isEqualTo(1);
      assertThat(sending.result().files()).isEqualTo(1);
    }
    assertThat(channels.largestBacklog()).isLessThan(5 * MIB);
  }

  @Test
  void whatTheSenderStillHoldsIsNotDone() throws Exception {
    channels.pauseAfter(2 * MIB);
    try (var sending = TransferFixture.sender(file("a", 20 * MIB)).over(channels.left());
        var receiving = TransferFixture.receiver(inbox).over(channels.right())) {
      channels.awaitPause(3 * MIB);
      sending.awaitStall();

      TransferProgress stalled = sending.lastProgress();
      assertThat(stalled.done()).isBetween(MIB / 2L, 3L * MIB);
      assertThat(stalled.transferred()).isLessThanOrEqualTo(4L * MIB);
      assertThat(stalled.fileDone()).isEqualTo(stalled.done());

      channels.resume();
      assertThat(receiving.result().files()).isEqualTo(1);
      assertThat(sending.result().files()).isEqualTo(1);
    }
  }

  @Test
  void aLostConnectionIsToldByBothSides() throws Exception {
    channels.cutAfter(5 * MIB);
    try (var sending = TransferFixture.sender(file("a", 20 * MIB)).over(channels.left());
        var receiving = TransferFixture.receiver(inbox).over(channels.right())) {
      assertThat(sending.failure().kind()).isEqualTo(Kind.CONNECTION_LOST);
      assertThat(receiving.failure().kind()).isEqualTo(Kind.CONNECTION_LOST);
    }
  }

  private Path file(String name, int size) throws IOException {
    return Files.write(outbox.resolve(name), random(size, size));
  }

  private static byte[] random(int size, long seed) {
    byte[] content = new byte[size];
    new Random(seed).nextBytes(content);
    return content;
  }

  private static void assertSameTree(Path expected, Path actual) throws IOException {
    assertThat(paths(actual)).isEqualTo(paths(expected));
    for (String path : paths(expected)) {
      if (Files.isRegularFile(expected.resolve(path))) {
        assertThat(actual.resolve(path)).hasSameBinaryContentAs(expected.resolve(path));
      }
    }
  }

  private static List<String> paths(Path root) throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      return all.map(path -> root.relativize(path).toString()).sorted().toList();
    }
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
