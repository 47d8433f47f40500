package io.p2pcopy.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.p2pcopy.transfer.TransferException.Kind;
import io.p2pcopy.transfer.wire.BlockHash;
import io.p2pcopy.transfer.wire.Frame;
import io.p2pcopy.transfer.wire.MerkleRoot;
import io.p2pcopy.transfer.wire.Role;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Transfers that lose their connection, and what the next attempt sends. */
@Timeout(60)
class ResumeTest {

  private static final int MIB = 1 << 20;

  /** What may have to be sent twice: what was under way, and what no journal knows. */
  private static final long LOST = 64 * MIB + 16 * MIB;

  private Path tree;
  private Path inbox;
  private long size;

  @BeforeEach
  void makeTree(@TempDir Path temporary) throws IOException {
    tree = Files.createDirectories(temporary.resolve("out/tree"));
    inbox = Files.createDirectory(temporary.resolve("in"));
    var random = new Random(7);
    for (int i = 0; i < 100; i++) {
      Files.createDirectories(tree.resolve("d" + i % 5));
      file("d" + i % 5 + "/small" + i, i * 101, random);
    }
    file("large", 8 * MIB + 11, random);
    file("other", 3 * MIB, random);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11})
  void theSameRunGoesOnOverAnotherChannelWithoutAQuestion(int mebibytes) throws Exception {
    var questions = new AtomicInteger();
    var settings =
        new ReceiveSettings(
            ReceiveSettings.DEFAULT.target(),
            offered -> questions.incrementAndGet() > 0,
            WordsQuestion.NOT_ASKED);
    try (var sending = TransferFixture.sender(tree);
        var receiving = TransferFixture.receiver(inbox, settings)) {
      lose(sending, receiving, mebibytes * (long) MIB + 300_000L);
      var channels = new MemoryChannelPair();
      sending.over(channels.left());
      receiving.over(channels.right());

      assertThat(receiving.result().files()).isEqualTo(102);
      assertThat(receiving.result().bytes()).isEqualTo(size);
      // Both count over all channels. In memory nothing is lost but what was under way.
      assertThat(sending.result().transferred()).isLessThan(size + 14 * MIB);
      assertThat(sending.lastProgress().done()).isEqualTo(size);
      assertThat(receiving.lastProgress().done()).isEqualTo(size);
      assertThat(receiving.continuations()).isEqualTo(1);
    }
    assertThat(questions).hasValue(1);
    assertArrived();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 5, 8, 11})
  void anotherRunGoesOnWhereTheLastOneWas(int mebibytes) throws Exception {
    try (var sending = TransferFixture.sender(tree);
        var receiving = TransferFixture.receiver(inbox)) {
      lose(sending, receiving, mebibytes * (long) MIB + 300_000L);
    }
    var channels = new MemoryChannelPair();
    try (var sending = TransferFixture.sender(tree).over(channels.left());
        var receiving = TransferFixture.receiver(inbox).over(channels.right())) {
      assertThat(receiving.result().files()).isEqualTo(102);
      assertThat(sending.result().transferred() + sending.result().present()).isEqualTo(size);
      assertThat(sending.result().transferred()).isLessThan(size + LOST - mebibytes * (long) MIB);
    }
    assertArrived();
  }

  /** What failed, and was counted, in the run before is nothing to the next. */
  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void anotherRunOfTheSenderIsCountedByItself(int lost) throws Exception {
    try (var receiving = TransferFixture.receiver(inbox)) {
      for (int i = 0; i < lost; i++) {
        byte[] content = Files.readAllBytes(tree.resolve("d0/small5"));
        try (var sending = TransferFixture.sender(tree)) {
          Files.delete(tree.resolve("d0/small5"));
          lose(sending, receiving, (2 + i) * (long) MIB);
        }
        Files.write(tree.resolve("d0/small5"), content);
        assertThat(receiving.failures()).containsOnlyKeys("tree/d0/small5");
      }
      var channels = new MemoryChannelPair();
      try (var sending = TransferFixture.sender(tree).over(channels.left())) {
        receiving.over(channels.right());

        assertThat(receiving.result().failed()).isZero();
        assertThat(receiving.result().files()).isEqualTo(102);
        assertThat(receiving.result().bytes()).isEqualTo(size);
        assertThat(receiving.result().transferred()).isEqualTo(sending.result().transferred());
        assertThat(receiving.result().present()).isEqualTo(sending.result().present());
        assertThat(receiving.lastProgress())
            .extracting(TransferProgress::done, TransferProgress::filesDone)
            .containsExactly(size, 102L);
      }
    }
  }

  @Test
  void aCompleteTransferOfWhichTheSenderDidNotHearIsNotRepeated() throws Exception {
    var first = new MemoryChannelPair();
    first.loseInsteadOf("verified");
    try (var sending = TransferFixture.sender(tree).over(first.left());
        var receiving = TransferFixture.receiver(inbox).over(first.right())) {
      assertThat(receiving.result().files()).isEqualTo(102);
      assertThat(sending.failure().kind()).isEqualTo(Kind.CONNECTION_LOST);
    }
    var channels = new MemoryChannelPair();
    try (var sending = TransferFixture.sender(tree).over(channels.left());
        var receiving = TransferFixture.receiver(inbox).over(channels.right())) {
      assertThat(receiving.result().files()).isEqualTo(102);
      assertThat(sending.result().transferred()).isZero();
    }
    assertArrived();
  }

  /** The sender may be killed when the receiver has finished, journal and all. */
  @Test
  void aCompleteTransferOnceMoreSendsNothingAndMakesNoCopies() throws Exception {
    for (long carried : new long[] {size, 0}) {
      var channels = new MemoryChannelPair();
      try (var sending = TransferFixture.sender(tree).over(channels.left());
          var receiving = TransferFixture.receiver(inbox).over(channels.right())) {
        assertThat(receiving.result().files()).isEqualTo(102);
        assertThat(sending.result().transferred()).isEqualTo(carried);
      }
      assertArrived();
    }
  }

  @Test
  void aSenderThatIsInterruptedAtTheVeryEndDoesNotKnowThatItIsComplete() throws Exception {
    var first = new MemoryChannelPair();
    try (var receiving = TransferFixture.receiver(inbox).over(first.right())) {
      var peer = new RawPeer(first.left(), true).greet(Role.SENDER);
      peer.offer("late", 1);
      peer.hearUntil("'send'");
      peer.block(0, 0, new byte[] {7});
      peer.send(new Frame.End(0, 1, 0, MerkleRoot.of(1, BlockHash.of(new byte[] {7}, 0, 1))));
      peer.say("{'type':'finish'}");
      peer.hearUntil("'verified'");
      peer.say("{'type':'error','code':'interrupted'}");
      peer.close();
      assertThat(receiving.result().files()).isEqualTo(1);
    }
    try (Stream<Path> all = Files.list(inbox)) {
      assertThat(all).anyMatch(path -> path.getFileName().toString().contains("journal"));
    }
  }

  @Test
  void aPartialFileThatNobodyWillFinishGoesInTheEnd() throws Exception {
    try (var sending = TransferFixture.sender(tree);
        var receiving = TransferFixture.receiver(inbox)) {
      lose(sending, receiving, 7 * MIB);
    }
    assertThat(inbox.resolve("tree/.large.p2pcopy-part")).exists();
    size -= Files.size(tree.resolve("large"));
    Files.delete(tree.resolve("large"));
    var channels = new MemoryChannelPair();
    try (var sending = TransferFixture.sender(tree).over(channels.left());
        var receiving = TransferFixture.receiver(inbox).over(channels.right())) {
      assertThat(receiving.result().files()).isEqualTo(101);
      assertThat(sending.result().files()).isEqualTo(101);
    }
    try (Stream<Path> all = Files.walk(inbox)) {
      assertThat(all.filter(Files::isRegularFile)).hasSize(101);
    }
  }

  @Test
  void manyLossesAreNoMoreThanOne() throws Exception {
    var random = new Random(3);
    try (var sending = TransferFixture.sender(tree);
        var receiving = TransferFixture.receiver(inbox)) {
      for (int i = 0; i < 8; i++) {
        lose(sending, receiving, random.nextInt(MIB));
      }
      var channels = new MemoryChannelPair();
      sending.over(channels.left());
      receiving.over(channels.right());

      assertThat(receiving.result().files()).isEqualTo(102);
      assertThat(sending.result().files()).isEqualTo(102);
    }
    assertArrived();
  }

  @Test
  void whatADiskDamagedMeanwhileIsSentAgain() throws Exception {
    try (var sending = TransferFixture.sender(tree);
        var receiving = TransferFixture.receiver(inbox)) {
      lose(sending, receiving, 7 * MIB);
    }
    try (Stream<Path> all = Files.walk(inbox)) {
      Path part = all.filter(path -> path.toString().endsWith("-part")).findFirst().orElseThrow();
      try (var file = new java.io.RandomAccessFile(part.toFile(), "rw")) {
        file.seek(1000);
        int old = file.read();
        file.seek(1000);
        file.write(old ^ 1);
      }
    }
    var channels = new MemoryChannelPair();
    try (var sending = TransferFixture.sender(tree).over(channels.left());
        var receiving = TransferFixture.receiver(inbox).over(channels.right())) {
      assertThat(receiving.result().failed()).isZero();
      assertThat(sending.result().files()).isEqualTo(102);
    }
    assertArrived();
  }

  @Test
  void aStreamGoesOnInTheSameRun() throws Exception {
    byte[] content = new byte[20 * MIB + 5];
    new Random(1).nextBytes(content);
    try (var sending = TransferFixture.sender(new ByteArrayInputStream(content));
        var receiving = TransferFixture.receiver(inbox)) {
      lose(sending, receiving, 9 * MIB);
      var channels = new MemoryChannelPair();
      sending.over(channels.left());
      receiving.over(channels.right());

      assertThat(receiving.result().files()).isEqualTo(1);
      assertThat(sending.result().files()).isEqualTo(1);
    }
    assertThat(inbox.resolve("stream")).hasBinaryContent(content);
  }

  private static void lose(TransferFixture sending, TransferFixture receiving, long after)
      throws Exception {
    var channels = new MemoryChannelPair();
    channels.cutAfter(after);
    sending.over(channels.left());
    receiving.over(channels.right());
    assertThat(sending.failure().kind()).isEqualTo(Kind.CONNECTION_LOST);
    assertThat(receiving.failure().kind()).isEqualTo(Kind.CONNECTION_LOST);
  }

  private void file(String name, int length, Random random) throws IOException {
    byte[] content = new byte[length];
    random.nextBytes(content);
    Files.write(tree.resolve(name), content);
    size += length;
  }

  private void assertArrived() throws IOException {
    Path arrived = inbox.resolve("tree");
    try (Stream<Path> all = Files.walk(tree)) {
      for (Path path : all.filter(Files::isRegularFile).toList()) {
        assertThat(arrived.resolve(tree.relativize(path).toString())).hasSameBinaryContentAs(path);
      }
    }
    try (Stream<Path> all = Files.walk(inbox)) {
      assertThat(all.filter(Files::isRegularFile)).hasSize(102);
    }
  }
}
