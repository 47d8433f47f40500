package io.p2pcopy.transfer.target;

import io.p2pcopy.transfer.file.LinuxFile;
import io.p2pcopy.transfer.target.name.TargetPath;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;

/** Gives a complete file its name, in one step, and takes no other file's name away. */
final class FinalName {

  static final int MAX_NUMBER = 999;

  /** Called with each name before it is tried. */
  interface Intent {
    void record(String name) throws IOException;
  }

  private FinalName() {}

  /**
   * Moves the file at {@code complete} to the path {@code wanted} in the same directory, or to the
   * first free {@code name (1)}, {@code name (2)} and so on.
   *
   * @param replace whether a file or link that has the name is replaced; a directory never is
   * @return the path that it has now
   */
  static String take(
      TargetDirectory directory, String complete, String wanted, boolean replace, Intent intent)
      throws IOException {
    String name = TargetPath.name(wanted);
    if (replace) {
      BasicFileAttributes there = directory.look(wanted);
      if (there == null || !there.isDirectory()) {
        intent.record(name);
        directory.inDirectory(
            complete, wanted, (from, to) -> Files.move(from, to, StandardCopyOption.ATOMIC_MOVE));
        return wanted;
      }
    }
    for (int number = 0; number <= MAX_NUMBER; number++) {
      String candidate = TargetPath.sibling(wanted, directory.names().numbered(name, number));
      if (directory.look(candidate) != null) {
        continue;
      }
      intent.record(TargetPath.name(candidate));
      if (directory.inDirectory(complete, candidate, FinalName::moveIfFree)) {
        return candidate;
      }
    }
    throw new FileAlreadyExistsException(wanted);
  }

  /** A rename replaces what has the name, unless the system can be asked not to. */
  private static boolean moveIfFree(Path complete, Path target) throws IOException {
    return switch (LinuxFile.renameIfFree(complete, target)) {
      case DONE -> true;
      case TAKEN -> false;
      case UNABLE -> linkAndDelete(complete, target);
    };
  }

  /** A second link fails where the name is taken. */
  static boolean linkAndDelete(Path complete, Path target) throws IOException {
    try {
      Files.createLink(target, complete);
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (UnsupportedOperationException | FileSystemException e) {
      return reserveAndMove(complete, target);
    }
    Files.delete(complete);
    return true;
  }

  /** For file systems without links, such as FAT: an empty file keeps the name for the rename. */
  static boolean reserveAndMove(Path complete, Path target) throws IOException {
    try {
      Files.createFile(target);
    } catch (FileAlreadyExistsException e) {
      return false;
    }
    try {
      Files.move(complete, target, StandardCopyOption.ATOMIC_MOVE);
      return true;
    } catch (IOException e) {
      Files.deleteIfExists(target);
      throw e;
    }
  }
}
