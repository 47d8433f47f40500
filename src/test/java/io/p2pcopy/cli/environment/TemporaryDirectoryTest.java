package io.p2pcopy.cli.environment;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemporaryDirectoryTest {

  @Test
  void theUsersChoiceComesFirst() {
    assertThat(TemporaryDirectory.candidates(Map.of("TMPDIR", "/elsewhere", "HOME", "/home/me")))
        .startsWith(Path.of("/elsewhere"), Path.of("/tmp"))
        .contains(Path.of("/home/me/.cache"));
  }

  @Test
  void whatIsNotSetIsNoCandidate() {
    assertThat(TemporaryDirectory.candidates(Map.of("TMPDIR", "")))
        .containsExactly(Path.of("/tmp"), Path.of("/var/tmp"));
  }

  @Test
  void whatIsNoDirectoryIsPassedOver(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "");
    assertThat(TemporaryDirectory.best(List.of(directory.resolve("missing"), file, directory)))
        .contains(directory);
    assertThat(TemporaryDirectory.best(List.of(file))).isEmpty();
  }
}
