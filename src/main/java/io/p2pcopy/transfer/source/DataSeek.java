package io.p2pcopy.transfer.source;

import io.p2pcopy.transfer.file.LinuxFile;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** Finds the holes of a file without reading them, where the system can do that. */
final class DataSeek implements AutoCloseable {

  private final LinuxFile file;
  private final long size;

  private DataSeek(LinuxFile file, long size) {
    this.file = file;
    this.size = size;
  }

  /** Opens a file if it is the one with these attributes: the path may name another one by now. */
  static @Nullable DataSeek of(Path path, BasicFileAttributes attributes) {
    Object key = attributes.fileKey();
    if (key == null) {
      return null;
    }
    LinuxFile file = LinuxFile.open(path);
    if (file == null) {
      return null;
    }
    if (key.equals(file.key())) {
      return new DataSeek(file, attributes.size());
    }
    file.close();
    return null;
  }

  /** Returns where the next data is, at the offset or behind it; the size if there is none. */
  long nextData(long offset) {
    return file.nextData(offset, size);
  }

  /** Returns where the next hole is, at the offset or behind it; at the latest the size. */
  long nextHole(long offset) {
    return file.nextHole(offset, size);
  }

  @Override
  public void close() {
    file.close();
  }
}
