package io.p2pcopy.transfer.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.p2pcopy.transfer.file.Umask;
import io.p2pcopy.transfer.target.name.PartialName;
import io.p2pcopy.transfer.wire.Blocks;
import io.p2pcopy.transfer.wire.Entry;
import io.p2pcopy.transfer.wire.LocalFailureException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What other users of the computer have prepared in the target directory is not used. */
@EnabledOnOs(OS.LINUX)
class OwnershipTest {

  private static final int SOMEBODY_ELSE = 12_345;
  private static final int MIB = Blocks.SIZE;

  private Path directory;

  @BeforeEach
  void makeDirectory(@TempDir Path temporary) throws IOException {
    directory = Files.createDirectory(temporary.resolve("in"));
  }

  @Test
  void aDirectoryToWhichOthersCanWriteIsNotMergedWith() throws Exception {
    permit(Files.createDirectory(directory.resolve("t")), "rwxrwxrwx");

    tree().runTo(directory);

    assertThat(directory.resolve("t")).isEmptyDirectory();
    assertThat(directory.resolve("t (1)/sub/f")).hasContent("content");
  }

  @Test
  void anotherUsersDirectoryIsNotMergedWith() throws Exception {
    give(Files.createDirectory(directory.resolve("t")));

    tree().runTo(directory);

    assertThat(directory.resolve("t")).isEmptyDirectory();
    assertThat(directory.resolve("t (1)/sub/f")).hasContent("content");
  }

  @Test
  void anOwnDirectoryIsMergedWith() throws Exception {
    Files.createDirectory(directory.resolve("t"));
    Files.writeString(directory.resolve("t/mine"), "mine");

    tree().runTo(directory);

    assertThat(directory.resolve("t/mine")).hasContent("mine");
    assertThat(directory.resolve("t/sub/f")).hasContent("content");
  }

  @Test
  void aDirectoryThatAppearsAfterTheOfferWasShownIsNotUsed() throws Exception {
    try (TargetTree target = tree().offerTo(directory)) {
      target.listed();
      target.accept();
      permit(Files.createDirectory(directory.resolve("t")), "rwxrwxrwx");

      String others = "other users can write to " + directory.resolve("t") + ".";
      assertThatThrownBy(() -> target.decide(0))
          .isInstanceOf(LocalFailureException.class)
          .hasMessage(directory.resolve("t") + " could not be created: " + others);
      assertThatThrownBy(() -> target.decide(1))
          .hasMessage(directory.resolve("t/sub") + " could not be created: " + others);
    }
    assertThat(directory.resolve("t")).isEmptyDirectory();
  }

  @Test
  void aFileThatBelongsToAnotherUserIsNotTakenForTheReceivedOne() throws Exception {
    Path theirs = Files.writeString(directory.resolve("f"), "content");
    Files.setLastModifiedTime(theirs, FileTime.fromMillis(Transfer.MODIFIED));
    give(theirs);

    new Transfer().file("f", "content").runTo(directory);

    assertThat(directory.resolve("f (1)")).hasContent("content");
  }

  @Test
  void aPartialFileWithASecondNameIsLeftAlone() throws Exception {
    Path partial = interrupted();
    Path second = Files.createLink(directory.resolve("second"), partial);

    assertWholeTransferThatLeaves(partial);
    assertThat(second).exists();
  }

  @Test
  void aPartialFileToWhichOthersCanWriteIsLeftAlone() throws Exception {
    Path partial = interrupted();
    permit(partial, "rw-rw-rw-");

    assertWholeTransferThatLeaves(partial);
  }

  @Test
  void aPartialFileOfAnotherUserIsLeftAlone() throws Exception {
    Path partial = interrupted();
    give(partial);

    assertWholeTransferThatLeaves(partial);
    assertThat(partial).exists();
  }

  @Test
  void aPartialFileThatIsALinkIsLeftAlone() throws Exception {
    Path partial = interrupted();
    Path elsewhere = directory.resolveSibling("elsewhere");
    Files.move(partial, elsewhere);
    Files.createSymbolicLink(partial, elsewhere);

    assertWholeTransferThatLeaves(partial);
    assertThat(Files.size(elsewhere)).isEqualTo(2L * MIB);
  }

  @Test
  void aJournalToWhichOthersCanWriteIsLeftAlone() throws Exception {
    Path partial = interrupted();
    Path journal = file(PartialName.JOURNAL_PREFIX);
    permit(journal, "rw-rw-rw-");
    byte[] before = Files.readAllBytes(journal);

    assertWholeTransferThatLeaves(partial);
    assertThat(journal).hasBinaryContent(before);
  }

  @Test
  void aJournalThatIsNoFileIsLeftAlone() throws Exception {
    Path partial = interrupted();
    Path journal = file(PartialName.JOURNAL_PREFIX);
    Files.delete(journal);
    Files.createDirectory(journal);

    assertWholeTransferThatLeaves(partial);
    assertThat(journal).isDirectory();
  }

  @Test
  void nobodyElseCanUseWhatIsNotComplete() throws Exception {
    for (int mode : new int[] {0666, Entry.UNKNOWN_MODE}) {
      Path target = Files.createDirectory(directory.resolve("mode" + mode));
      var transfer = new Transfer().directory("t", mode).file("t/f", new byte[3], 0, mode);
      try (TargetTree tree = transfer.offerTo(target)) {
        tree.listed();
        tree.accept();
        tree.decide(0);
        tree.decide(1);
        try (TargetFile file = tree.begin(1)) {
          file.write(0, new byte[3], 0, 3);
          file.seal(3, 0, new byte[0]);

          assertThat(permissions(target.resolve("t"))).isEqualTo("rwx------");
          assertThat(permissions(target.resolve("t/.f.p2pcopy-part"))).isEqualTo("rw-------");
        }
      }
    }
  }

  @Test
  void theUmaskHoldsForWhatIsComplete() throws Exception {
    new Transfer()
        .directory("all", 0777)
        .file("all/f", new byte[1], 0, 0666)
        .file("all/program", new byte[1], 0, 0777)
        .directory("unknown", Entry.UNKNOWN_MODE)
        .file("unknown/f", new byte[1], 0, Entry.UNKNOWN_MODE)
        .runTo(directory);

    int umask = Umask.current();
    for (String each : List.of("all", "all/program", "unknown")) {
      assertThat(permissions(directory.resolve(each))).isEqualTo(text(0777 & ~umask));
    }
    for (String each : List.of("all/f", "unknown/f")) {
      assertThat(permissions(directory.resolve(each))).isEqualTo(text(0666 & ~umask));
    }
  }

  /** Receives two of three blocks, and returns the partial file. */
  private Path interrupted() throws Exception {
    large().runTo(directory, 2);
    return file(".big");
  }

  private void assertWholeTransferThatLeaves(Path partial) throws Exception {
    var transfer = large();
    transfer.runTo(directory);

    assertThat(transfer.sentBlocks()).isEqualTo(3);
    assertThat(Files.size(directory.resolve("big"))).isEqualTo(3L * MIB);
    assertThat(Files.exists(partial, LinkOption.NOFOLLOW_LINKS)).isTrue();
  }

  private Path file(String prefix) throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.filter(
              path -> Objects.requireNonNull(path.getFileName()).toString().startsWith(prefix))
          .findFirst()
          .orElseThrow();
    }
  }

  private static Transfer tree() {
    return new Transfer().directory("t").directory("t/sub").file("t/sub/f", "content");
  }

  private static Transfer large() {
    byte[] content = new byte[3 * MIB];
    Arrays.fill(content, (byte) 1);
    return new Transfer().file("big", content);
  }

  /** Needs root. */
  private static void give(Path path) throws IOException {
    assumeTrue((int) Files.getAttribute(path, "unix:uid") == 0);
    Files.setAttribute(path, "unix:uid", SOMEBODY_ELSE, LinkOption.NOFOLLOW_LINKS);
  }

  private static void permit(Path path, String permissions) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private static String text(int mode) {
    PosixFilePermission[] all = PosixFilePermission.values();
    var permissions = new HashSet<PosixFilePermission>();
    for (int i = 0; i < all.length; i++) {
      if ((mode >>> (all.length - 1 - i) & 1) == 1) {
        permissions.add(all[i]);
      }
    }
    return PosixFilePermissions.toString(permissions);
  }
}
