package io.p2pcopy.transfer.source;

import io.p2pcopy.transfer.file.DirectoryCache;
import io.p2pcopy.transfer.file.PinnedPath;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The directories that the user has named, and those below them. Links are followed up to the named
 * directory and not below it, also where somebody puts one in the place of a directory during the
 * transfer. For any thread.
 */
final class SourceDirectories implements AutoCloseable {

  /** A directory that the user has named, and what tells it from another one with its path. */
  private record Root(Path path, @Nullable Object key) {}

  /** A name in a directory that is open. */
  record Reached(DirectoryCache.Use directory, Path name) implements AutoCloseable {

    /** Returns the path for system calls. */
    Path path() {
      return directory.path().resolve(name);
    }

    PinnedPath pin() throws IOException {
      return directory.child(name);
    }

    @Override
    public void close() {
      directory.close();
    }
  }

  private final List<Root> roots = new ArrayList<>();

  /** The number of the root whose directories are open. */
  private int current = -1;

  private @Nullable DirectoryCache open;

  /** Takes a directory with its real path, and returns its number. */
  synchronized int add(Path directory) throws IOException {
    try (PinnedPath pinned = PinnedPath.directory(directory)) {
      roots.add(new Root(directory, pinned.key()));
    }
    return roots.size() - 1;
  }

  /**
   * Returns whatever has a path below the root of that number, to be closed after use.
   *
   * @param current whether the path must still lead to the directory that was opened
   */
  Reached reach(int root, Path path, boolean current) throws IOException {
    return new Reached(
        enter(root, Objects.requireNonNull(path.getParent()), current),
        Objects.requireNonNull(path.getFileName()));
  }

  /** Returns the root of that number or a directory below it, to be closed after use. */
  synchronized DirectoryCache.Use enter(int root, Path directory, boolean current)
      throws IOException {
    Path top = roots.get(root).path();
    return cache(root).enter(top.relativize(directory), current);
  }

  @Override
  public synchronized void close() {
    if (open != null) {
      open.close();
      open = null;
    }
    current = -1;
  }

  private DirectoryCache cache(int root) throws IOException {
    DirectoryCache there = open;
    if (there != null && current == root) {
      return there;
    }
    close();
    Root wanted = roots.get(root);
    PinnedPath pinned = PinnedPath.directory(wanted.path());
    if (!Objects.equals(wanted.key(), pinned.key())) {
      pinned.close();
      throw new IOException("another directory has taken its place");
    }
    DirectoryCache made = new DirectoryCache(pinned, (relative, opened) -> {});
    open = made;
    current = root;
    return made;
  }
}
