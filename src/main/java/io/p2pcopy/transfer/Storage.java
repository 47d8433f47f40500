package io.p2pcopy.transfer;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The disk as a receiver needs it. */
interface Storage {

  Storage DISK = new Disk();

  /** Returns how many bytes can be written in the directory, {@link Long#MAX_VALUE} if unknown. */
  long usableSpace(Path directory) throws IOException;

  /**
   * Creates a file for writing.
   *
   * @throws java.nio.file.FileAlreadyExistsException if anything has that name, be it a link
   */
  FileChannel create(Path file) throws IOException;

  /** The file systems of this machine. */
  final class Disk implements Storage {

    private Disk() {}

    @Override
    public long usableSpace(Path directory) throws IOException {
      FileStore store = Files.getFileStore(directory);
      // Some network file systems do not know, and say that they have no space at all.
      return store.getTotalSpace() <= 0 ? Long.MAX_VALUE : store.getUsableSpace();
    }

    @Override
    public FileChannel create(Path file) throws IOException {
      return FileChannel.open(
          file, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW, LinkOption.NOFOLLOW_LINKS);
    }
  }
}
