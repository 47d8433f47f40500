package io.p2pcopy.transfer.source;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Native;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * Finds the holes of a file without reading them, on Linux. Optional: where anything about it does
 * not work, there is none, and holes are read.
 */
final class DataSeek implements AutoCloseable {

  // From the kernel's headers, the same on all platforms that Java runs on.
  private static final int SEEK_DATA = 3;
  private static final int SEEK_HOLE = 4;
  private static final int ENXIO = 6;
  private static final int O_RDONLY = 0;

  private static final int LONG_OFFSETS = 8;

  /** The functions of the C library that are needed. */
  private interface CLibrary extends Library {
    int open(byte[] path, int flags) throws LastErrorException;

    long lseek(int file, long offset, int whence) throws LastErrorException;

    int close(int file);
  }

  private static final class CLibraryHolder {
    static final CLibrary LIBRARY = Native.load("c", CLibrary.class);
  }

  private final CLibrary library;
  private final int file;
  private final long size;

  private DataSeek(CLibrary library, int file, long size) {
    this.library = library;
    this.file = file;
    this.size = size;
  }

  /** Opens a file if it is the one with these attributes. */
  static @Nullable DataSeek of(Path path, BasicFileAttributes attributes) {
    Object key = attributes.fileKey();
    boolean able = System.getProperty("os.name", "").equals("Linux") && key != null;
    if (!able || Native.POINTER_SIZE != LONG_OFFSETS || !DiskPath.isText(path)) {
      return null;
    }
    try {
      CLibrary library = CLibraryHolder.LIBRARY;
      String encoding = System.getProperty("sun.jnu.encoding", "UTF-8");
      int file = library.open(Native.toByteArray(path.toString(), encoding), O_RDONLY);
      var seek = new DataSeek(library, file, attributes.size());
      if (key.equals(seek.fileKey())) {
        return seek;
      }
      seek.close();
      return null;
    } catch (LastErrorException | LinkageError | IllegalArgumentException e) {
      return null;
    }
  }

  /** Returns where the next data is, at the offset or behind it; the size if there is none. */
  long nextData(long offset) {
    try {
      return library.lseek(file, offset, SEEK_DATA);
    } catch (LastErrorException e) {
      return e.getErrorCode() == ENXIO ? size : offset;
    }
  }

  /** Returns where the next hole is, at the offset or behind it; at the latest the size. */
  long nextHole(long offset) {
    try {
      return library.lseek(file, offset, SEEK_HOLE);
    } catch (LastErrorException e) {
      return size;
    }
  }

  @Override
  public void close() {
    library.close(file);
  }

  /** The path may name another file by now. */
  private @Nullable Object fileKey() {
    try {
      return Files.readAttributes(Path.of("/proc/self/fd/" + file), BasicFileAttributes.class)
          .fileKey();
    } catch (IOException e) {
      return null;
    }
  }
}
