package io.p2pcopy.transfer.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.p2pcopy.transfer.MemoryChannelPair;
import io.p2pcopy.transfer.TransferFixture;
import io.p2pcopy.transfer.wire.Blocks;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is compressed, what is not, and what a decoder makes of anything else. */
@Timeout(60)
class CompressionTest {

  @Property
  void whatIsCompressedComesBack(@ForAll byte[] part, @ForAll @IntRange(min = 1, max = 999) int n) {
    byte[] content = new byte[Math.max(1, part.length) * n];
    for (int i = 0; i < content.length && part.length > 0; i++) {
      content[i] = part[i % part.length];
    }
    byte[] compressed = Zstd.compress(content, 0, content.length, content.length + 1000);

    assertThat(compressed).isNotNull();
    assertThat(Zstd.decompress(compressed, 0, compressed.length, content.length))
        .isEqualTo(content);
  }

  @Property
  void whateverIsNoFrameIsNotDecoded(@ForAll @Size(max = 200) byte[] bytes) {
    assertThat(Zstd.decompress(bytes, 0, bytes.length, 1000)).isNull();
  }

  @Test
  void aFrameThatYieldsMoreOrLessThanItShouldIsRefused() {
    byte[] bomb = Zstd.compress(new byte[Blocks.SIZE], 0, Blocks.SIZE, Blocks.SIZE);

    assertThat(bomb).isNotNull().hasSizeLessThan(100);
    assertThat(Zstd.decompress(bomb, 0, bomb.length, Blocks.SIZE)).isNotNull();
    assertThat(Zstd.decompress(bomb, 0, bomb.length, Blocks.SIZE - 1)).isNull();
    assertThat(Zstd.decompress(bomb, 0, bomb.length, Blocks.SIZE + 1)).isNull();
    assertThat(Zstd.decompress(bomb, 0, bomb.length - 1, Blocks.SIZE)).isNull();
  }

  @Test
  void textGetsShorterOnTheWay(@TempDir Path directory) throws Exception {
    Path source = Files.write(directory.resolve("text"), text(5 << 20));

    assertThat(carried(source, directory)).isLessThan(2 << 20);
  }

  @Test
  void manySmallTextsGetShorterToo(@TempDir Path directory) throws Exception {
    Path tree = Files.createDirectory(directory.resolve("tree"));
    for (int i = 0; i < 100; i++) {
      Files.write(tree.resolve("text" + i), text(3000));
    }

    assertThat(carried(tree, directory)).isLessThan(200_000);
  }

  @Test
  void whatDoesNotGetShorterIsSentAsItIs(@TempDir Path directory) throws Exception {
    byte[] content = new byte[5 << 20];
    new Random(1).nextBytes(content);
    Path source = Files.write(directory.resolve("random"), content);

    assertThat(carried(source, directory)).isEqualTo(5 << 20);
  }

  @Test
  void whatDoesNotGetShorterIsRarelyTried() {
    var encoder = new SamplingEncoder();
    byte[] content = new byte[Blocks.SIZE];
    new Random(1).nextBytes(content);
    for (int i = 0; i < 30; i++) {
      assertThat(encoder.encode(content, content.length, false)).isNull();
    }

    // Text behind it is found all the same, at the latest after 64 MiB, or in the next file.
    byte[] text = text(Blocks.SIZE);
    assertThat(encoder.encode(text, text.length, false)).isNull();
    assertThat(encoder.encode(text, text.length, true)).isNotNull();
    assertThat(encoder.encode(text, text.length, false)).isNotNull();
  }

  /** Copies it and returns how much went through the channel. */
  private static long carried(Path source, Path directory) throws Exception {
    Path inbox = Files.createDirectory(directory.resolve("in"));
    var channels = new MemoryChannelPair();
    try (var sending = TransferFixture.sender(source).over(channels.left());
        var receiving = TransferFixture.receiver(inbox).over(channels.right())) {
      assertThat(receiving.result().failed()).isZero();
      assertSame(source, inbox.resolve(source.getFileName()));
      return sending.result().transferred();
    }
  }

  private static void assertSame(Path source, Path copy) throws IOException {
    if (Files.isRegularFile(source)) {
      assertThat(Files.mismatch(source, copy)).isEqualTo(-1);
      return;
    }
    try (var files = Files.list(source)) {
      for (Path file : files.toList()) {
        assertSame(file, copy.resolve(file.getFileName()));
      }
    }
  }

  private static byte[] text(int length) {
    var random = new Random(length);
    var text = new StringBuilder();
    while (text.length() < length) {
      text.append("The number ").append(random.nextInt(1000)).append(" is a number.\n");
    }
    return Arrays.copyOf(text.toString().getBytes(StandardCharsets.US_ASCII), length);
  }
}
