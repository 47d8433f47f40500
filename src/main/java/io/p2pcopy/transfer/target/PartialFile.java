package io.p2pcopy.transfer.target;

import io.p2pcopy.transfer.wire.Blocks;
import io.p2pcopy.transfer.wire.Entry;
import io.p2pcopy.transfer.wire.LocalFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;

/** A file on its way in, beside its final place: {@code .NAME.p2pcopy-part}. */
final class PartialFile implements TargetFile {

  static final String SUFFIX = ".p2pcopy-part";

  private final Path directory;
  private final Path path;
  private final String name;
  private final FileChannel channel;

  private PartialFile(Path directory, Path path, String name, FileChannel channel) {
    this.directory = directory;
    this.path = path;
    this.name = name;
    this.channel = channel;
  }

  static PartialFile create(Path directory, Path wanted) throws IOException {
    String name = String.valueOf(wanted.getFileName());
    int room = SafeName.MAX_BYTES - 1 - SUFFIX.length();
    Path path = wanted.resolveSibling("." + SafeName.shorten(name, "", room) + SUFFIX);
    FileChannel channel =
        FileChannel.open(
            path,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.SPARSE,
            LinkOption.NOFOLLOW_LINKS);
    return new PartialFile(directory, path, name, channel);
  }

  @Override
  public long presentBlocks() {
    return 0;
  }

  @Override
  public int readPresent(long block, byte[] into) throws LocalFailure {
    return read(block, into);
  }

  @Override
  public void write(long block, byte[] content, int offset, int length) throws LocalFailure {
    ByteBuffer buffer = ByteBuffer.wrap(content, offset, length);
    long position = Blocks.offset(block);
    try {
      while (buffer.hasRemaining()) {
        position += channel.write(buffer, position);
      }
    } catch (IOException e) {
      throw failure("written", e);
    }
  }

  @Override
  public void hole(long block, long count) {}

  @Override
  public void keep(long block, long count) {}

  @Override
  public int read(long block, byte[] into) throws LocalFailure {
    ByteBuffer buffer = ByteBuffer.wrap(into, 0, Blocks.SIZE);
    long start = Blocks.offset(block);
    try {
      while (buffer.hasRemaining() && channel.read(buffer, start + buffer.position()) >= 0) {}
    } catch (IOException e) {
      throw failure("read", e);
    }
    return buffer.position();
  }

  @Override
  public void force() throws LocalFailure {
    try {
      channel.force(true);
    } catch (IOException e) {
      throw failure("written", e);
    }
  }

  @Override
  public Stored finish(long size, long modifiedMillis, byte[] root) throws LocalFailure {
    try {
      if (channel.size() < size) {
        channel.write(ByteBuffer.allocate(1), size - 1);
      }
      channel.truncate(size);
      channel.close();
      if (modifiedMillis != Entry.UNKNOWN_TIME) {
        Files.getFileAttributeView(path, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
            .setTimes(FileTime.fromMillis(modifiedMillis), null, null);
      }
      Path stored = FinalName.take(path, name, false);
      return new Stored(directory.relativize(stored).toString(), size, false);
    } catch (IOException e) {
      throw failure("written", e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // What was written until then is kept.
    }
  }

  private LocalFailure failure(String verb, IOException cause) {
    return DiskFull.failure(directory, path, verb, cause);
  }
}
