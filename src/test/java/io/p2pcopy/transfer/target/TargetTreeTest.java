package io.p2pcopy.transfer.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.p2pcopy.transfer.wire.Blocks;
import io.p2pcopy.transfer.wire.FileEntry;
import io.p2pcopy.transfer.wire.LocalFailureException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTreeTest {

  private static final TargetOptions LINKS =
      new TargetOptions(ConflictPolicy.RENAME, ConflictQuestion.RENAME, false, true);

  private final Path directory;

  TargetTreeTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void aTreeIsStoredAsItIs() throws Exception {
    byte[] large = random(3 * Blocks.SIZE + 17);
    new Transfer()
        .directory("t", 0750)
        .directory("t/empty", 0555)
        .directory("t/sub")
        .file("t/sub/large", large, 1_500_000_000_123L, 0640)
        .file("t/sub/none", new byte[0])
        .file("t/run.sh", bytes("#!/bin/sh"), Transfer.MODIFIED, 0755)
        .runTo(directory);

    assertThat(directory.resolve("t/sub/large")).hasBinaryContent(large);
    assertThat(Files.getLastModifiedTime(directory.resolve("t/sub/large")))
        .isEqualTo(FileTime.fromMillis(1_500_000_000_123L));
    assertThat(permissions("t/sub/large")).isEqualTo("rw-r-----");
    assertThat(directory.resolve("t/sub/none")).isEmptyFile();
    assertThat(permissions("t/run.sh")).isEqualTo("rwxr-xr-x");
    assertThat(permissions("t")).isEqualTo("rwxr-x---");
    assertThat(permissions("t/empty")).isEqualTo("r-xr-xr-x");
    assertThat(Files.getLastModifiedTime(directory.resolve("t")))
        .isEqualTo(FileTime.fromMillis(Transfer.MODIFIED));
    assertThat(names()).containsExactlyInAnyOrder("t");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/etc/passwd", "a/../b", "..", ".", "a//b", "a/", "", "/", "a/./b", "../x"})
  void aPathThatLeadsElsewhereIsABreach(String path) throws Exception {
    try (TargetTree target = new Transfer().directory("a").offerTo(directory)) {
      assertThatThrownBy(() -> target.add(file(path)))
          .isInstanceOf(LocalFailureException.class)
          .extracting(e -> ((LocalFailureException) e).code().wireName())
          .isEqualTo("protocol");
    }
  }

  @Test
  void aListThatIsNotInDepthFirstOrderIsABreach() {
    assertThatThrownBy(
            () -> new Transfer().directory("a").file("b", "").file("a/x", "").offerTo(directory))
        .hasMessage("The other side offered an entry outside the directory before it.");
    assertThatThrownBy(() -> new Transfer().file("a", "").file("a", "").offerTo(directory))
        .hasMessage("The other side offered the same path twice.");
    assertThatThrownBy(() -> new Transfer().file("a", "").file("a/x", "").offerTo(directory))
        .hasMessage("The other side offered an entry outside the directory before it.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      value = {
        "x\u202etxt.exe > xtxt.exe",
        "\u3164 > file",
        "C:\\Windows\\x > C:\\Windows\\x",
        "nul > nul",
        "R.E.M. > R.E.M.",
        "'b ' > 'b '",
        ".p2pcopy-journal-0000000000000000 > _.p2pcopy-journal-0000000000000000",
        ".x.p2pcopy-part > _.x.p2pcopy-part",
      })
  void anAwkwardNameIsReplacedInEachComponent(String offered, String safe) throws Exception {
    new Transfer()
        .directory(offered)
        .directory(offered + "/" + offered)
        .file(offered + "/" + offered + "/" + offered, "content")
        .runTo(directory);

    assertThat(directory.resolve(safe).resolve(safe).resolve(safe)).hasContent("content");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void onlyNamesThatTheFileSystemTakesForOneAreKeptApart() throws Exception {
    new Transfer()
        .file("README", "1")
        .file("readme", "2")
        .file("\u00e9", "3")
        .file("e\u0301", "4")
        .file("a\u202e", "5")
        .file("a", "6")
        .directory("D")
        .file("D/x", "7")
        .directory("d")
        .file("d/x", "8")
        .runTo(directory);

    assertThat(directory.resolve("README")).hasContent("1");
    assertThat(directory.resolve("readme")).hasContent("2");
    assertThat(directory.resolve("\u00e9")).hasContent("3");
    assertThat(directory.resolve("e\u0301")).hasContent("4");
    assertThat(directory.resolve("a")).hasContent("5");
    assertThat(directory.resolve("a (1)")).hasContent("6");
    assertThat(directory.resolve("D/x")).hasContent("7");
    assertThat(directory.resolve("d/x")).hasContent("8");
  }

  @Test
  void aLinkThatIsThereIsNotFollowed(@TempDir Path outside) throws Exception {
    Files.createSymbolicLink(directory.resolve("d"), outside);
    Files.createSymbolicLink(directory.resolve("f"), outside.resolve("f"));
    new Transfer().directory("d").file("d/x", "content").file("f", "content").runTo(directory);

    assertThat(outside).isEmptyDirectory();
    assertThat(directory.resolve("d (1)/x")).hasContent("content");
    assertThat(directory.resolve("f (1)")).hasContent("content");
  }

  @Test
  void aLinkThatTakesTheDirectorysPlaceLaterIsNotFollowed(@TempDir Path outside) throws Exception {
    try (TargetTree target =
        new Transfer().directory("d").file("d/x", "content").offerTo(directory)) {
      target.listed();
      target.accept();
      assertThat(target.decide(0)).isEqualTo(Decision.ALL);
      Files.delete(directory.resolve("d"));
      Files.createSymbolicLink(directory.resolve("d"), outside);

      assertThatThrownBy(() -> target.begin(1)).hasMessageContaining("a link, which is not");
    }
    assertThat(outside).isEmptyDirectory();
  }

  @Test
  void linksAreMadeAtTheEndAndOnlyInsideTheirTree() throws Exception {
    new Transfer()
        .with(LINKS)
        .directory("t")
        .directory("t/a")
        .link("t/a/up", "../x")
        .link("t/a/out", "../../x")
        .link("t/a/trick", "up/../../x")
        .link("t/absolute", "/etc/passwd")
        .file("t/x", "content")
        .link("top", "t")
        .runTo(directory);

    assertThat(Files.readSymbolicLink(directory.resolve("t/a/up"))).isEqualTo(Path.of("../x"));
    assertThat(directory.resolve("t/a/up")).hasContent("content");
    for (String refused : List.of("t/a/out", "t/a/trick", "t/absolute", "top")) {
      assertThat(Files.exists(directory.resolve(refused), LinkOption.NOFOLLOW_LINKS)).isFalse();
    }
  }

  @Test
  void linksAreNotMadeUnlessTheReceiverWantsThem() throws Exception {
    new Transfer().directory("t").link("t/l", "x").file("t/x", "").runTo(directory);

    assertThat(directory.resolve("t/l")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({"RENAME, old, new", "SKIP, old, ", "OVERWRITE, new, ", "ASK, old, new"})
  void aNameThatIsTakenIsTreatedAsThePersonSays(
      ConflictPolicy policy, String there, String numbered) throws Exception {
    Files.writeString(directory.resolve("a.txt"), "old");
    new Transfer()
        .with(new TargetOptions(policy, ConflictQuestion.RENAME, false, false))
        .file("a.txt", "new")
        .runTo(directory);

    assertThat(directory.resolve("a.txt")).hasContent(there);
    if (numbered == null) {
      assertThat(names()).containsExactly("a.txt");
    } else {
      assertThat(directory.resolve("a (1).txt")).hasContent(numbered);
    }
  }

  @Test
  void directoriesMergeAndKeepWhatTheyHave() throws Exception {
    Files.createDirectory(directory.resolve("d"));
    Files.writeString(directory.resolve("d/mine"), "mine");
    Files.setPosixFilePermissions(
        directory.resolve("d"), PosixFilePermissions.fromString("rwx------"));
    new Transfer().directory("d", 0755).file("d/x", "x").runTo(directory);

    assertThat(directory.resolve("d/mine")).hasContent("mine");
    assertThat(directory.resolve("d/x")).hasContent("x");
    assertThat(permissions("d")).isEqualTo("rwx------");
  }

  @Test
  void aFileNeverTakesADirectorysPlaceNorTheOtherWayRound() throws Exception {
    Files.createDirectory(directory.resolve("a"));
    Files.writeString(directory.resolve("b"), "mine");
    new Transfer()
        .with(new TargetOptions(ConflictPolicy.OVERWRITE, ConflictQuestion.RENAME, false, false))
        .file("a", "file")
        .directory("b")
        .file("b/x", "x")
        .runTo(directory);

    assertThat(directory.resolve("a")).isEmptyDirectory();
    assertThat(directory.resolve("a (1)")).hasContent("file");
    assertThat(directory.resolve("b")).hasContent("mine");
    assertThat(directory.resolve("b (1)/x")).hasContent("x");
  }

  @Test
  void whatIsThereAlreadyIsFoundByItsHashes() throws Exception {
    byte[] content = random(2 * Blocks.SIZE + 5);
    byte[] changed = content.clone();
    changed[Blocks.SIZE + 1]++;
    Files.write(directory.resolve("same"), content);
    Files.write(directory.resolve("differs"), changed);
    Files.write(directory.resolve("longer"), Arrays.copyOf(content, content.length + 1));
    var transfer =
        new Transfer()
            .with(new TargetOptions(ConflictPolicy.RENAME, ConflictQuestion.RENAME, true, false))
            .file("same", content)
            .file("differs", content)
            .file("longer", content);
    List<Stored> stored = transfer.runTo(directory);

    assertThat(stored).extracting(Stored::untouched).containsExactly(true, false, false);
    assertThat(transfer.sentBlocks()).isEqualTo(2);
    assertThat(directory.resolve("differs")).hasBinaryContent(changed);
    assertThat(directory.resolve("differs (1)")).hasBinaryContent(content);
    assertThat(directory.resolve("longer (1)")).hasBinaryContent(content);
    assertThat(names())
        .containsExactlyInAnyOrder("same", "differs", "differs (1)", "longer", "longer (1)");
  }

  @Test
  void theSizeAndTimeOfAFileSayThatItMayBeTheSameAndItsHashesWhetherItIs() throws Exception {
    byte[] content = random(Blocks.SIZE + 5);
    byte[] changed = content.clone();
    changed[3]++;
    Files.write(directory.resolve("same"), content);
    Files.write(directory.resolve("differs"), changed);
    Files.write(directory.resolve("later"), content);
    var modified = FileTime.fromMillis(Transfer.MODIFIED);
    Files.setLastModifiedTime(directory.resolve("same"), modified);
    Files.setLastModifiedTime(directory.resolve("differs"), modified);
    var transfer =
        new Transfer().file("same", content).file("differs", content).file("later", content);
    List<Stored> stored = transfer.runTo(directory);

    assertThat(stored).extracting(Stored::untouched).containsExactly(true, false, false);
    assertThat(directory.resolve("differs")).hasBinaryContent(changed);
    assertThat(names())
        .containsExactlyInAnyOrder("same", "differs", "differs (1)", "later", "later (1)");
  }

  @ParameterizedTest
  @ValueSource(longs = {-1500, -1, -2_000_000_000_123L, 10_413_792_000_250L, 99_999_999_999_999L})
  void aFileWithATimeThatFewSystemsCanKeepIsNotDoubled(long modified) throws Exception {
    Transfer transfer = new Transfer().file("old", bytes("content"), modified, 0644);
    transfer.runTo(directory);
    transfer.runTo(directory);

    assertThat(names()).containsExactly("old");
    assertThat(transfer.sentBlocks()).isZero();
  }

  @Test
  void whatDiffersStaysAndIsNotDoubledWhereThePersonSaysSkip() throws Exception {
    byte[] content = random(2 * Blocks.SIZE + 5);
    byte[] changed = content.clone();
    changed[Blocks.SIZE + 1]++;
    Files.write(directory.resolve("same"), content);
    Files.write(directory.resolve("differs"), changed);
    var transfer =
        new Transfer()
            .with(new TargetOptions(ConflictPolicy.SKIP, ConflictQuestion.RENAME, true, false))
            .file("same", content)
            .file("differs", content)
            .file("new", content);
    transfer.runTo(directory);

    assertThat(directory.resolve("same")).hasBinaryContent(content);
    assertThat(directory.resolve("differs")).hasBinaryContent(changed);
    assertThat(directory.resolve("new")).hasBinaryContent(content);
    assertThat(names()).containsExactlyInAnyOrder("same", "differs", "new");
  }

  @Test
  void anInterruptedTransferGoesOnWhereItWas() throws Exception {
    byte[] first = random(2 * Blocks.SIZE);
    byte[] second = random(5 * Blocks.SIZE + 100);
    var transfer =
        new Transfer().directory("t").file("t/1", first).file("t/2", second).file("t/3", "three");
    transfer.runTo(directory, 5);
    assertThat(directory.resolve("t/2")).doesNotExist();

    List<Stored> stored = transfer.runTo(directory);

    assertThat(transfer.sentBlocks()).isEqualTo(4);
    assertThat(stored).extracting(Stored::path).containsExactly("t/1", "t/2", "t/3");
    assertThat(directory.resolve("t/2")).hasBinaryContent(second);
    assertThat(names()).containsExactly("t");
    assertThat(names("t")).containsExactlyInAnyOrder("1", "2", "3");
  }

  @Test
  void whereverItIsInterruptedEachFileIsThereOnce() throws Exception {
    Files.createDirectory(directory.resolve("t"));
    Files.writeString(directory.resolve("t/a"), "mine");
    var transfer =
        new Transfer()
            .directory("t")
            .file("t/a", random(2 * Blocks.SIZE))
            .directory("t/A", 0555)
            .file("t/A/x", random(Blocks.SIZE + 1))
            .file("t/e", "");
    for (int attempt = 0; attempt < 3; attempt++) {
      transfer.runTo(directory, 1);
    }
    transfer.runTo(directory);

    assertThat(directory.resolve("t/a")).hasContent("mine");
    assertThat(names("t")).containsExactlyInAnyOrder("a", "a (1)", "A", "e");
    assertThat(names("t/A")).containsExactly("x");
    assertThat(permissions("t/A")).isEqualTo("r-xr-xr-x");
    assertThat(names()).containsExactly("t");
  }

  @Test
  void aFileThatWasKilledBetweenItsTwoNamesLosesTheFirst() throws Exception {
    var transfer = new Transfer().file("a", "one").file("b", random(2 * Blocks.SIZE));
    transfer.runTo(directory, 2);
    Files.createLink(directory.resolve(".a.p2pcopy-part"), directory.resolve("a"));

    transfer.runTo(directory);

    assertThat(directory.resolve("a")).hasContent("one");
    assertThat(names()).containsExactlyInAnyOrder("a", "b");
  }

  @Test
  void aFinishedFileThatThePersonChangedIsKept() throws Exception {
    var transfer = new Transfer().file("a", "one").file("b", random(2 * Blocks.SIZE));
    transfer.runTo(directory, 2);
    Files.writeString(directory.resolve("a"), "my own");

    transfer.runTo(directory);

    assertThat(directory.resolve("a")).hasContent("my own");
    assertThat(directory.resolve("a (1)")).hasContent("one");
  }

  @Test
  void aFinishedFileThatTheDiskDamagedIsReplaced() throws Exception {
    var transfer = new Transfer().file("a", "one").file("b", random(2 * Blocks.SIZE));
    transfer.runTo(directory, 2);
    Files.writeString(directory.resolve("a"), "0ne");
    Files.setLastModifiedTime(directory.resolve("a"), FileTime.fromMillis(Transfer.MODIFIED));

    transfer.runTo(directory);

    assertThat(directory.resolve("a")).hasContent("one");
    assertThat(names()).containsExactlyInAnyOrder("a", "b");
  }

  @Test
  void aSourceThatChangedIsNoticed() throws Exception {
    byte[] before = random(3 * Blocks.SIZE);
    byte[] after = before.clone();
    after[0]++;
    new Transfer().file("a", before).runTo(directory, 2);
    var changed = new Transfer().file("a", after, Transfer.MODIFIED + 1000, 0644);

    try (TargetTree target = changed.offerTo(directory)) {
      assertThat(target.listed().changed()).isEqualTo(1);
      assertThat(target.placement(0).sourceChanged()).isTrue();
      assertThat(target.placement(0).state()).isEqualTo(Placement.State.PARTIAL);
    }
    changed.runTo(directory);

    assertThat(changed.sentBlocks()).isEqualTo(2);
    assertThat(directory.resolve("a")).hasBinaryContent(after);
  }

  @Test
  void whatAnotherTransferLeftIsNotTouched() throws Exception {
    Files.writeString(directory.resolve(".a.p2pcopy-part"), "precious");
    new Transfer().file("a", "content").runTo(directory);

    assertThat(directory.resolve(".a.p2pcopy-part")).hasContent("precious");
    assertThat(directory.resolve("a")).hasContent("content");
  }

  @Test
  void aPartialFileThatBecameALinkIsNotWrittenThrough(@TempDir Path outside) throws Exception {
    byte[] content = random(3 * Blocks.SIZE);
    var transfer = new Transfer().file("a", content);
    transfer.runTo(directory, 2);
    Path victim = Files.writeString(outside.resolve("victim"), "precious");
    Path part = directory.resolve(".a.p2pcopy-part");
    Files.delete(part);
    Files.createSymbolicLink(part, victim);

    transfer.runTo(directory);

    assertThat(victim).hasContent("precious");
    assertThat(directory.resolve("a")).hasBinaryContent(content);
  }

  @Test
  void twoReceiversOfTheSameDoNotMix() throws Exception {
    var transfer = new Transfer().file("a", "content");
    try (TargetTree one = transfer.offerTo(directory);
        TargetTree other = transfer.offerTo(directory)) {
      one.listed();
      one.accept();
      assertThatThrownBy(other::listed).hasMessageStartingWith("Another p2pcopy is receiving");
    }
  }

  @Test
  void zeroBlocksTakeNoSpace() throws Exception {
    long blocks = 256;
    try (TargetTree target = new Transfer().file("a", new byte[0]).offerTo(directory)) {
      target.listed();
      target.accept();
      try (TargetFile file = target.begin(0)) {
        file.hole(0, blocks);
        file.write(blocks, new byte[] {1}, 0, 1);
        file.seal(Blocks.offset(blocks) + 1, Transfer.MODIFIED, new byte[32]);
        file.name();
      }
      target.finish();
      target.forget();
    }
    assertThat(directory.resolve("a")).hasSize(Blocks.offset(blocks) + 1);
  }

  @Test
  void aHoleInWhatWasThereIsMadeZero() throws Exception {
    byte[] before = random(3 * Blocks.SIZE);
    new Transfer().file("a", before).runTo(directory, 2);
    try (TargetTree target = new Transfer().file("a", before).offerTo(directory)) {
      target.listed();
      target.accept();
      try (TargetFile file = target.begin(0)) {
        file.hole(0, 3);
        file.seal(before.length, Transfer.MODIFIED, new byte[32]);
        file.name();
      }
      target.finish();
      target.forget();
    }
    assertThat(directory.resolve("a")).hasBinaryContent(new byte[before.length]);
  }

  @Test
  void holesNeedNoSpace() throws Exception {
    try (TargetTree target = TargetTree.open(directory, TargetOptions.DEFAULT)) {
      target.add(new FileEntry("a", 1L << 52, 0, 0, (1L << 52) - 100_000));
      target.listed();
      target.checkSpace();
    }
  }

  @Test
  void theHolesOfAFileThatIsThereMakeNoRoomForAnother() throws Exception {
    try (var there = new RandomAccessFile(directory.resolve("a").toFile(), "rw")) {
      there.setLength(1L << 40);
    }
    var options = new TargetOptions(ConflictPolicy.RENAME, ConflictQuestion.RENAME, true, false);
    try (TargetTree target = TargetTree.open(directory, options)) {
      target.add(new FileEntry("a", 1L << 40, 0, 0, 1L << 40));
      target.add(new FileEntry("b", 1L << 40, 0, 0));
      target.listed();

      assertThatThrownBy(target::checkSpace).hasMessageContaining(": 1.10 TB would be needed, ");
    }
  }

  @Test
  void whatDoesNotFitIsRefusedBefore() throws Exception {
    try (TargetTree target = TargetTree.open(directory, TargetOptions.DEFAULT)) {
      target.add(new FileEntry("a", 1L << 52, 0, 0));
      target.listed();
      assertThatThrownBy(() -> target.checkSpace())
          .hasMessageMatching(".*: 4.50 PB would be needed, .* PB more than is free\\.")
          .extracting(e -> ((LocalFailureException) e).code().wireName())
          .isEqualTo("disk-full");
    }
    assertThat(directory).isEmptyDirectory();
  }

  private static FileEntry file(String path) {
    return new FileEntry(path, 0, 0, 0);
  }

  private String permissions(String path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve(path)));
  }

  private List<String> names() throws IOException {
    return names("");
  }

  private List<String> names(String path) throws IOException {
    try (var files = Files.list(directory.resolve(path))) {
      return new ArrayList<>(files.map(file -> file.getFileName().toString()).toList());
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }
}
