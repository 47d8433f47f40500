package io.p2pcopy.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.p2pcopy.cli.environment.CommandException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DestinationDirectoryTest {
  @Test
  void allMissingLevelsAreMade(@TempDir Path root) throws Exception {
    Path target = root.resolve("a/b/c");
    try (var directory = DestinationDirectory.prepare(target)) {
      assertThat(directory.isNew()).isTrue();
      Files.writeString(target.resolve("file"), "received");
    }
    assertThat(target.resolve("file")).hasContent("received");
  }

  @Test
  void whatNothingCameIntoIsRemovedAgain(@TempDir Path root) throws Exception {
    Files.createDirectory(root.resolve("a"));
    try (var directory = DestinationDirectory.prepare(root.resolve("a/b/c"))) {
      assertThat(root.resolve("a/b/c")).isDirectory();
      assertThat(directory.isNew()).isTrue();
    }
    assertThat(root.resolve("a")).isEmptyDirectory();
  }

  @Test
  void aDirectoryThatWasThereStays(@TempDir Path root) throws Exception {
    try (var directory = DestinationDirectory.prepare(root)) {
      assertThat(directory.isNew()).isFalse();
    }
    assertThat(root).isDirectory();
  }

  @Test
  void aFileInThePlaceIsNamed(@TempDir Path root) throws Exception {
    Path file = Files.writeString(root.resolve("file"), "");
    for (Path target : new Path[] {file, file.resolve("below")}) {
      assertThatThrownBy(() -> DestinationDirectory.prepare(target))
          .isInstanceOf(CommandException.class)
          .hasMessageContaining(target.toString())
          .hasMessageMatching("(?s).*[Nn]ot a directory.*");
    }
  }

  @Test
  void aLinkThatLeadsNowhereIsNoDirectory(@TempDir Path root) throws Exception {
    Path link = Files.createSymbolicLink(root.resolve("link"), root.resolve("missing"));
    assertThatThrownBy(() -> DestinationDirectory.prepare(link))
        .isInstanceOf(CommandException.class);
    assertThat(root.resolve("missing")).doesNotExist();
  }
}
