package io.p2pcopy.transfer.file;

import io.p2pcopy.limit.PeerLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The directories below a root, each reached from the one above it without following a link. Those
 * that were used last stay open. For any thread.
 */
public final class DirectoryCache implements AutoCloseable {

  /** Looks at a directory that has just been opened, and refuses it by an exception. */
  public interface Inspection {
    void inspect(Path relative, PinnedPath opened) throws IOException;
  }

  private static final Path ROOT = Path.of("");

  private final Use root;
  private final Inspection inspection;

  /** Those that are open, the one that was used last at the end. */
  private final Map<Path, Use> open = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * Takes a root, which is closed with the cache.
   *
   * @param inspection called once for each directory below the root that is opened
   */
  public DirectoryCache(PinnedPath root, Inspection inspection) throws IOException {
    this.root = new Use(root, root.key());
    this.inspection = inspection;
  }

  /**
   * Returns a directory, to be closed after use.
   *
   * @param relative its path below the root, empty for the root itself
   * @param current whether its path must still lead to it. Otherwise one that is open is returned
   *     without a look at what has its name now
   * @throws IOException if it is not there, or a link or something else is in its place or on the
   *     way to it
   */
  public Use enter(Path relative, boolean current) throws IOException {
    synchronized (open) {
      Use use = current ? null : open.get(relative);
      if (use == null || !use.pinned.isPinned()) {
        use = find(relative);
      }
      use.users++;
      return use;
    }
  }

  /** Closes what is open below the root, unless it is in use. */
  public void clear() {
    synchronized (open) {
      open.values().forEach(Use::discard);
      open.clear();
    }
  }

  @Override
  public void close() {
    clear();
    synchronized (open) {
      root.discard();
    }
  }

  private Use find(Path relative) throws IOException {
    if (relative.equals(ROOT)) {
      return root;
    }
    Path parent = relative.getParent();
    Use above = find(parent == null ? ROOT : parent);
    Path name = Objects.requireNonNull(relative.getFileName());
    Use known = open.get(relative);
    if (known != null) {
      if (known.is(above.path().resolve(name))) {
        return known;
      }
      open.remove(relative);
      known.discard();
    }
    Use opened = open(above, relative, name);
    open.put(relative, opened);
    closeEldest();
    return opened;
  }

  private Use open(Use above, Path relative, Path name) throws IOException {
    PinnedPath pinned = above.pinned.childDirectory(name);
    try {
      inspection.inspect(relative, pinned);
      return new Use(pinned, pinned.key());
    } catch (IOException e) {
      pinned.close();
      throw e;
    }
  }

  private void closeEldest() {
    if (open.size() > PeerLimits.Transfer.OPEN_DIRECTORIES) {
      Iterator<Use> all = open.values().iterator();
      all.next().discard();
      all.remove();
    }
  }

  /** An open directory in use; closing it ends the use. */
  public final class Use implements AutoCloseable {

    private final PinnedPath pinned;
    private final @Nullable Object key;
    private int users;
    private boolean discarded;

    private Use(PinnedPath pinned, @Nullable Object key) {
      this.pinned = pinned;
      this.key = key;
    }

    /** Returns the path for system calls. */
    public Path path() {
      return pinned.path();
    }

    /** Pins whatever has that name in it. */
    public PinnedPath child(Path name) throws IOException {
      return pinned.child(name);
    }

    @Override
    public void close() {
      synchronized (open) {
        users--;
        closeIfUnused();
      }
    }

    private void discard() {
      discarded = true;
      closeIfUnused();
    }

    private void closeIfUnused() {
      if (discarded && users == 0) {
        pinned.close();
      }
    }

    /** Returns whether that path leads to it. */
    private boolean is(Path path) throws IOException {
      var now = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return now.isDirectory() && Objects.equals(now.fileKey(), key);
    }
  }
}
