package io.p2pcopy.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that change while they are sent. */
@Timeout(60)
class ChangingSourceTest {
  private static final int MIB = 1 << 20;

  /** More than may be under way, so that the end is not read before the test changes the file. */
  private static final int SIZE = 20 * MIB + 100;

  private Path source;
  private Path inbox;
  private byte[] content;

  private interface Change {
    void happen() throws IOException;
  }

  @BeforeEach
  void makeFiles(@TempDir Path temporary) throws IOException {
    inbox = Files.createDirectory(temporary.resolve("in"));
    content = random(SIZE);
    source = Files.write(temporary.resolve("log"), content);
    Files.writeString(temporary.resolve("other"), "complete");
  }

  @Test
  void ofAFileThatGrowsWhatWasThereIsSent() throws Exception {
    try (var sending = changing(() -> append(5))) {
      assertThat(sending.result().failed()).isZero();
      assertThat(sending.changes()).isEqualTo(Map.of("log", "GROWN " + SIZE));
      assertThat(sending.result().transferred()).isEqualTo(SIZE + "complete".length());
    }
    assertThat(inbox.resolve("log")).hasBinaryContent(content);
  }

  @Test
  void aFileThatGrowsBeforeItIsOpenedIsSentAsItIsThen() throws Exception {
    var channels = new MemoryChannelPair();
    try (var sending = TransferFixture.sender(source)) {
      append(5);
      sending.over(channels.left());
      try (var receiving = TransferFixture.receiver(inbox).over(channels.right())) {
        assertThat(receiving.result().bytes()).isEqualTo(SIZE + 5);
        assertThat(sending.changes()).isEmpty();
      }
    }
  }

  /** It may not become larger than offered by so much. */
  @Test
  void ofAFileThatHasGrownTooMuchAsMuchAsWasOfferedIsSent() throws Exception {
    var channels = new MemoryChannelPair();
    try (var sending = TransferFixture.sender(source)) {
      for (int i = 0; i < 65; i++) {
        append(MIB);
      }
      sending.over(channels.left());
      try (var receiving = TransferFixture.receiver(inbox).over(channels.right())) {
        assertThat(receiving.result().bytes()).isEqualTo(SIZE);
        assertThat(sending.result().failed()).isZero();
        assertThat(sending.changes()).isEqualTo(Map.of("log", "GROWN " + SIZE));
      }
    }
    assertThat(inbox.resolve("log")).hasBinaryContent(content);
  }

  @Test
  void aFileOfWhichTooManyHolesWereFilledFailsAlone() throws Exception {
    assumeTrue(System.getProperty("os.name").equals("Linux"), "holes are found");
    var channels = new MemoryChannelPair();
    try (var file = new RandomAccessFile(source.toFile(), "rw")) {
      file.setLength(0);
      file.setLength(70L * MIB);
    }
    try (var sending = TransferFixture.sender(source, source.resolveSibling("other"))) {
      byte[] filled = new byte[70 * MIB];
      Arrays.fill(filled, (byte) 1);
      overwrite(filled);
      sending.over(channels.left());
      try (var receiving = TransferFixture.receiver(inbox).over(channels.right())) {
        assertThat(receiving.result().failed()).isEqualTo(1);
        assertThat(sending.result().failed()).isEqualTo(1);
      }
    }
    assertThat(inbox.resolve("log")).doesNotExist();
    assertThat(inbox.resolve("other")).hasContent("complete");
  }

  /** A longer file was written in its place: its beginning is no part of what was there. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 5})
  void aFileThatIsLongerAndDifferentIsSentAgain(int megabytes) throws Exception {
    byte[] longer = random(SIZE + megabytes * MIB + 1);
    try (var sending = changing(() -> overwrite(longer))) {
      assertThat(sending.result().failed()).isZero();
      assertThat(sending.changes()).isEmpty();
    }
    assertThat(inbox.resolve("log")).hasBinaryContent(longer);
  }

  @Test
  void aFileThatShrinksIsSentAgain() throws Exception {
    try (var sending =
        changing(
            () -> {
              try (var file = new RandomAccessFile(source.toFile(), "rw")) {
                file.setLength(MIB + 1);
              }
            })) {
      assertThat(sending.result().failed()).isZero();
    }
    assertThat(inbox.resolve("log")).hasBinaryContent(Arrays.copyOf(content, MIB + 1));
  }

  @Test
  void aFileThatIsReplacedIsSentAsItWas() throws Exception {
    Path other = Files.writeString(source.resolveSibling("new"), "the next log");
    try (var sending =
        changing(() -> Files.move(other, source, StandardCopyOption.REPLACE_EXISTING))) {
      assertThat(sending.changes()).isEqualTo(Map.of("log", "REPLACED " + SIZE));
    }
    assertThat(inbox.resolve("log")).hasBinaryContent(content);
  }

  @Test
  void aFileThatIsDeletedIsSentAsItWas() throws Exception {
    try (var sending = changing(() -> Files.delete(source))) {
      assertThat(sending.changes()).isEqualTo(Map.of("log", "DELETED " + SIZE));
    }
    assertThat(inbox.resolve("log")).hasBinaryContent(content);
  }

  @Test
  void aFileThatIsDeletedBeforeItIsOpenedFailsAlone() throws Exception {
    var channels = new MemoryChannelPair();
    try (var sending = TransferFixture.sender(source, source.resolveSibling("other"))) {
      Files.delete(source);
      sending.over(channels.left());
      try (var receiving = TransferFixture.receiver(inbox).over(channels.right())) {
        assertThat(receiving.result().failed()).isOne();
        assertThat(sending.failures()).containsOnlyKeys("log");
        assertThat(sending.failures().get("log")).contains("no such file");
      }
    }
    assertThat(inbox.resolve("other")).hasContent("complete");
  }

  /** The files in /proc say that they are empty. */
  @Test
  void aFileThatOnlySaysThatItIsEmptyIsSent() throws Exception {
    Path file = Path.of("/proc/version");
    assumeTrue(Files.isReadable(file));
    var channels = new MemoryChannelPair();
    try (var sending = TransferFixture.sender(file).over(channels.left());
        var receiving = TransferFixture.receiver(inbox).over(channels.right())) {
      assertThat(receiving.result().failed()).isZero();
      assertThat(sending.result().files()).isOne();
    }
    assertThat(inbox.resolve("version")).hasContent(Files.readString(file));
  }

  /** Returns the sender of a transfer during which something happens. */
  private TransferFixture changing(Change change) throws Exception {
    var channels = new MemoryChannelPair();
    channels.pauseAfter(3 * MIB);
    var sending =
        TransferFixture.sender(source, source.resolveSibling("other")).over(channels.left());
    try (var receiving = TransferFixture.receiver(inbox).over(channels.right())) {
      channels.awaitPause(MIB);
      change.happen();
      channels.resume();
      assertThat(receiving.result().failed()).isZero();
      assertThat(receiving.files()).containsOnlyKeys("log", "other");
      return sending;
    }
  }

  private void append(int bytes) throws IOException {
    Files.write(source, random(bytes), StandardOpenOption.APPEND);
  }

  private void overwrite(byte[] bytes) throws IOException {
    try (var file = new RandomAccessFile(source.toFile(), "rw")) {
      file.write(bytes);
    }
  }

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }
}
