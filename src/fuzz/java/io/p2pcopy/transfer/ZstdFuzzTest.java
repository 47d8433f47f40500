package io.p2pcopy.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.p2pcopy.fuzz.FuzzInput;
import io.p2pcopy.fuzz.Seeds;
import io.p2pcopy.transfer.run.Zstd;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Compressed blocks of a peer. */
class ZstdFuzzTest {

  @MethodSource("blocks")
  @FuzzTest
  void block(byte[] input) {
    if (!Zstd.works()) {
      return;
    }
    FuzzInput in = new FuzzInput(input);
    int length = 1 + in.twoBytes();
    byte[] compressed = in.rest();
    byte[] content = Zstd.decompress(compressed, 0, compressed.length, length);
    if (content == null) {
      return;
    }
    assertThat(content).hasSize(length);
    byte[] again = Zstd.compress(content, 0, length, length + 100);
    assertThat(again).isNotNull();
    assertThat(Zstd.decompress(again, 0, again.length, length)).isEqualTo(content);
  }

  static Stream<byte[]> blocks() {
    if (!Zstd.works()) {
      return Stream.of(new byte[1]);
    }
    return Stream.of("", "p2pcopy ".repeat(50), "abcdefghijklmnop".repeat(500))
        .map(text -> Seeds.text("content " + text))
        .map(
            content ->
                new Seeds()
                    .twoBytes(content.length - 1)
                    .bytes(
                        Objects.requireNonNull(
                            Zstd.compress(content, 0, content.length, content.length + 100)))
                    .build());
  }
}
