package io.p2pcopy.transfer.file;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Native;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * File descriptors that name a file without opening its content ({@code O_PATH}), and the paths in
 * {@code /proc} that lead to them. {@code openat} for one component after the other works on every
 * kernel; {@code openat2} needs Linux 5.6 and a system call number for each platform.
 */
final class LinuxDescriptor {

  /** In place of a directory's descriptor: relative to the working directory. */
  static final int WORKING_DIRECTORY = -100;

  private static final int O_CLOEXEC = 0x80000;
  private static final int O_PATH = 0x200000;
  private static final int ENOENT = 2;
  private static final int EACCES = 13;
  private static final int ENOTDIR = 20;
  private static final int ELOOP = 40;

  /** These platforms have other numbers for two of the flags. */
  private static final boolean LIKE_ARM =
      Set.of("aarch64", "arm", "ppc64", "ppc64le", "ppc")
          .contains(System.getProperty("os.arch", ""));

  private static final int O_DIRECTORY = LIKE_ARM ? 0x4000 : 0x10000;
  private static final int O_NOFOLLOW = LIKE_ARM ? 0x8000 : 0x20000;

  private static final Path PROC = Path.of("/proc");

  private interface CLibrary extends Library {
    int openat(int directory, byte[] path, int flags) throws LastErrorException;

    int close(int file);
  }

  private static final class CLibraryHolder {
    static final CLibrary LIBRARY = Native.load("c", CLibrary.class);
  }

  private static final class SupportHolder {
    static final boolean SUPPORTED =
        System.getProperty("os.name", "").equals("Linux") && worksHere();
  }

  private LinuxDescriptor() {}

  /** Returns whether descriptors can be used: with JNA, {@code /proc}, and the expected flags. */
  static boolean isSupported() {
    return SupportHolder.SUPPORTED;
  }

  /** Opens a directory; follows links. */
  static int openDirectory(Path path) throws IOException {
    return open(WORKING_DIRECTORY, path, O_DIRECTORY);
  }

  /** Opens a real directory in a directory. */
  static int openDirectoryAt(int directory, Path name) throws IOException {
    return open(directory, name, O_DIRECTORY | O_NOFOLLOW);
  }

  /** Opens whatever has a name in a directory, a link itself included. */
  static int openAt(int directory, Path name) throws IOException {
    return open(directory, name, O_NOFOLLOW);
  }

  static void close(int descriptor) {
    CLibraryHolder.LIBRARY.close(descriptor);
  }

  /** Returns a path that leads to what is open, whatever has its name by then. */
  static Path path(int descriptor) {
    return Path.of("/proc/self/fd/" + descriptor);
  }

  private static int open(int directory, Path path, int flags) throws IOException {
    try {
      return CLibraryHolder.LIBRARY.openat(
          directory, NativeName.bytesOf(path), flags | O_PATH | O_CLOEXEC);
    } catch (LastErrorException e) {
      throw failure(path, e);
    }
  }

  private static IOException failure(Path path, LastErrorException cause) {
    String name = path.toString();
    return switch (cause.getErrorCode()) {
      case ENOENT -> new NoSuchFileException(name);
      case EACCES -> new AccessDeniedException(name);
      case ENOTDIR, ELOOP ->
          new FileSystemException(name, null, name + " is a link or no directory");
      default -> {
        String reason = String.valueOf(cause.getMessage()).replaceFirst("^\\[\\d+] ", "");
        var failure = new FileSystemException(name, null, reason);
        failure.initCause(cause);
        yield failure;
      }
    };
  }

  /** A link must be refused, and the path must lead to what is open. */
  private static boolean worksHere() {
    try {
      int proc = openDirectory(PROC);
      try {
        return Objects.equals(key(PROC), key(path(proc))) && refusesLinks(proc);
      } finally {
        close(proc);
      }
    } catch (IOException | LinkageError e) {
      return false;
    }
  }

  private static boolean refusesLinks(int proc) {
    try {
      close(openDirectoryAt(proc, Path.of("self")));
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  private static @Nullable Object key(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
  }
}
