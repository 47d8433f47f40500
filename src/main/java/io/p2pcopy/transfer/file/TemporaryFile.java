package io.p2pcopy.transfer.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A file that goes with whoever uses it, also when the process is killed, where the system can do
 * that. When a directory cannot be written, or its disk becomes full, the file moves to the next
 * one. Not safe for use by several threads.
 */
public final class TemporaryFile implements AutoCloseable {

  private static final int BLOCK = 1 << 16;

  /** From this size on, and again each time it has grown by that, the free space is looked at. */
  private static final long SPACE_STEP = 32L << 20;

  private static final Set<PosixFilePermission> ONLY_OWNER =
      Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  private final List<Path> directories;
  private final Opener opener;
  private FileChannel channel;
  private int next;
  private long size;
  private long checkedSize;

  /** Creates a file in a directory. */
  interface Opener {
    FileChannel openIn(Path directory) throws IOException;

    /** Returns how many bytes are free there, {@link Long#MAX_VALUE} if unknown. */
    default long freeSpace(Path directory) throws IOException {
      FileStore store = Files.getFileStore(directory);
      return store.getTotalSpace() <= 0 ? Long.MAX_VALUE : store.getUsableSpace();
    }
  }

  TemporaryFile(List<Path> directories, Opener opener) throws IOException {
    this.directories = directories;
    this.opener = opener;
    channel = open(null);
  }

  /**
   * Creates an empty file in the directory for temporary files, or another that can be written.
   *
   * @throws IOException if there is none
   */
  public static TemporaryFile create() throws IOException {
    return new TemporaryFile(
        Stream.of(
                System.getProperty("java.io.tmpdir"),
                "/var/tmp",
                System.getProperty("user.home"),
                System.getProperty("user.dir"))
            .filter(directory -> directory != null && !directory.isEmpty())
            .flatMap(TemporaryFile::path)
            .filter(Path::isAbsolute)
            .distinct()
            .toList(),
        TemporaryFile::openIn);
  }

  /**
   * Writes all bytes that remain in the buffer. A large file leaves at least as much space free as
   * it takes: other programs need some, and what is in it may come from a peer.
   */
  public void write(ByteBuffer bytes, long position) throws IOException {
    while (position + bytes.remaining() >= checkedSize + SPACE_STEP) {
      if (opener.freeSpace(directories.get(next - 1)) < position + bytes.remaining()) {
        moveOn(new IOException("No space left that other programs do not need"));
      } else {
        checkedSize = position + bytes.remaining();
      }
    }
    int start = bytes.position();
    while (true) {
      try {
        writeFully(channel, bytes, position);
        size = Math.max(size, position + bytes.position() - start);
        return;
      } catch (IOException e) {
        bytes.position(start);
        moveOn(e);
      }
    }
  }

  /**
   * Reads as many bytes as the buffer has room for, fewer at the end of the file.
   *
   * @return how many, or -1 at the end
   */
  public int read(ByteBuffer into, long position) throws IOException {
    return channel.read(into, position);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  /** Moves what has been written to the next directory that takes all of it. */
  void moveOn(IOException why) throws IOException {
    FileChannel full = channel;
    while (true) {
      FileChannel other = open(why);
      try {
        copy(full, other);
        channel = other;
        full.close();
        return;
      } catch (IOException e) {
        other.close();
      }
    }
  }

  private FileChannel open(@Nullable IOException before) throws IOException {
    IOException last = before;
    while (next < directories.size()) {
      try {
        return opener.openIn(directories.get(next++));
      } catch (IOException e) {
        last = last == null ? e : last;
      }
    }
    throw last == null ? new IOException("There is no directory for temporary files.") : last;
  }

  /**
   * Creates and opens the file in one step: opened by its name afterwards, it could be another
   * file, which whoever owns the directory has put there.
   */
  static FileChannel openIn(Path directory) throws IOException {
    Path path = directory.resolve("p2pcopy-" + UUID.randomUUID() + ".tmp");
    FileAttribute<?>[] attributes =
        directory.getFileSystem().supportedFileAttributeViews().contains("posix")
            ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(ONLY_OWNER)}
            : new FileAttribute<?>[0];
    return FileChannel.open(
        path,
        Set.of(
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE),
        attributes);
  }

  private void copy(FileChannel from, FileChannel to) throws IOException {
    ByteBuffer block = ByteBuffer.allocate(BLOCK);
    for (long position = 0; position < size; position += block.limit()) {
      block.clear().limit((int) Math.min(BLOCK, size - position));
      if (from.read(block, position) < 0) {
        return;
      }
      block.flip();
      writeFully(to, block, position);
    }
  }

  private static void writeFully(FileChannel to, ByteBuffer bytes, long position)
      throws IOException {
    long at = position;
    while (bytes.hasRemaining()) {
      at += to.write(bytes, at);
    }
  }

  private static Stream<Path> path(String text) {
    try {
      return Stream.of(Path.of(text));
    } catch (InvalidPathException e) {
      return Stream.empty();
    }
  }
}
