package io.p2pcopy.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.p2pcopy.net.Clock;
import io.p2pcopy.transfer.TransferException.Kind;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
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
class FileTransferTest {

  private static final int MIB = 1 << 20;
  private static final TransferListener SILENT =
      new TransferListener() {
        @Override
        public void started(FileOffer offer) {}

        @Override
        public void progress(long bytes) {}
      };

  private Path directory;
  private Path outbox;
  private Path inbox;
  private final MemoryChannelPair channels = new MemoryChannelPair();

  @BeforeEach
  void makeDirectories(@TempDir Path temporary) throws IOException {
    directory = temporary;
    outbox = Files.createDirectory(directory.resolve("out"));
    inbox = Files.createDirectory(directory.resolve("in"));
  }

  @AfterEach
  void noThreadIsLeft() {
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .noneMatch(name -> name.startsWith("p2pcopy-transfer-"));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 65_535, 65_536, 65_537, 10 * MIB + 7})
  void aFileArrivesIdenticalWithItsNameAndTime(int size) throws Exception {
    Path source = file("big.iso", size);
    var modified = FileTime.from(Instant.parse("2020-02-29T12:34:56.789Z"));
    Files.setLastModifiedTime(source, modified);

    var sending = TransferRun.send(source, channels.left());
    var receiving = TransferRun.receive(inbox, channels.right());

    TransferResult received = receiving.result();
    TransferResult sent = sending.result();
    assertThat(received.file()).isEqualTo(inbox.toRealPath().resolve("big.iso"));
    assertThat(received.file()).hasSameBinaryContentAs(source);
    assertThat(Files.getLastModifiedTime(received.file())).isEqualTo(modified);
    assertThat(received.bytes()).isEqualTo(sent.bytes()).isEqualTo(size);
    assertThat(received.sha256()).isEqualTo(sent.sha256()).isEqualTo(sha256(source));
    assertThat(sent.file()).isEqualTo(source);
    assertThat(received.elapsed()).isPositive().isLessThan(Duration.ofSeconds(1));
    assertThat(namesIn(inbox)).containsExactly("big.iso");
  }

  @Test
  void bothSidesReportProgressUpToTheEnd() throws Exception {
    var sending = TransferRun.send(file("a", 3 * MIB), channels.left());
    var receiving = TransferRun.receive(inbox, channels.right());
    receiving.result();
    sending.result();

    for (TransferRun side : List.of(sending, receiving)) {
      assertThat(side.awaitStarted()).extracting(FileOffer::size).isEqualTo(3L * MIB);
      assertThat(side.progress()).isSorted().doesNotHaveDuplicates().endsWith(3L * MIB);
    }
  }

  @Test
  void anExistingFileIsNeverOverwritten() throws Exception {
    Files.writeString(inbox.resolve("a.tar.gz"), "old");
    Files.createDirectory(inbox.resolve("a (1).tar.gz"));
    Files.createSymbolicLink(inbox.resolve("a (2).tar.gz"), inbox.resolve("elsewhere"));

    TransferResult result = transfer(file("a.tar.gz", 100), false);

    assertThat(result.file()).hasFileName("a (3).tar.gz").hasSize(100);
    assertThat(inbox.resolve("a.tar.gz")).hasContent("old");
    assertThat(inbox.resolve("elsewhere")).doesNotExist();
  }

  @Test
  void anExistingFileIsReplacedIfThatIsWanted() throws Exception {
    Files.writeString(inbox.resolve("a"), "old");

    TransferResult result = transfer(file("a", 100), true);

    assertThat(result.file()).hasFileName("a").hasSize(100);
    assertThat(namesIn(inbox)).containsExactly("a");
  }

  @Test
  void overwritingReplacesALinkAndNotWhatItPointsTo() throws Exception {
    Path victim = Files.writeString(directory.resolve("victim"), "precious");
    Files.createSymbolicLink(inbox.resolve("a"), victim);

    TransferResult result = transfer(file("a", 100), true);

    assertThat(victim).hasContent("precious");
    assertThat(result.file()).hasSize(100);
    assertThat(Files.isSymbolicLink(inbox.resolve("a"))).isFalse();
  }

  @Test
  void overwritingDoesNotTouchADirectory() throws Exception {
    Files.createDirectory(inbox.resolve("a"));

    assertThat(transfer(file("a", 100), true).file()).hasFileName("a (1)");
  }

  @Test
  void aLinkInPlaceOfThePartialFileIsNotFollowed() throws Exception {
    Path victim = Files.writeString(directory.resolve("victim"), "precious");
    Files.createSymbolicLink(inbox.resolve(".a.p2pcopy-part"), victim);

    TransferResult result = transfer(file("a", 100), false);

    assertThat(victim).hasContent("precious");
    assertThat(result.file()).hasFileName("a").hasSize(100);
  }

  @Test
  void aNameOfTheFullLengthHasRoomForItsPartialFile() throws Exception {
    Path source = file("n".repeat(251) + ".iso", 10);
    Files.writeString(inbox.resolve(source.getFileName()), "old");

    TransferResult result = transfer(source, false);

    assertThat(result.file()).hasFileName("n".repeat(247) + " (1).iso").hasSize(10);
  }

  @Test
  void theContentWaitsForTheAcceptance() throws Exception {
    var answer = new CountDownLatch(1);
    var sending = TransferRun.send(file("a", MIB), channels.left());
    var receiving =
        TransferRun.receive(
            inbox,
            false,
            offer -> {
              answer.await();
              return true;
            },
            Storage.DISK,
            channels.right());

    assertThat(namesIn(inbox)).isEmpty();
    assertThat(sending.progress()).isEmpty();
    answer.countDown();

    assertThat(receiving.result().bytes()).isEqualTo(sending.result().bytes());
  }

  @Test
  void thePolicyIsAskedAboutWhatTheSenderOffers() throws Exception {
    Path source = file("a.txt", 42);
    var sending = TransferRun.send(source, channels.left());
    var receiving = TransferRun.receive(inbox, channels.right());

    receiving.result();
    sending.result();
    assertThat(receiving.awaitStarted()).isEqualTo(sending.awaitStarted());
    assertThat(receiving.awaitStarted())
        .isEqualTo(
            new FileOffer(
                "a.txt", 42, Instant.ofEpochMilli(Files.getLastModifiedTime(source).toMillis())));
  }

  @Test
  void aFileThatIsNotWantedIsRefusedOnBothSides() throws Exception {
    var sending = TransferRun.send(file("a", MIB), channels.left());
    var receiving =
        TransferRun.receive(inbox, false, offer -> false, Storage.DISK, channels.right());

    assertFailed(receiving, Kind.REFUSED_BY_PEER, "The file was not accepted.");
    assertFailed(sending, Kind.REFUSED_BY_PEER, "The receiver did not accept the file.");
    assertThat(namesIn(inbox)).isEmpty();
  }

  @Test
  void aSenderThatGoesAwayWhileThePersonThinksIsNoticed() throws Exception {
    var asked = new CountDownLatch(1);
    var sending = TransferRun.send(file("a", MIB), channels.left());
    var receiving =
        TransferRun.receive(inbox, false, thinking(asked), Storage.DISK, channels.right());
    asked.await();

    channels.cut();

    assertFailed(receiving, Kind.CONNECTION_LOST, MemoryChannelPair.LOST);
    assertFailed(sending, Kind.CONNECTION_LOST, MemoryChannelPair.LOST);
  }

  @Test
  void aSenderThatIsInterruptedWhileThePersonThinksSaysSo() throws Exception {
    var asked = new CountDownLatch(1);
    var sending = TransferRun.send(file("a", MIB), channels.left());
    var receiving =
        TransferRun.receive(inbox, false, thinking(asked), Storage.DISK, channels.right());
    asked.await();

    sending.interrupt();

    assertThat(sending.cause()).isInstanceOf(InterruptedException.class);
    assertFailed(receiving, Kind.REFUSED_BY_PEER, "The other side interrupted the transfer.");
  }

  @Test
  void aReceiverThatIsInterruptedWhileThePersonThinksSaysSo() throws Exception {
    var asked = new CountDownLatch(1);
    var sending = TransferRun.send(file("a", MIB), channels.left());
    var receiving =
        TransferRun.receive(inbox, false, thinking(asked), Storage.DISK, channels.right());
    asked.await();

    receiving.interrupt();

    assertThat(receiving.cause()).isInstanceOf(InterruptedException.class);
    assertFailed(sending, Kind.REFUSED_BY_PEER, "The other side interrupted the transfer.");
  }

  @Test
  void whatArrivedBeforeTheConnectionWasLostIsKept() throws Exception {
    Path source = file("a.bin", 8 * MIB);
    channels.cutAfter(5 * MIB);

    var sending = TransferRun.send(source, channels.left());
    var receiving = TransferRun.receive(inbox, channels.right());

    Path partial = inbox.toRealPath().resolve(".a.bin.p2pcopy-part");
    assertFailed(sending, Kind.CONNECTION_LOST, MemoryChannelPair.LOST);
    assertFailed(
        receiving,
        Kind.CONNECTION_LOST,
        MemoryChannelPair.LOST + " What arrived (5.2 MB) is kept in " + partial + ".");
    assertThat(namesIn(inbox)).containsExactly(".a.bin.p2pcopy-part");
    assertThat(Files.readAllBytes(partial)).isEqualTo(head(source, 5 * MIB));
  }

  @Test
  void afterALostConnectionTheNextTransferFindsAnotherNameForItsPart() throws Exception {
    Path source = file("a", MIB);
    Files.writeString(inbox.resolve(".a.p2pcopy-part"), "what an earlier transfer left");

    transfer(source, false);

    assertThat(namesIn(inbox)).containsExactlyInAnyOrder("a", ".a.p2pcopy-part");
    assertThat(inbox.resolve(".a.p2pcopy-part")).hasContent("what an earlier transfer left");
  }

  @Test
  void aConnectionThatIsLostBeforeAnyContentLeavesNothing() throws Exception {
    channels.cutAfter(0);
    var sending = TransferRun.send(file("a", MIB), channels.left());
    var receiving = TransferRun.receive(inbox, channels.right());

    assertFailed(receiving, Kind.CONNECTION_LOST, MemoryChannelPair.LOST);
    assertFailed(sending, Kind.CONNECTION_LOST, MemoryChannelPair.LOST);
    assertThat(namesIn(inbox)).isEmpty();
  }

  @Test
  void damageIsFoundOnBothSidesAndNothingOfItIsKept() throws Exception {
    channels.damageByte(2 * MIB + 12_345);

    var sending = TransferRun.send(file("a", 4 * MIB), channels.left());
    var receiving = TransferRun.receive(inbox, channels.right());

    assertFailed(
        receiving, Kind.INTEGRITY, "What arrived is not what was sent: the hashes differ.");
    assertFailed(sending, Kind.INTEGRITY, "What arrived on the other side is not what was sent.");
    assertThat(namesIn(inbox)).isEmpty();
  }

  @Test
  void aSenderThatIsInterruptedEndsBothSides() throws Exception {
    channels.pauseAfter(MIB);
    var sending = TransferRun.send(file("a", 16 * MIB), channels.left());
    var receiving = TransferRun.receive(inbox, channels.right());
    channels.awaitPause(MIB);

    sending.interrupt();
    channels.resume();

    assertThat(sending.cause()).isInstanceOf(InterruptedException.class);
    TransferException failure = receiving.failure();
    assertThat(failure.kind()).isEqualTo(Kind.REFUSED_BY_PEER);
    assertThat(failure)
        .hasMessageStartingWith("The other side interrupted the transfer. What arrived (")
        .hasMessageEndingWith(".a.p2pcopy-part.");
  }

  @Test
  void aReceiverThatIsInterruptedEndsBothSidesAndSaysWhatIsKept() throws Exception {
    channels.pauseAfter(MIB);
    var sending = TransferRun.send(file("a", 16 * MIB), channels.left());
    var receiving = TransferRun.receive(inbox, channels.right());
    channels.awaitPause(MIB);

    receiving.interrupt();
    channels.resume();

    assertThat(receiving.cause())
        .isInstanceOf(InterruptedException.class)
        .hasMessageStartingWith("Interrupted. What arrived (");
    assertFailed(sending, Kind.REFUSED_BY_PEER, "The other side interrupted the transfer.");
    assertThat(namesIn(inbox)).containsExactly(".a.p2pcopy-part");
  }

  @Test
  void aNetworkThatStandsStillHoldsTheSenderBackAtBoundedMemory() throws Exception {
    channels.pauseAfter(MIB);
    var sending = TransferRun.send(file("a", 24 * MIB), channels.left());
    var receiving = TransferRun.receive(inbox, channels.right());
    channels.awaitPause(2 * MIB);
    channels.resume();

    assertThat(receiving.result().bytes()).isEqualTo(sending.result().bytes());
    assertThat(channels.largestBacklog()).isLessThanOrEqualTo(2 * MIB + 65_536);
  }

  @Test
  void aFullDiskIsToldOnBothSides() throws Exception {
    var sending = TransferRun.send(file("a", 8 * MIB), channels.left());
    var receiving =
        TransferRun.receive(
            inbox, false, offer -> true, new FullStorage(Long.MAX_VALUE), channels.right());

    assertFailed(
        receiving, Kind.LOCAL_FILE, "There is no space left in " + inbox.toRealPath() + ".");
    assertFailed(sending, Kind.PEER_FILE, "The other side has not enough free space for the file.");
    assertThat(namesIn(inbox)).isEmpty();
  }

  @Test
  void aFileThatCannotFitIsRefusedBeforeAnybodyIsAsked() throws Exception {
    var sending = TransferRun.send(file("a", 2_000_000), channels.left());
    var receiving =
        TransferRun.receive(
            inbox,
            false,
            offer -> {
              throw new AssertionError("asked");
            },
            new FullStorage(1_500_000),
            channels.right());

    assertFailed(
        receiving,
        Kind.LOCAL_FILE,
        "a needs 2.0 MB, and " + inbox.toRealPath() + " has only 1.5 MB left.");
    assertFailed(sending, Kind.PEER_FILE, "The other side has not enough free space for the file.");
  }

  @Test
  void aFileThatShrinksEndsBothSides() throws Exception {
    Path source = file("a", 16 * MIB);
    assertChangeEndsBothSides(
        source,
        () -> {
          try (var open = new RandomAccessFile(source.toFile(), "rw")) {
            open.setLength(9 * MIB + 1);
          }
        },
        source + " has become shorter while it was being sent.");
  }

  @Test
  void aFileThatGrowsEndsBothSides() throws Exception {
    Path source = file("a", 16 * MIB);
    assertChangeEndsBothSides(
        source,
        () -> Files.writeString(source, "more", StandardOpenOption.APPEND),
        source + " has grown while it was being sent.");
  }

  @Test
  void aFileThatIsRewrittenInPlaceEndsBothSides() throws Exception {
    Path source = file("a", 16 * MIB);
    assertChangeEndsBothSides(
        source,
        () -> Files.setLastModifiedTime(source, FileTime.fromMillis(0)),
        source + " was changed while it was being sent.");
  }

  @Test
  void aFileThatVanishesBeforeItIsReadEndsBothSides() throws Exception {
    var asked = new CountDownLatch(1);
    var gone = new CountDownLatch(1);
    Path source = file("a", MIB);
    var sending = TransferRun.send(source, channels.left());
    var receiving =
        TransferRun.receive(
            inbox,
            false,
            offer -> {
              asked.countDown();
              gone.await();
              return true;
            },
            Storage.DISK,
            channels.right());
    asked.await();
    Files.delete(source);
    gone.countDown();

    assertFailed(
        sending, Kind.LOCAL_FILE, source + " could not be read: no such file or directory.");
    assertFailed(receiving, Kind.PEER_FILE, "The other side could not use its file.");
    assertThat(namesIn(inbox)).isEmpty();
  }

  @Test
  void aFileThatIsDeletedWhileItIsReadIsSentWhole() throws Exception {
    Path source = file("a", 16 * MIB);
    String hash = sha256(source);
    channels.pauseAfter(MIB);
    var sending = TransferRun.send(source, channels.left());
    var receiving = TransferRun.receive(inbox, channels.right());
    channels.awaitPause(MIB);
    Files.delete(source);
    channels.resume();

    assertThat(receiving.result().sha256()).isEqualTo(sending.result().sha256()).isEqualTo(hash);
  }

  @Test
  void whatCannotBeSentIsSaidAtOnce() {
    assertCannotOpen(
        outbox.resolve("nothing"), "nothing could not be read: no such file or directory.");
    assertCannotOpen(outbox, "out is a directory, not a file.");
    assertCannotOpen(Path.of("/dev/null"), "/dev/null is not an ordinary file.");
  }

  @Test
  void aDirectoryThatCannotBeUsedIsSaidAtOnce() throws Exception {
    assertThatThrownBy(() -> TransferRun.receive(inbox.resolve("x"), channels.right()))
        .isInstanceOf(TransferException.class)
        .hasMessageEndingWith("x could not be used: no such file or directory.");
    Path plain = file("plain", 1);
    assertThatThrownBy(() -> TransferRun.receive(plain, channels.right()))
        .isInstanceOf(TransferException.class)
        .hasMessageEndingWith("plain is not a directory.");
  }

  private TransferResult transfer(Path source, boolean overwrite) throws Exception {
    var sending = TransferRun.send(source, channels.left());
    var receiving =
        TransferRun.receive(inbox, overwrite, offer -> true, Storage.DISK, channels.right());
    TransferResult result = receiving.result();
    sending.result();
    return result;
  }

  private interface Change {
    void make() throws IOException;
  }

  /** Makes the change while the receiver's disk holds the transfer at its beginning. */
  private void assertChangeEndsBothSides(Path source, Change change, String sentence)
      throws Exception {
    channels.pauseAfter(MIB);
    var sending = TransferRun.send(source, channels.left());
    var receiving = TransferRun.receive(inbox, channels.right());
    channels.awaitPause(MIB);
    change.make();
    channels.resume();

    assertFailed(sending, Kind.LOCAL_FILE, sentence);
    assertFailed(
        receiving, Kind.PEER_FILE, "The file changed on the other side while it was being sent.");
    assertThat(namesIn(inbox)).isEmpty();
  }

  private static void assertFailed(TransferRun run, Kind kind, String sentence) throws Exception {
    TransferException failure = run.failure();
    assertThat(failure).hasMessage(sentence);
    assertThat(failure.kind()).isEqualTo(kind);
  }

  private static void assertCannotOpen(Path file, String sentence) {
    assertThatThrownBy(() -> FileSender.open(file, SILENT, Clock.system()))
        .isInstanceOf(TransferException.class)
        .hasMessageEndingWith(sentence)
        .extracting(e -> ((TransferException) e).kind())
        .isEqualTo(Kind.LOCAL_FILE);
  }

  private static AcceptPolicy thinking(CountDownLatch asked) {
    return offer -> {
      asked.countDown();
      new CountDownLatch(1).await();
      return true;
    };
  }

  private Path file(String name, int size) throws IOException {
    byte[] content = new byte[size];
    new Random(size).nextBytes(content);
    return Files.write(outbox.resolve(name), content);
  }

  private static byte[] head(Path file, int bytes) throws IOException {
    try (var in = Files.newInputStream(file)) {
      return in.readNBytes(bytes);
    }
  }

  private static List<String> namesIn(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  private static String sha256(Path file) throws Exception {
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
    return HexFormat.of().formatHex(hash);
  }

  /** A disk that can hold much, on which all space is used once something is written. */
  private record FullStorage(long usable) implements Storage {
    @Override
    public long usableSpace(Path directory) {
      return usable;
    }

    @Override
    public FileChannel create(Path file) throws IOException {
      Storage.DISK.create(file).close();
      return FileChannel.open(Path.of("/dev/full"), StandardOpenOption.WRITE);
    }
  }
}
