package io.p2pcopy.transfer.target.name;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisabledOnOs(OS.WINDOWS)
class TargetNamesTest {

  /** What eCryptfs takes. */
  private static final int SHORT = 143;

  private final Path directory;

  TargetNamesTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void aFileSystemOfUnixTakesWhatWindowsRefuses() {
    TargetNames names = new TargetNames(directory, "ext4", 255);

    assertThat(names.safe("12:30 R.E.M.")).isEqualTo("12:30 R.E.M.");
    assertThat(names.safe("aux.c")).isEqualTo("aux.c");
    assertThat(names.key("README")).isNotEqualTo(names.key("readme"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"vfat", "exfat", "fuseblk", "ntfs3", "cifs"})
  void whatWindowsRefusesIsReplacedWhereWindowsReadsIt(String type) {
    TargetNames names = new TargetNames(directory, type, 255);

    assertThat(names.safe("12:30 R.E.M.")).isEqualTo("12_30 R.E.M");
    assertThat(names.safe("aux.c")).isEqualTo("_aux.c");
    assertThat(names.key("README")).isEqualTo(names.key("readme"));
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aFileSystemOfAnUnknownTypeIsTried() {
    TargetNames names = new TargetNames(directory, "fuse.something", 255);

    assertThat(names.safe("12:30")).isEqualTo("12:30");
    assertThat(names.key("README")).isNotEqualTo(names.key("readme"));
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void allNamesFitWhereTheyMustBeShort() {
    TargetNames names = new TargetNames(directory, "ext4", SHORT);
    String name = names.safe("\u6587".repeat(100) + ".tar.gz");

    assertThat(name).endsWith("\u6587.tar.gz");
    assertThat(bytes(name)).isBetween(SHORT - 2, SHORT);
    assertThat(bytes(names.numbered(name, 12))).isBetween(SHORT - 2, SHORT);
    assertThat(bytes(names.partial(name, 12))).isBetween(SHORT - 2, SHORT);
    assertThat(names.partial(name, 0)).startsWith(".\u6587").endsWith(".tar.gz.p2pcopy-part");
  }

  @Test
  void theLongestNameOfThisFileSystemIsFound() throws Exception {
    TargetNames names = TargetNames.of(directory);

    assertThat(names.safe("n".repeat(300))).hasSize(255);
    assertThat(directory).isEmptyDirectory();
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
