package io.p2pcopy.transfer.file;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Native;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * What Linux can do with files and Java cannot. Optional: on other systems, and where anything
 * about it does not work, whoever asks does without. Not for several threads at a time.
 */
public final class LinuxFile implements AutoCloseable {

  // From the kernel's headers, the same on all platforms that Java runs on.
  private static final int O_RDONLY = 0;
  private static final int SEEK_DATA = 3;
  private static final int SEEK_HOLE = 4;
  private static final int AT_FDCWD = -100;
  private static final int AT_SYMLINK_NOFOLLOW = 0x100;
  private static final int RENAME_NOREPLACE = 1;
  private static final int ENXIO = 6;
  private static final int EEXIST = 17;
  private static final int ENODATA = 61;
  private static final int EOPNOTSUPP = 95;
  private static final int O_NONBLOCK_CLOEXEC = 0x80800;

  private static final int LONG_OFFSETS = 8;

  private static final boolean LINUX = System.getProperty("os.name", "").equals("Linux");

  /** What has become of a file that was to be renamed. */
  public enum Renaming {
    DONE,
    /** Something else has the name; nothing has changed. */
    TAKEN,
    /** It cannot be done in this way; nothing has changed. */
    UNABLE
  }

  /** The functions of the C library that are needed; some do not have all of them. */
  private interface CLibrary extends Library {
    int open(byte[] path, int flags) throws LastErrorException;

    long lseek(int file, long offset, int whence) throws LastErrorException;

    int syncfs(int file) throws LastErrorException;

    int close(int file);

    int renameat2(int fromDirectory, byte[] from, int toDirectory, byte[] to, int flags)
        throws LastErrorException;

    int utimensat(int directory, byte[] path, long[] times, int flags) throws LastErrorException;

    long getxattr(byte[] path, String name, byte @Nullable [] value, long size)
        throws LastErrorException;
  }

  private static final class CLibraryHolder {
    static final CLibrary LIBRARY = Native.load("c", CLibrary.class);
  }

  private final CLibrary library;
  private final int file;

  private LinuxFile(CLibrary library, int file) {
    this.library = library;
    this.file = file;
  }

  /** Opens a file or a directory to read, if that is possible. */
  public static @Nullable LinuxFile open(Path path) {
    if (!isPossible(path)) {
      return null;
    }
    try {
      CLibrary library = CLibraryHolder.LIBRARY;
      return new LinuxFile(
          library, library.open(NativeName.bytesOf(path), O_RDONLY | O_NONBLOCK_CLOEXEC));
    } catch (LastErrorException | LinkageError | IllegalArgumentException e) {
      return null;
    }
  }

  /** Gives a file another name on the same file system, in one step, unless something has it. */
  public static Renaming renameIfFree(Path from, Path to) {
    if (!isPossible(from) || !isPossible(to)) {
      return Renaming.UNABLE;
    }
    try {
      CLibraryHolder.LIBRARY.renameat2(
          AT_FDCWD, NativeName.bytesOf(from), AT_FDCWD, NativeName.bytesOf(to), RENAME_NOREPLACE);
      return Renaming.DONE;
    } catch (LastErrorException e) {
      return e.getErrorCode() == EEXIST ? Renaming.TAKEN : Renaming.UNABLE;
    } catch (LinkageError | IllegalArgumentException e) {
      return Renaming.UNABLE;
    }
  }

  /**
   * Sets the times of a file, or of a link itself, in milliseconds since 1970, which may be
   * negative. Returns whether that succeeded.
   */
  static boolean setTimes(Path path, long accessedMillis, long modifiedMillis) {
    if (!isPossible(path)) {
      return false;
    }
    // Two struct timespec. Some file systems in user space ignore one without the other.
    long[] times = {
      Math.floorDiv(accessedMillis, 1000L),
      Math.floorMod(accessedMillis, 1000L) * 1_000_000,
      Math.floorDiv(modifiedMillis, 1000L),
      Math.floorMod(modifiedMillis, 1000L) * 1_000_000
    };
    try {
      CLibraryHolder.LIBRARY.utimensat(
          AT_FDCWD, NativeName.bytesOf(path), times, AT_SYMLINK_NOFOLLOW);
      return true;
    } catch (LastErrorException | LinkageError | IllegalArgumentException e) {
      return false;
    }
  }

  /**
   * Returns whether it is certain that nobody but the owner and the group has a right by name (an
   * access control list of POSIX). Follows links.
   */
  public static boolean hasNoAccessList(Path path) {
    if (!isPossible(path)) {
      return false;
    }
    try {
      CLibraryHolder.LIBRARY.getxattr(NativeName.bytesOf(path), "system.posix_acl_access", null, 0);
      return false;
    } catch (LastErrorException e) {
      return e.getErrorCode() == ENODATA || e.getErrorCode() == EOPNOTSUPP;
    } catch (LinkageError | IllegalArgumentException e) {
      return false;
    }
  }

  /** Returns by what the file that is open can be told from all others, or {@code null}. */
  public @Nullable Object key() {
    try {
      return Files.readAttributes(Path.of("/proc/self/fd/" + file), BasicFileAttributes.class)
          .fileKey();
    } catch (IOException e) {
      return null;
    }
  }

  /**
   * Returns where the next data is, at the offset or behind it.
   *
   * @param size returned where there is none
   */
  public long nextData(long offset, long size) {
    try {
      return library.lseek(file, offset, SEEK_DATA);
    } catch (LastErrorException e) {
      return e.getErrorCode() == ENXIO ? size : offset;
    }
  }

  /**
   * Returns where the next hole is, at the offset or behind it.
   *
   * @param size returned where there is none
   */
  public long nextHole(long offset, long size) {
    try {
      return library.lseek(file, offset, SEEK_HOLE);
    } catch (LastErrorException e) {
      return size;
    }
  }

  /** Waits until everything that was written to its file system is on the disk. */
  public void syncFileSystem() {
    try {
      library.syncfs(file);
    } catch (LastErrorException | LinkageError e) {
      // The files are compared after the machine went down.
    }
  }

  @Override
  public void close() {
    library.close(file);
  }

  private static boolean isPossible(Path path) {
    return LINUX && Native.POINTER_SIZE == LONG_OFFSETS && NativeName.isText(path);
  }
}
