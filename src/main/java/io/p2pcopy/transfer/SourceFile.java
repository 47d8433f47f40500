package io.p2pcopy.transfer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;

/** A file to send, as it was when it was opened: what comes later as a change ends the transfer. */
final class SourceFile {

  interface Sink {
    /** Takes the next piece of the content, which the file does not touch any more. */
    void put(byte[] chunk) throws InterruptedException;
  }

  private final Path path;
  private final BasicFileAttributes attributes;

  private SourceFile(Path path, BasicFileAttributes attributes) {
    this.path = path;
    this.attributes = attributes;
  }

  /** Looks at the file and whether it can be read. */
  static SourceFile open(Path path) throws LocalFailure {
    try {
      var attributes = Files.readAttributes(path, BasicFileAttributes.class);
      if (attributes.isDirectory()) {
        throw new LocalFailure(FailureCode.FILE, path + " is a directory, not a file.");
      }
      if (!attributes.isRegularFile()) {
        throw new LocalFailure(FailureCode.FILE, path + " is not an ordinary file.");
      }
      FileChannel.open(path, StandardOpenOption.READ).close();
      return new SourceFile(path, attributes);
    } catch (IOException e) {
      throw LocalFailure.file(path, "read", e);
    }
  }

  Path path() {
    return path;
  }

  /** Returns the name without the directories. */
  String name() {
    return String.valueOf(path.toAbsolutePath().normalize().getFileName());
  }

  long size() {
    return attributes.size();
  }

  long modifiedMillis() {
    return attributes.lastModifiedTime().toMillis();
  }

  /**
   * Reads the whole content in pieces of {@code chunkSize} bytes, the last one shorter.
   *
   * @throws LocalFailure if it can't be read, or is not the same from the opening to the end
   */
  void read(int chunkSize, Sink sink) throws LocalFailure, InterruptedException {
    try (var channel = FileChannel.open(path, StandardOpenOption.READ)) {
      long remaining = size();
      while (remaining > 0) {
        byte[] chunk = new byte[(int) Math.min(chunkSize, remaining)];
        if (!fill(channel, ByteBuffer.wrap(chunk))) {
          throw changed("has become shorter while it was being sent");
        }
        sink.put(chunk);
        remaining -= chunk.length;
      }
      if (channel.size() > size()) {
        throw changed("has grown while it was being sent");
      }
    } catch (IOException e) {
      throw LocalFailure.file(path, "read", e);
    }
    checkUntouched();
  }

  private static boolean fill(FileChannel channel, ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        return false;
      }
    }
    return true;
  }

  /** Finds content that was replaced in place. A file that was deleted or moved has been read. */
  private void checkUntouched() throws LocalFailure {
    BasicFileAttributes now;
    try {
      now = Files.readAttributes(path, BasicFileAttributes.class);
    } catch (IOException e) {
      return;
    }
    boolean same = Objects.equals(now.fileKey(), attributes.fileKey());
    if (same && !now.lastModifiedTime().equals(attributes.lastModifiedTime())) {
      throw changed("was changed while it was being sent");
    }
  }

  private LocalFailure changed(String how) {
    return new LocalFailure(FailureCode.FILE_CHANGED, path + " " + how + ".");
  }
}
