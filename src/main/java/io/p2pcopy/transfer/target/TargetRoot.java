package io.p2pcopy.transfer.target;

import io.p2pcopy.transfer.file.PinnedPath;
import io.p2pcopy.transfer.wire.FailureCode;
import io.p2pcopy.transfer.wire.LocalFailureException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AccessMode;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The directory that a transfer goes into. It stays the one that was opened, and it knows when its
 * path leads somewhere else.
 */
final class TargetRoot implements AutoCloseable {

  private final Path path;
  private final @Nullable Object key;

  /** Kept open: without it, FAT and FUSE may give the directory another inode number. */
  private final @Nullable DirectoryStream<Path> opened;

  private final PinnedPath pinned;

  private TargetRoot(
      Path path, @Nullable Object key, @Nullable DirectoryStream<Path> opened, PinnedPath pinned) {
    this.path = path;
    this.key = key;
    this.opened = opened;
    this.pinned = pinned;
  }

  static TargetRoot open(Path directory) throws LocalFailureException {
    Path path;
    try {
      path = directory.toRealPath();
    } catch (IOException e) {
      throw LocalFailureException.file(directory, "opened", e);
    }
    if (!Files.isDirectory(path)) {
      throw new LocalFailureException(FailureCode.FILE, directory + " is not a directory.");
    }
    if (!Files.isWritable(path)) {
      throw new LocalFailureException(
          FailureCode.FILE,
          "Nothing can be written to " + path + ": " + whyNotWritable(path) + ".");
    }
    try {
      PinnedPath pinned = PinnedPath.directory(path);
      // On systems that pin nothing, the file system needs the stream, and the key is as good.
      DirectoryStream<Path> opened = pinned.isPinned() ? null : openStream(path);
      Object key = pinned.isPinned() || opened != null ? pinned.key() : null;
      return new TargetRoot(path, key, opened, pinned);
    } catch (IOException e) {
      throw LocalFailureException.file(directory, "opened", e);
    }
  }

  Path path() {
    return path;
  }

  /** Returns the directory itself, to be closed by whoever uses it. */
  PinnedPath pinned() {
    return pinned;
  }

  /** Returns whether its path leads to it. */
  boolean isThere() {
    try {
      BasicFileAttributes now = attributes(path);
      return now.isDirectory() && (key == null || Objects.equals(key, now.fileKey()));
    } catch (IOException e) {
      return false;
    }
  }

  /** Returns why nothing can be stored any more, or {@code null} if that is possible. */
  @Nullable LocalFailureException problem() {
    try {
      BasicFileAttributes now = attributes(path);
      if (!now.isDirectory() || (key != null && !Objects.equals(key, now.fileKey()))) {
        return lost("Something else has taken the place of " + path);
      }
    } catch (IOException e) {
      return lost("The directory " + path + " was moved, deleted or unmounted");
    }
    if (!Files.isWritable(path)) {
      return lost("Nothing can be written to " + path + " any more: " + whyNotWritable(path));
    }
    return null;
  }

  @Override
  public void close() {
    try {
      if (opened != null) {
        opened.close();
      }
    } catch (IOException e) {
      // Nothing was read from it.
    }
  }

  private static LocalFailureException lost(String what) {
    return new LocalFailureException(FailureCode.TARGET_LOST, what + ".");
  }

  private static BasicFileAttributes attributes(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }

  /** Returns {@code null} for a directory that may be written to and not be read. */
  private static @Nullable DirectoryStream<Path> openStream(Path path) {
    try {
      return path.getFileSystem().provider().newDirectoryStream(path, entry -> true);
    } catch (IOException e) {
      return null;
    }
  }

  private static String whyNotWritable(Path directory) {
    try {
      directory.getFileSystem().provider().checkAccess(directory, AccessMode.WRITE);
    } catch (AccessDeniedException e) {
      return "there is no permission for it";
    } catch (FileSystemException e) {
      boolean known = e.getReason() != null && !e.getReason().contains("Read-only");
      return known ? String.valueOf(e.getReason()) : "the file system is read-only";
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
    return "it could not be written to";
  }
}
