package io.p2pcopy.transfer.source;

import io.p2pcopy.transfer.file.ModifiedTime;
import io.p2pcopy.transfer.file.PinnedPath;
import io.p2pcopy.transfer.wire.Blocks;
import io.p2pcopy.transfer.wire.FailureCode;
import io.p2pcopy.transfer.wire.FileEntry;
import io.p2pcopy.transfer.wire.LocalFailureException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A file of a tree, as it was when it was opened. */
final class DiskFile implements SourceFile {

  /** Smaller files are read faster than their holes are found. */
  private static final long WORTH_SEEKING = 64L << 20;

  /** More of them are not counted: finding them would take longer than it is worth. */
  private static final int MOST_HOLES = 100_000;

  private final Path path;
  private final FileChannel channel;
  private final BasicFileAttributes attributes;
  private final @Nullable DataSeek seek;

  /** Whether the system says that it is empty, as it does of the files in /proc, and it is not. */
  private final boolean unsized;

  /** What was found last: a hole from the one to the other. */
  private long holeFrom;

  private long holeUntil;

  private DiskFile(Path path, Path opened, FileChannel channel, BasicFileAttributes attributes)
      throws IOException {
    this.path = path;
    this.channel = channel;
    this.attributes = attributes;
    unsized = attributes.size() == 0 && channel.read(ByteBuffer.allocate(1), 0) > 0;
    seek = attributes.size() < WORTH_SEEKING ? null : DataSeek.of(opened, attributes);
  }

  /** Opens a file that the person named; links are followed. */
  static DiskFile open(Path path) throws LocalFailureException {
    try {
      return open(path, path);
    } catch (IOException e) {
      throw LocalFailureException.file(path, "read", e);
    }
  }

  /**
   * Opens a file in a directory that is open; a link is not followed.
   *
   * @param path where it is, for messages
   */
  static DiskFile open(Path path, SourceDirectories.Reached reached) throws LocalFailureException {
    try (PinnedPath file = reached.pin()) {
      return open(path, file.path(), file.options());
    } catch (IOException e) {
      throw LocalFailureException.file(path, "read", e);
    }
  }

  private static DiskFile open(Path path, Path opened, LinkOption... links)
      throws IOException, LocalFailureException {
    // Looked at first: opening a pipe that took the file's place would wait for its other end.
    BasicFileAttributes attributes = Files.readAttributes(opened, BasicFileAttributes.class, links);
    if (!attributes.isRegularFile()) {
      throw new LocalFailureException(
          FailureCode.FILE, path + " is not an ordinary file any more.");
    }
    Set<OpenOption> options = new HashSet<>(List.of(links));
    options.add(StandardOpenOption.READ);
    return new DiskFile(path, opened, FileChannel.open(opened, options), attributes);
  }

  /** Returns how many bytes are in holes of whole blocks; 0 where that cannot be found out. */
  static long bytesInHoles(Path path, BasicFileAttributes attributes) {
    if (attributes.size() < WORTH_SEEKING) {
      return 0;
    }
    try (DataSeek seek = DataSeek.of(path, attributes)) {
      long bytes = 0;
      long hole = 0;
      for (int i = 0; seek != null && i < MOST_HOLES && hole < attributes.size(); i++) {
        long data = Math.min(seek.nextData(hole), attributes.size());
        long first = (hole + Blocks.SIZE - 1) / Blocks.SIZE;
        bytes += Math.max(0, data / Blocks.SIZE - first) * Blocks.SIZE;
        hole = Math.max(data + 1, seek.nextHole(data));
      }
      return bytes;
    }
  }

  @Override
  public long size() {
    return unsized ? FileEntry.UNKNOWN_SIZE : attributes.size();
  }

  @Override
  public long modifiedMillis() {
    return ModifiedTime.of(attributes);
  }

  @Override
  public int read(long block, int wanted, byte[] into) throws LocalFailureException {
    long start = Blocks.offset(block);
    ByteBuffer buffer = ByteBuffer.wrap(into, 0, wanted);
    try {
      while (buffer.hasRemaining()) {
        if (channel.read(buffer, start + buffer.position()) < 0) {
          break;
        }
      }
    } catch (IOException e) {
      throw LocalFailureException.file(path, "read", e);
    }
    return buffer.position();
  }

  @Override
  public long holes(long block) {
    long start = Blocks.offset(block);
    if (seek == null || start >= attributes.size()) {
      return 0;
    }
    if (start < holeFrom || start >= holeUntil) {
      holeFrom = start;
      holeUntil = seek.nextData(start);
    }
    return (Math.min(holeUntil, size()) - start) / Blocks.SIZE;
  }

  @Override
  public Change change() {
    try {
      long size = channel.size();
      if (size != attributes.size()) {
        return size > attributes.size() ? Change.GROWN : Change.ALTERED;
      }
      BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
      if (!Objects.equals(now.fileKey(), attributes.fileKey())) {
        return Change.REPLACED;
      }
      boolean same = unsized || now.lastModifiedTime().equals(attributes.lastModifiedTime());
      return same ? Change.NONE : Change.ALTERED;
    } catch (NoSuchFileException e) {
      return Change.DELETED;
    } catch (IOException e) {
      return Change.NONE;
    }
  }

  @Override
  public void close() {
    if (seek != null) {
      seek.close();
    }
    try {
      channel.close();
    } catch (IOException e) {
      // It was only read.
    }
  }
}
