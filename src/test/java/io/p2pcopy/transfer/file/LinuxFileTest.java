package io.p2pcopy.transfer.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.p2pcopy.transfer.file.LinuxFile.Renaming;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class LinuxFileTest {

  private Path directory;
  private Path file;

  @BeforeEach
  void makeFile(@TempDir Path scratch) throws IOException {
    directory = scratch;
    file = Files.writeString(directory.resolve("part"), "new");
  }

  @Test
  void aFileTakesANameThatIsFree() throws IOException {
    Path name = directory.resolve("n\u00e4me");

    assertThat(LinuxFile.renameIfFree(file, name)).isEqualTo(Renaming.DONE);
    assertThat(name).hasContent("new");
    assertThat(file).doesNotExist();
  }

  @Test
  void aNameThatIsTakenStaysWithWhateverHasIt() throws IOException {
    Path name = Files.writeString(directory.resolve("name"), "old");
    Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of("nowhere"));
    Path folder = Files.createDirectory(directory.resolve("folder"));

    for (Path taken : new Path[] {name, link, folder}) {
      assertThat(LinuxFile.renameIfFree(file, taken)).as("%s", taken).isEqualTo(Renaming.TAKEN);
    }
    assertThat(name).hasContent("old");
    assertThat(link).isSymbolicLink();
    assertThat(file).hasContent("new");
  }

  @Test
  void whatCannotBeDoneIsLeftToOthers() {
    assertThat(LinuxFile.renameIfFree(directory.resolve("none"), directory.resolve("name")))
        .isEqualTo(Renaming.UNABLE);
    assertThat(LinuxFile.open(directory.resolve("none"))).isNull();
  }
}
