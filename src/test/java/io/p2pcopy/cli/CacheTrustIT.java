package io.p2pcopy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.p2pcopy.cli.environment.TrustedDirectoryTest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The start-up archive and the native code beside it run as this user, so the launcher uses them
 * only if nobody else can have made them. A script stands in for Java and prints its arguments.
 */
@EnabledOnOs(OS.LINUX)
class CacheTrustIT {
  private static final String ANOTHER_USER = "4711";

  private static final String JAVA =
      """
      #!/bin/sh
      case " $* " in
        *" warm-up "*) for last; do :; done; echo code > "$last/library.so" ;;
        *" -Xshare:dump "*)
          for word; do case $word in -XX:SharedArchiveFile=*) echo > "${word#*=}" ;; esac; done ;;
        *) echo "$*" ;;
      esac
      """;

  private Path root;
  private Path java;
  private Path home;
  private Path cache;
  private Path archive;
  private Path natives;
  private Path library;
  private Path note;

  @BeforeEach
  void makeCache(@TempDir Path directory) throws Exception {
    root = directory;
    java = Files.createDirectories(root.resolve("jdk"));
    Path command = Files.createDirectory(java.resolve("bin")).resolve("java");
    Files.writeString(command, JAVA);
    mode(command, "rwxr-xr-x");
    Files.writeString(java.resolve("release"), "JAVA_VERSION=\"17.0.1\"\n");
    home = Files.createDirectory(root.resolve("home"));
    cache = Files.createDirectories(home.resolve(".cache/p2pcopy"));
    assertThat(usesCache()).isFalse();
    archive = ClassDataArchive.await(cache);
    natives = Path.of(archive.toString().replaceFirst("jsa$", "natives"));
    note = Path.of(archive.toString().replaceFirst("jsa$", "made"));
    library = natives.resolve("library.so");
    assertThat(usesCache()).isTrue();
  }

  @Test
  void aCacheWhereOthersCanAddOrReplaceFilesIsNotUsed() throws Exception {
    for (Path directory : List.of(home, home.resolve(".cache"), cache)) {
      mode(directory, "rwxrwxrwx");
      assertThat(usesCache()).as("others can write to %s", directory).isFalse();
      mode(directory, "rwx------");
      assertThat(usesCache()).isTrue();
    }
    Files.setAttribute(cache, "unix:mode", 01777);
    assertThat(usesCache()).isFalse();
  }

  @Test
  void anOwnLinkToTheCacheIsFollowedButNoneInIt() throws Exception {
    Path elsewhere = Files.move(cache, home.resolve("elsewhere"));
    Files.createSymbolicLink(cache, elsewhere);
    assertThat(usesCache()).isTrue();

    Files.createSymbolicLink(archive, Files.move(archive, home.resolve("other")));
    assertThat(usesCache()).isFalse();
  }

  @Test
  void partsThatOthersCanWriteToAreMadeAgain() throws Exception {
    for (Path part : List.of(note, archive, natives, library)) {
      mode(part, "rwxrwxr-x");
      assertThat(usesCache()).as("the group can write to %s", part).isFalse();
      assertThat(ClassDataArchive.await(cache)).isEqualTo(archive);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(part)))
          .doesNotMatch(".{4}.*[rwx].*");
      assertThat(usesCache()).isTrue();
    }
  }

  @Test
  @EnabledIf("isRoot")
  void partsOfAnotherUserAreMadeAgain() throws Exception {
    for (Path part : List.of(note, archive, natives, library)) {
      give(part);
      assertThat(usesCache()).as("%s belongs to another user", part).isFalse();
      assertThat(ClassDataArchive.await(cache)).isEqualTo(archive);
      assertThat((int) Files.getAttribute(part, "unix:uid")).isZero();
      assertThat(usesCache()).isTrue();
    }
  }

  /** Root with the environment of a user, who has put native code into his cache. */
  @Test
  @EnabledIf("isRoot")
  void aHomeOfAnotherUserIsNotUsed() throws Exception {
    for (Path directory : List.of(home, home.resolve(".cache"), cache)) {
      give(directory);
      assertThat(usesCache()).as("%s belongs to another user", directory).isFalse();
      Files.setAttribute(directory, "unix:uid", 0);
    }
    Path link = home.resolve("link");
    Files.createSymbolicLink(link, cache);
    assertThat(output(Map.of("P2PCOPY_CACHE", link.toString()), "--version")).contains(".jsa");
    give(link);
    assertThat(output(Map.of("P2PCOPY_CACHE", link.toString()), "--version"))
        .doesNotContain(".jsa");
  }

  @Test
  @EnabledIf("isRoot")
  void nothingIsWrittenToDirectoriesOfAnotherUser() throws Exception {
    Path other = Files.createDirectory(root.resolve("other"));
    give(other);
    Map<String, String> environment =
        Map.of(
            "P2PCOPY_JAVA", System.getProperty("java.home"),
            "HOME", other.toString(),
            "XDG_CACHE_HOME", other.resolve("cache").toString(),
            "TMPDIR", other.toString());

    assertThat(output(environment, "send", "-n", library.toString())).contains("library.so");

    assertThat(other).isEmptyDirectory();
  }

  private boolean usesCache() throws Exception {
    String arguments = output(Map.of("HOME", home.toString()), "--version");
    boolean shared = arguments.contains("-XX:SharedArchiveFile=");
    assertThat(arguments.contains("-Djava.library.path=")).isEqualTo(shared);
    return shared;
  }

  private String output(Map<String, String> environment, String... arguments) throws Exception {
    List<String> words = new ArrayList<>();
    words.add(Path.of(RunningProgram.EXECUTABLE).toAbsolutePath().toString());
    words.addAll(List.of(arguments));
    var command = new ProcessBuilder(words).redirectErrorStream(true);
    command.environment().remove("P2PCOPY_CACHE");
    command.environment().remove("XDG_CACHE_HOME");
    command.environment().put("P2PCOPY_JAVA", java.toString());
    command.environment().putAll(environment);
    Process process = command.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }

  private static void mode(Path path, String permissions) throws Exception {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
  }

  /** Gives a file to another user, and not what it leads to if it is a link. */
  private static void give(Path path) throws Exception {
    var chown = new ProcessBuilder("chown", "-h", ANOTHER_USER, path.toString());
    assertThat(chown.start().waitFor()).isZero();
  }

  static boolean isRoot() {
    return TrustedDirectoryTest.isRoot();
  }
}
