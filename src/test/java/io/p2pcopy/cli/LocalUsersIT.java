package io.p2pcopy.cli;

import static io.p2pcopy.cli.RunningProgram.join;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The packaged program, used by one user of the computer while another one prepares and swaps
 * directories. Needs root, to be both, except where there is only one.
 */
@Timeout(120)
class LocalUsersIT {

  private static final int USER = 65_534;
  private static final int ATTACKER = 12_345;
  private static final int FILES = 400;
  private static final String SECRET = "secret";

  /** Swaps a directory for a link to another, as fast as it can. */
  private static final String SWAP =
      "my ($d, $t) = @ARGV; $| = 1; for (my $i = 0;; $i++) {"
          + " next unless rename $d, \"$d.aside\"; symlink $t, $d; select undef, undef, undef, 1e-4;"
          + " unlink $d; rename \"$d.aside\", $d; print \"swapping\\n\" if $i == 3; }";

  /** In the directory for temporary files itself: other users may not enter those of JUnit. */
  private Path scratch;

  private Path shared;
  private Path home;
  private Path source;

  @BeforeEach
  void makeDirectories() throws IOException {
    scratch = permit(Files.createTempDirectory("p2pcopy-users-"), "rwxr-xr-x");
    shared = permit(Files.createDirectory(scratch.resolve("shared")), "rwxrwxrwx");
    home = Files.createDirectory(scratch.resolve("home"));
    source = Files.createDirectory(scratch.resolve("source"));
    permit(home, "rwxrwxrwx");
  }

  @AfterEach
  void deleteAll() throws IOException {
    try (Stream<Path> all = Files.walk(scratch)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  @Test
  void theUmaskHoldsForWhatArrives() throws IOException {
    Path tree = permit(Files.createDirectory(source.resolve("tree")), "rwxrwxrwx");
    permit(Files.writeString(tree.resolve("file"), "content"), "rw-rw-rw-");
    permit(Files.writeString(tree.resolve("program"), "content"), "rwxrwxrwx");
    try (var sender = RunningProgram.local("send", tree.toString());
        var receiver = RunningProgram.shell("umask 077; exec " + receiving(shared))) {
      join(sender, receiver);
      assertThat(receiver.awaitExit()).as(receiver.error()).isZero();
    }

    assertThat(permissions(shared.resolve("tree"))).isEqualTo("rwx------");
    assertThat(permissions(shared.resolve("tree/file"))).isEqualTo("rw-------");
    assertThat(permissions(shared.resolve("tree/program"))).isEqualTo("rwx------");
  }

  @Test
  void nothingArrivesThroughADirectoryThatAnotherUserSwaps() throws IOException {
    assumeRoot();
    tree(source, "harmless");
    Path theirs = give(Files.createDirectory(shared.resolve("trip")), ATTACKER);
    give(Files.createDirectory(theirs.resolve("sub")), ATTACKER);
    permit(theirs.resolve("sub"), "rwxrwxrwx");
    permit(theirs, "rwxrwxrwx");
    try (var attacker = swapping(theirs.resolve("sub"));
        var sender = RunningProgram.local("send", source.resolve("trip").toString());
        var receiver = RunningProgram.shell(as(USER, receiving(shared)))) {
      attacker.awaitOutput("swapping");
      join(sender, receiver);
      assertThat(receiver.awaitExit()).as(receiver.error()).isZero();
    }

    assertThat(home).isEmptyDirectory();
    assertThat(names(shared.resolve("trip (1)/sub"))).isEqualTo(FILES);
  }

  @Test
  void nothingIsSentFromADirectoryThatAnotherUserSwaps() throws IOException {
    assumeRoot();
    tree(shared, "harmless");
    Path theirs = give(shared.resolve("trip"), ATTACKER);
    give(theirs.resolve("sub"), ATTACKER);
    for (int i = 0; i < FILES; i++) {
      permit(give(Files.writeString(home.resolve("f" + i), SECRET), USER), "rw-------");
    }
    Path target = Files.createDirectory(scratch.resolve("target"));
    try (var sender =
            RunningProgram.shell(
                as(USER, RunningProgram.EXECUTABLE + " send --loopback --stun none " + theirs));
        var receiver = RunningProgram.shell(receiving(target))) {
      String invite = sender.awaitBlob();
      try (var attacker = swapping(theirs.resolve("sub"))) {
        attacker.awaitOutput("swapping");
        receiver.type(invite + "\n");
        sender.type(receiver.awaitBlob() + "\n");
        receiver.awaitExit();
        sender.awaitExit();
      }
    }

    try (Stream<Path> received = Files.walk(target)) {
      for (Path file : received.filter(Files::isRegularFile).toList()) {
        assertThat(file).content().isNotEqualTo(SECRET);
      }
    }
  }

  private static void tree(Path directory, String content) throws IOException {
    Path sub = Files.createDirectories(directory.resolve("trip/sub"));
    for (int i = 0; i < FILES; i++) {
      Files.writeString(sub.resolve("f" + i), content);
    }
  }

  private RunningProgram swapping(Path directory) {
    return RunningProgram.shell(as(ATTACKER, "perl -e '" + SWAP + "' " + directory + " " + home));
  }

  private String as(int user, String command) {
    return "exec setpriv --reuid "
        + user
        + " --regid "
        + user
        + " --clear-groups env P2PCOPY_CACHE=none HOME="
        + home.resolveSibling("none")
        + " "
        + command;
  }

  private static String receiving(Path directory) {
    return RunningProgram.EXECUTABLE + " receive --yes --loopback --stun none -d " + directory;
  }

  private void assumeRoot() throws IOException {
    assumeTrue((int) Files.getAttribute(scratch, "unix:uid") == 0);
  }

  private static Path give(Path path, int user) throws IOException {
    Files.setAttribute(path, "unix:uid", user);
    return path;
  }

  private static Path permit(Path path, String permissions) throws IOException {
    return Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private static long names(Path directory) throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.count();
    }
  }
}
