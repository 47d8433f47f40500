package io.p2pcopy.transfer.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class TemporaryFileTest {
  private static final Path FULL = Path.of("/dev/full");

  @Test
  void aDirectoryThatCannotBeWrittenIsPassedOver(@TempDir Path directory) throws Exception {
    List<Path> directories = List.of(directory.resolve("missing"), directory);
    try (var file = new TemporaryFile(directories, TemporaryFile::openIn)) {
      file.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), 5);
      ByteBuffer read = ByteBuffer.allocate(10);
      assertThat(file.read(read, 6)).isEqualTo(2);
      assertThat(read.array()).startsWith(2, 3);
    }
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void whereTheDiskIsFullTheNextDirectoryIsTaken(@TempDir Path directory) throws Exception {
    try (var file = new TemporaryFile(List.of(FULL, directory), TemporaryFileTest::open)) {
      file.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), 0);
      ByteBuffer read = ByteBuffer.allocate(10);
      assertThat(file.read(read, 0)).isEqualTo(3);
    }
  }

  @Test
  void whatWasWrittenMovesToTheNextDirectory(@TempDir Path one, @TempDir Path other)
      throws Exception {
    byte[] content = new byte[200_000];
    new Random(1).nextBytes(content);
    try (var file = new TemporaryFile(List.of(one, other), TemporaryFile::openIn)) {
      file.write(ByteBuffer.wrap(content), 0);
      file.moveOn(new IOException("full"));
      ByteBuffer read = ByteBuffer.allocate(content.length);
      while (read.hasRemaining()) {
        assertThat(file.read(read, read.position())).isPositive();
      }
      assertThat(read.array()).isEqualTo(content);
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void whereAllAreFullTheFirstReasonIsThrown() throws Exception {
    try (var file = new TemporaryFile(List.of(FULL), TemporaryFileTest::open)) {
      assertThatThrownBy(() -> file.write(ByteBuffer.wrap(new byte[1]), 0))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("space");
    }
  }

  @Test
  void aLargeFileLeavesAsMuchSpaceAsItTakes(@TempDir Path small, @TempDir Path large)
      throws Exception {
    var opener = new FreeSpace(Map.of(small, 100L << 20, large, 200L << 20));
    try (var file = new TemporaryFile(List.of(small, large), opener)) {
      file.write(ByteBuffer.wrap(new byte[1]), (50L << 20) - 1);
      assertThat(opener.opened).containsExactly(small);
      file.write(ByteBuffer.wrap(new byte[1]), 100L << 20);
      assertThat(opener.opened).containsExactly(small, large);
      assertThatThrownBy(() -> file.write(ByteBuffer.wrap(new byte[1]), 200L << 20))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("No space left");
    }
  }

  /** Directories with this many free bytes, whatever is written there. */
  private static final class FreeSpace implements TemporaryFile.Opener {
    private final Map<Path, Long> free;
    private final List<Path> opened = new ArrayList<>();

    FreeSpace(Map<Path, Long> free) {
      this.free = free;
    }

    @Override
    public FileChannel openIn(Path directory) throws IOException {
      opened.add(directory);
      return TemporaryFile.openIn(directory);
    }

    @Override
    public long freeSpace(Path directory) {
      return free.getOrDefault(directory, 0L);
    }
  }

  private static FileChannel open(Path path) throws IOException {
    return Files.isDirectory(path)
        ? TemporaryFile.openIn(path)
        : FileChannel.open(path, StandardOpenOption.WRITE);
  }
}
