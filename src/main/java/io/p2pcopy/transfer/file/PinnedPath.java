package io.p2pcopy.transfer.file;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * A directory or file that stays the same while it is in use, whoever renames it or puts a link in
 * its place or in that of a directory above it. On Linux it is a descriptor, and {@link #path()}
 * leads to that. Elsewhere it is an ordinary path, looked at once: what happens to the path later
 * is not noticed.
 */
public final class PinnedPath implements AutoCloseable {

  private static final int NONE = -1;
  private static final LinkOption[] FOLLOW = {};
  private static final LinkOption[] NO_FOLLOW = {LinkOption.NOFOLLOW_LINKS};

  private final Path path;
  private final int descriptor;
  private boolean closed;

  private PinnedPath(Path path, int descriptor) {
    this.path = path;
    this.descriptor = descriptor;
  }

  /**
   * Pins a directory that the user has named; links in its path are followed.
   *
   * @throws IOException if it is no directory, or cannot be reached
   */
  public static PinnedPath directory(Path path) throws IOException {
    if (LinuxDescriptor.isSupported()) {
      return pinned(LinuxDescriptor.openDirectory(path));
    }
    return unpinned(path.toRealPath());
  }

  /** Returns an ordinary path to a directory, as on systems that cannot pin one. */
  static PinnedPath unpinned(Path path) {
    return new PinnedPath(path, NONE);
  }

  /** Returns whether it leads to the same file whatever happens to its name. */
  public boolean isPinned() {
    return descriptor != NONE;
  }

  /**
   * Pins a directory in this one.
   *
   * @param name one component
   * @throws IOException if it is a link, which is never followed, or no directory
   */
  public PinnedPath childDirectory(Path name) throws IOException {
    BasicFileAttributes attributes =
        Files.readAttributes(resolve(name), BasicFileAttributes.class, NO_FOLLOW);
    if (!attributes.isDirectory()) {
      String what = attributes.isSymbolicLink() ? "a link, which is not followed" : "no directory";
      throw new FileSystemException(name.toString(), null, name + " is " + what);
    }
    return isPinned()
        ? pinned(LinuxDescriptor.openDirectoryAt(descriptor, name))
        : unpinned(resolve(name));
  }

  /**
   * Pins whatever has that name in this directory: a link itself, not what it leads to.
   *
   * @param name one component
   */
  public PinnedPath child(Path name) throws IOException {
    return isPinned() ? pinned(LinuxDescriptor.openAt(descriptor, name)) : unpinned(resolve(name));
  }

  /** Returns the path for system calls; not for people to read. */
  public Path path() {
    return path;
  }

  /**
   * Returns the path for system calls of a name in this directory. The name itself is not pinned.
   */
  public Path resolve(Path name) {
    return path.resolve(name);
  }

  /** Returns the options with which {@link #path()} leads to what is pinned, and no further. */
  public LinkOption[] options() {
    return isPinned() ? FOLLOW.clone() : NO_FOLLOW.clone();
  }

  /** Returns what tells it from every other file, {@code null} if the system has nothing. */
  public @Nullable Object key() throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class, options()).fileKey();
  }

  @Override
  public synchronized void close() {
    // The number of a closed descriptor may soon be another one's.
    if (isPinned() && !closed) {
      closed = true;
      LinuxDescriptor.close(descriptor);
    }
  }

  private static PinnedPath pinned(int descriptor) {
    return new PinnedPath(LinuxDescriptor.path(descriptor), descriptor);
  }
}
