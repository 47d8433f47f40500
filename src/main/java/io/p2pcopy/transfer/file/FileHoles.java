package io.p2pcopy.transfer.file;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Finds the holes of a file without reading it, where the system can do that; elsewhere it finds
 * none. Not for several threads at a time.
 */
public final class FileHoles implements AutoCloseable {

  private @Nullable LinuxFile file;

  private FileHoles(@Nullable LinuxFile file) {
    this.file = file;
  }

  /** Returns one that finds nothing. */
  public static FileHoles unknown() {
    return new FileHoles(null);
  }

  /**
   * Opens a file.
   *
   * @param key of the file that is meant: the path may lead to another one by now
   */
  public static FileHoles of(Path path, @Nullable Object key) {
    LinuxFile file = key == null ? null : LinuxFile.open(path);
    if (file != null && (key == null || !key.equals(file.key()))) {
      file.close();
      file = null;
    }
    return new FileHoles(file);
  }

  /**
   * Returns where the hole ends in which the offset lies.
   *
   * @param size of the file in bytes; returned where no data follows
   * @return the offset itself if there may be data
   */
  public long end(long offset, long size) {
    LinuxFile open = file;
    return open == null ? offset : Math.min(size, open.nextData(offset, size));
  }

  /** Closes the file; nothing is found afterwards. */
  @Override
  public void close() {
    LinuxFile open = file;
    file = null;
    if (open != null) {
      open.close();
    }
  }
}
