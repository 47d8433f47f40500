package io.p2pcopy.transfer.target;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ways that are left where the system has no rename which replaces nothing. */
class FinalNameTest {

  /** Moves a file unless the name is taken. */
  private interface Move {
    boolean move(Path complete, Path target) throws IOException;
  }

  @Test
  void aSecondLinkTakesOnlyAFreeName(@TempDir Path directory) throws IOException {
    assertTakesOnlyAFreeName(FinalName::linkAndDelete, directory);
  }

  @Test
  void anEmptyFileKeepsTheNameWhereThereAreNoLinks(@TempDir Path directory) throws IOException {
    assertTakesOnlyAFreeName(FinalName::reserveAndMove, directory);
  }

  private static void assertTakesOnlyAFreeName(Move way, Path directory) throws IOException {
    Path complete = Files.writeString(directory.resolve("part"), "new");
    Path taken = Files.writeString(directory.resolve("taken"), "old");
    Path free = directory.resolve("free");

    assertThat(way.move(complete, taken)).isFalse();
    assertThat(taken).hasContent("old");
    assertThat(way.move(complete, free)).isTrue();
    assertThat(free).hasContent("new");
    assertThat(complete).doesNotExist();
  }
}
