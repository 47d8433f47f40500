package io.p2pcopy.transfer.target;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Native;
import java.nio.file.Path;

/**
 * Waits until everything that was written to a file system is on its disk, on Linux: once for
 * thousands of files. Optional: where it does not work, nothing happens.
 */
final class DiskSync {

  private static final int O_RDONLY = 0;

  /** The functions of the C library that are needed. */
  private interface CLibrary extends Library {
    int open(byte[] path, int flags) throws LastErrorException;

    int syncfs(int file) throws LastErrorException;

    int close(int file);
  }

  private static final class CLibraryHolder {
    static final CLibrary LIBRARY = Native.load("c", CLibrary.class);
  }

  private DiskSync() {}

  static void everythingOn(Path directory) {
    if (!System.getProperty("os.name", "").equals("Linux")) {
      return;
    }
    try {
      CLibrary library = CLibraryHolder.LIBRARY;
      String encoding = System.getProperty("sun.jnu.encoding", "UTF-8");
      int file = library.open(Native.toByteArray(directory.toString(), encoding), O_RDONLY);
      try {
        library.syncfs(file);
      } finally {
        library.close(file);
      }
    } catch (LastErrorException | LinkageError | IllegalArgumentException e) {
      // The files are compared after the machine went down.
    }
  }
}
