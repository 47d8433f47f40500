package io.p2pcopy.transfer.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.p2pcopy.limit.PeerLimits;
import io.p2pcopy.transfer.source.SourceFile.Change;
import io.p2pcopy.transfer.wire.Blocks;
import io.p2pcopy.transfer.wire.DirectoryEntry;
import io.p2pcopy.transfer.wire.Entry;
import io.p2pcopy.transfer.wire.FileEntry;
import io.p2pcopy.transfer.wire.LinkEntry;
import io.p2pcopy.transfer.wire.LocalFailureException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceTreeTest {

  private static final SourceOptions LINKS = new SourceOptions(List.of(), false, true);
  private static final SourceOptions GITIGNORE = new SourceOptions(List.of(), true, false);

  private final Path directory;

  SourceTreeTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void aTreeIsListedDepthFirstAndInOrder() throws Exception {
    write("t/b/2", "two");
    write("t/b/1", "one");
    write("t/a", "a");
    write("t/b.txt", "");
    Files.createDirectory(directory.resolve("t/empty"));

    assertThat(paths(SourceOptions.EVERYTHING, directory.resolve("t")))
        .containsExactly("t", "t/a", "t/b", "t/b/1", "t/b/2", "t/b.txt", "t/empty");
  }

  @Test
  void sizesTimesAndPermissionsAreListed() throws Exception {
    Path file = write("t/a", "12345");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-x--x"));
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_234_567_890_123L));

    try (SourceTree tree = scan(SourceOptions.EVERYTHING, directory.resolve("t"))) {
      assertThat(tree.totals()).isEqualTo(new SourceTotals(1, 1, 0, 5, 0));
      assertThat(tree.entry(0)).isInstanceOf(DirectoryEntry.class);
      assertThat(tree.entry(1)).isEqualTo(new FileEntry("t/a", 5, 1_234_567_890_123L, 0751));
    }
  }

  @Test
  void holesAreCountedWhereTheyCanBeFound() throws Exception {
    Path file = write("sparse", "data");
    try (var content = new java.io.RandomAccessFile(file.toFile(), "rw")) {
      content.setLength(100L << 20);
      content.seek(50L << 20);
      content.write(1);
    }
    try (SourceTree tree = scan(SourceOptions.EVERYTHING, file)) {
      assertThat(tree.totals().bytes()).isEqualTo(100L << 20);
      assertThat(((FileEntry) tree.entry(0)).holes()).isEqualTo(98L << 20);
    }
  }

  @Test
  void argumentsAreNamedAsAPersonWouldNameThem() throws Exception {
    write("t/sub/a", "a");
    Path sub = directory.resolve("t/sub");

    assertThat(paths(SourceOptions.EVERYTHING, sub.resolve("."))).containsExactly("sub", "sub/a");
    assertThat(paths(SourceOptions.EVERYTHING, sub.resolve(".."))).startsWith("t", "t/sub");
    assertThat(paths(SourceOptions.EVERYTHING, Path.of(sub + "/"), sub.resolve("a")))
        .containsExactly("sub", "sub/a", "a");
  }

  @Test
  void twoArgumentsWithTheSameNameAreRefused() throws Exception {
    write("x/a", "1");
    write("y/a", "2");

    assertThatThrownBy(
            () ->
                scan(SourceOptions.EVERYTHING, directory.resolve("x/a"), directory.resolve("y/a")))
        .isInstanceOf(LocalFailureException.class)
        .hasMessageContaining("would both be called \"a\"");
  }

  @Test
  void whatIsNotThereIsSaid() {
    assertThatThrownBy(() -> scan(SourceOptions.EVERYTHING, directory.resolve("none")))
        .isInstanceOf(LocalFailureException.class)
        .hasMessageEndingWith("could not be read: no such file or directory.");
  }

  @Test
  void aLinkIsSentOnlyOnRequestAndOnlyIfItStaysInside() throws Exception {
    write("t/sub/a", "a");
    for (String target : List.of("a", "../sub/a", "../../secret", "/etc/passwd", "x/../../y")) {
      Path link = directory.resolve("t/sub/to " + target.replace('/', '_'));
      Files.createSymbolicLink(link, Path.of(target));
    }
    Files.createSymbolicLink(directory.resolve("argument"), directory.resolve("t/sub/a"));

    try (SourceTree tree = scan(SourceOptions.EVERYTHING, directory.resolve("t"))) {
      assertThat(tree.totals().links()).isZero();
      assertThat(tree.skipped().leftOut()).isEqualTo(5);
      assertThat(tree.skipped().notes())
          .hasSize(5)
          .allMatch(n -> n.contains("left out: a symbolic link, which only --links sends"));
    }
    try (SourceTree tree = scan(LINKS, directory.resolve("t"), directory.resolve("argument"))) {
      assertThat(entries(tree).stream().filter(LinkEntry.class::isInstance))
          .containsExactly(
              new LinkEntry("t/sub/to .._sub_a", "../sub/a"), new LinkEntry("t/sub/to a", "a"));
      assertThat(tree.entry(tree.totals().entries() - 1))
          .isInstanceOfSatisfying(FileEntry.class, f -> assertThat(f.size()).isEqualTo(1));
    }
  }

  @Test
  void aPipeIsSkippedWithANote() throws Exception {
    Files.createDirectory(directory.resolve("t"));
    Path pipe = directory.resolve("t/pipe");
    assumeTrue(run(directory, "mkfifo", pipe.toString()) == 0, "mkfifo");

    try (SourceTree tree = scan(SourceOptions.EVERYTHING, directory.resolve("t"))) {
      assertThat(tree.totals().entries()).isEqualTo(1);
      assertThat(tree.skipped().notes())
          .containsExactly(pipe.toRealPath() + " is left out: neither a file nor a directory.");
    }
  }

  @Test
  void excludedIsWhatThePatternsNameFromEitherSideOfTheDirectory() throws Exception {
    for (String path : List.of("t/a.o", "t/b.c", "t/build/x", "t/src/build/y", "t/src/z.o")) {
      write(path, "");
    }

    assertThat(excluding("*.o", "/build"))
        .containsExactly("t", "t/b.c", "t/src", "t/src/build", "t/src/build/y");
    assertThat(excluding("t/src", "build/")).containsExactly("t", "t/a.o", "t/b.c");
    assertThat(excluding("*", "!b.c")).isEmpty();
    assertThat(excluding("**/build/**"))
        .containsExactly("t", "t/a.o", "t/b.c", "t/build", "t/src", "t/src/build", "t/src/z.o");
  }

  @Test
  void ignoreFilesApplyAtEachLevelAndFromTheTopOfTheRepository() throws Exception {
    Files.createDirectories(directory.resolve("repo/.git"));
    write("repo/.gitignore", "*.log\r\n/inner/top\n# comment\n\\#odd\nspace\\ \n");
    write("repo/inner/.gitignore", "!keep.log\nlocal/\n");
    for (String path :
        List.of("a.log", "keep.log", "top", "#odd", "space ", "local/x", "deep/local", "b")) {
      write("repo/inner/" + path, "");
    }

    assertThat(paths(GITIGNORE, directory.resolve("repo/inner")))
        .containsExactly(
            "inner",
            "inner/.gitignore",
            "inner/b",
            "inner/deep",
            "inner/deep/local",
            "inner/keep.log");
  }

  @Test
  void veryManyNamesAreInOrderWithoutMemoryForThem() throws Exception {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      names.add(String.valueOf(i * 7919 % 1000));
      Files.createFile(directory.resolve(names.get(i)));
    }
    names.sort(null);
    List<String> found = new ArrayList<>();
    try (SortedChildren children =
        SortedChildren.of(directory, directory, new SkippedNotes(), 64)) {
      for (Path path = children.next(); path != null; path = children.next()) {
        found.add(String.valueOf(path.getFileName()));
      }
    }
    assertThat(found).isEqualTo(names);
  }

  @Test
  void aFileIsReadInBlocks() throws Exception {
    byte[] content = new byte[Blocks.SIZE + 100];
    new Random(1).nextBytes(content);
    Path path = Files.write(directory.resolve("a"), content);
    byte[] block = new byte[Blocks.SIZE];
    try (SourceTree tree = scan(SourceOptions.EVERYTHING, path);
        SourceFile file = tree.open(0)) {
      assertThat(file.size()).isEqualTo(content.length);
      assertThat(file.read(1, Blocks.SIZE, block)).isEqualTo(100);
      assertThat(block).startsWith(Arrays.copyOfRange(content, Blocks.SIZE, content.length));
      assertThat(file.read(0, Blocks.SIZE, block)).isEqualTo(Blocks.SIZE);
      assertThat(file.read(2, Blocks.SIZE, block)).isZero();
      assertThat(file.change()).isEqualTo(Change.NONE);
    }
  }

  @Test
  void holesAreFoundWithoutReadingThem() throws Exception {
    long blocks = 50_000;
    Path path = directory.resolve("sparse");
    try (var channel =
        FileChannel.open(
            path,
            StandardOpenOption.WRITE,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.SPARSE)) {
      channel.write(ByteBuffer.wrap(new byte[] {1}), Blocks.offset(3) + 5);
      channel.write(ByteBuffer.wrap(new byte[] {1}), Blocks.offset(blocks) + 5);
    }
    byte[] block = new byte[Blocks.SIZE];
    try (SourceTree tree = scan(SourceOptions.EVERYTHING, path);
        SourceFile file = tree.open(0)) {
      assumeTrue(file.holes(0) > 0, "a file system that tells");

      assertThat(file.holes(0)).isEqualTo(3);
      assertThat(file.holes(2)).isEqualTo(1);
      assertThat(file.holes(3)).isZero();
      assertThat(file.holes(4)).isEqualTo(blocks - 4);
      assertThat(file.holes(5)).isEqualTo(blocks - 5);
      assertThat(file.holes(1)).isEqualTo(2);
      assertThat(file.holes(blocks)).isZero();
      assertThat(file.holes(blocks + 1)).isZero();
      assertThat(file.read(3, Blocks.SIZE, block)).isEqualTo(Blocks.SIZE);
      assertThat(block[5]).isOne();
    }
  }

  @Test
  void aFileThatGrowsShrinksOrIsWrittenToHasChanged() throws Exception {
    Path path = write("a", "content");
    try (SourceTree tree = scan(SourceOptions.EVERYTHING, path)) {
      try (SourceFile file = tree.open(0)) {
        Files.writeString(path, "more", StandardOpenOption.APPEND);
        assertThat(file.change()).isEqualTo(Change.GROWN);
      }
      try (SourceFile file = tree.open(0)) {
        Files.writeString(path, "less");
        assertThat(file.change()).isEqualTo(Change.ALTERED);
      }
      try (SourceFile file = tree.open(0)) {
        Files.writeString(path, "LESS");
        Files.setLastModifiedTime(path, FileTime.fromMillis(1));
        assertThat(file.change()).isEqualTo(Change.ALTERED);
      }
      try (SourceFile file = tree.open(0)) {
        Files.move(write("b", "more"), path, StandardCopyOption.REPLACE_EXISTING);
        assertThat(file.change()).isEqualTo(Change.REPLACED);
        Files.delete(path);
        assertThat(file.change()).isEqualTo(Change.DELETED);
        assertThat(file.read(0, Blocks.SIZE, new byte[Blocks.SIZE])).isEqualTo(4);
      }
      assertThatThrownBy(() -> tree.open(0)).hasMessageContaining("no such file");
    }
  }

  @Test
  void aPipeIsReadOnceAndItsLastBlocksAreKept() throws Exception {
    byte[] content = new byte[(StreamFile.KEPT_BLOCKS + 2) * Blocks.SIZE + 3];
    new Random(1).nextBytes(content);
    byte[] block = new byte[Blocks.SIZE];
    try (SourceStream stream = SourceStream.of("-", new ByteArrayInputStream(content))) {
      SourceFile file = stream.open(0);
      long last = StreamFile.KEPT_BLOCKS + 2L;
      for (long i = 0; i < last; i++) {
        assertThat(file.read(i, Blocks.SIZE, block)).isEqualTo(Blocks.SIZE);
      }
      assertThat(file.size()).isEqualTo(FileEntry.UNKNOWN_SIZE);
      assertThat(file.read(last, Blocks.SIZE, block)).isEqualTo(3);
      assertThat(file.read(last + 1, Blocks.SIZE, block)).isZero();
      assertThat(file.size()).isEqualTo(content.length);
      assertThat(stream.open(0).read(last - 1, Blocks.SIZE, block)).isEqualTo(Blocks.SIZE);
      assertThatThrownBy(() -> file.read(0, Blocks.SIZE, block))
          .hasMessageContaining("which is gone");
    }
  }

  private List<String> excluding(String... patterns) throws Exception {
    return paths(new SourceOptions(List.of(patterns), false, false), directory.resolve("t"));
  }

  private static SourceTree scan(SourceOptions options, Path... roots) throws Exception {
    return SourceTree.scan(List.of(roots), options);
  }

  private static List<String> paths(SourceOptions options, Path... roots) throws Exception {
    try (SourceTree tree = scan(options, roots)) {
      return entries(tree).stream().map(Entry::path).toList();
    }
  }

  private static List<Entry> entries(SourceTree tree) throws Exception {
    List<Entry> entries = new ArrayList<>();
    for (long number = 0; number < tree.totals().entries(); number++) {
      entries.add(tree.entry(number));
    }
    return entries;
  }

  private Path write(String path, String content) throws IOException {
    Path file = directory.resolve(path);
    Files.createDirectories(file.resolveSibling(""));
    return Files.writeString(file, content);
  }

  static int run(Path directory, String... command) throws Exception {
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(30, TimeUnit.SECONDS) ? process.exitValue() : -1;
    } catch (IOException e) {
      return -1;
    }
  }

  /** Sizes beyond what the protocol counts are there on file systems that keep holes. */
  @Test
  void aFileThatIsLargerThanTheProtocolCountsIsLeftOut() throws Exception {
    Path memory = Path.of("/dev/shm");
    assumeTrue(Files.isWritable(memory));
    Path tree = Files.createTempDirectory(memory, "p2pcopy-test");
    try (var tooLarge = new RandomAccessFile(tree.resolve("large").toFile(), "rw")) {
      Files.writeString(tree.resolve("small"), "small");
      tooLarge.setLength(PeerLimits.Transfer.FILE_BYTES + 1);
      try (SourceTree source = SourceTree.scan(List.of(tree), SourceOptions.EVERYTHING)) {
        assertThat(source.totals().files()).isEqualTo(1);
        assertThat(source.totals().bytes()).isEqualTo(5);
        assertThat(source.skipped().toString()).contains("large is left out: it is too large");
      }
    } finally {
      Files.delete(tree.resolve("large"));
      Files.delete(tree.resolve("small"));
      Files.delete(tree);
    }
  }
}
