package io.p2pcopy.transfer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A file on its way in, beside its final place: {@code .NAME.p2pcopy-part}. One thread at a time.
 */
final class PartialFile implements AutoCloseable {

  static final String SUFFIX = ".p2pcopy-part";

  private static final int MAX_NUMBER = 9_999;

  private final Path path;
  private final FileChannel channel;
  private final AtomicLong written = new AtomicLong();

  private PartialFile(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /**
   * Creates an empty one that nobody else has: what an earlier transfer left has its name already.
   */
  static PartialFile create(Storage storage, Path directory, String name) throws IOException {
    for (int number = 0; number <= MAX_NUMBER; number++) {
      String insertion = number == 0 ? "" : " (" + number + ")";
      int room = SafeName.MAX_BYTES - 1 - SUFFIX.length();
      Path path = directory.resolve("." + SafeName.shorten(name, insertion, room) + SUFFIX);
      try {
        return new PartialFile(path, storage.create(path));
      } catch (FileAlreadyExistsException e) {
        // Try the next number.
      }
    }
    throw new FileAlreadyExistsException(directory.resolve(name).toString());
  }

  Path path() {
    return path;
  }

  /** Returns the bytes that have been written; from any thread. */
  long written() {
    return written.get();
  }

  void write(byte[] chunk) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(chunk);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    written.addAndGet(chunk.length);
  }

  /** Makes what was written last, and dates the file. */
  void complete(long modifiedMillis) throws IOException {
    channel.force(true);
    channel.close();
    var time = FileTime.fromMillis(modifiedMillis);
    try {
      Files.getFileAttributeView(path, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
          .setTimes(time, null, null);
    } catch (IOException e) {
      // Not every file system takes every time. The content matters more than its date.
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  void delete() throws IOException {
    channel.close();
    Files.deleteIfExists(path);
  }
}
