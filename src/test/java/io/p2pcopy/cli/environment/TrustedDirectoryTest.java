package io.p2pcopy.cli.environment;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What other users of this computer could replace is not trusted. */
@DisabledOnOs(OS.WINDOWS)
public class TrustedDirectoryTest {
  private static final int ANOTHER_USER = 4711;

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path root;

  @Test
  void anOwnDirectoryIsTrusted() throws Exception {
    Path own = Files.createDirectories(root.resolve("a/b"));

    assertThat(TrustedDirectory.isFitForCode(own)).isTrue();
    assertThat(TrustedDirectory.isFitForData(own)).isTrue();
  }

  @Test
  void aMissingDirectoryIsNotTrusted() {
    assertThat(TrustedDirectory.isFitForData(root.resolve("missing"))).isFalse();
  }

  @Test
  void aDirectoryBelowOneThatOthersCanWriteToIsNotTrusted() throws Exception {
    Path shared = Files.createDirectory(root.resolve("shared"));
    Path below = Files.createDirectories(shared.resolve("a/b"));
    mode(shared, "rwxrwxrwx");

    assertThat(TrustedDirectory.isFitForData(below)).isFalse();

    // As for /tmp: what is in there can be replaced by its owner only.
    Files.setAttribute(shared, "unix:mode", 01777);
    assertThat(TrustedDirectory.isFitForData(below)).isTrue();
    assertThat(TrustedDirectory.isFitForCode(below)).isTrue();
  }

  @Test
  void theGroupMayWriteWhereDataGoesButNotWhereCodeGoes() throws Exception {
    Path shared = Files.createDirectory(root.resolve("shared"));
    mode(shared, "rwxrwxr-x");

    assertThat(TrustedDirectory.isFitForData(shared)).isTrue();
    assertThat(TrustedDirectory.isFitForCode(shared)).isFalse();
  }

  @Test
  @EnabledIf("isRoot")
  void whatBelongsToAnotherUserIsNotTrusted() throws Exception {
    Path home = Files.createDirectory(root.resolve("home"));
    Path below = Files.createDirectories(home.resolve("a/b"));
    Files.setAttribute(home, "unix:uid", ANOTHER_USER);

    assertThat(TrustedDirectory.isFitForData(below)).isFalse();
    assertThat(TrustedDirectory.isFitForCode(below)).isFalse();
  }

  @Test
  @EnabledIf("isRoot")
  void aLinkOfAnotherUserIsNotTrustedWhereverItLeads() throws Exception {
    Path own = Files.createDirectory(root.resolve("own"));
    Path link = Files.createSymbolicLink(root.resolve("link"), own);
    assertThat(TrustedDirectory.isFitForData(link)).isTrue();

    new ProcessBuilder("chown", "-h", String.valueOf(ANOTHER_USER), link.toString())
        .start()
        .waitFor();

    assertThat(TrustedDirectory.isFitForData(link)).isFalse();
  }

  @Test
  void nativeCodeGoesToANewPrivateDirectoryInATrustedPlace() throws Exception {
    Path shared = Files.createDirectory(root.resolve("shared"));
    mode(shared, "rwxrwxrwx");
    Path own = Files.createDirectory(root.resolve("own"));

    Path made = NativeCodeDirectory.create(List.of(shared, own)).orElseThrow();

    assertThat(made).hasParent(own);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
        .isEqualTo("rwx------");
    assertThat(shared).isEmptyDirectory();
    assertThat(NativeCodeDirectory.create(List.of(shared))).isEmpty();
  }

  @Test
  void temporaryFilesDoNotGoToDirectoriesThatOthersCanReplace() throws Exception {
    Path shared = Files.createDirectory(root.resolve("shared"));
    mode(shared, "rwxrwxrwx");

    assertThat(TemporaryDirectory.best(List.of(shared, root))).contains(root);
  }

  private static void mode(Path path, String permissions) throws Exception {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
  }

  public static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }
}
