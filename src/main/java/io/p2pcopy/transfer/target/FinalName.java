package io.p2pcopy.transfer.target;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Gives a complete file its name, in one step, and takes no other file's name away. */
final class FinalName {

  private static final int MAX_NUMBER = 9_999;

  private FinalName() {}

  /**
   * Moves {@code complete} to {@code name} in the same directory, or to the first free {@code name
   * (1)}, {@code name (2)} and so on.
   *
   * @param overwrite whether a file or link that has the name is replaced; a directory never is
   * @return where the file is now
   */
  static Path take(Path complete, String name, boolean overwrite) throws IOException {
    Path wanted = complete.resolveSibling(name);
    if (overwrite && !Files.isDirectory(wanted, LinkOption.NOFOLLOW_LINKS)) {
      return Files.move(complete, wanted, StandardCopyOption.ATOMIC_MOVE);
    }
    for (int number = 0; number <= MAX_NUMBER; number++) {
      Path candidate = complete.resolveSibling(SafeName.numbered(name, number));
      if (moveIfFree(complete, candidate)) {
        return candidate;
      }
    }
    throw new FileAlreadyExistsException(wanted.toString());
  }

  /** A second link fails where the name is taken; a rename would replace what has it. */
  private static boolean moveIfFree(Path complete, Path target) throws IOException {
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
