package io.p2pcopy.transfer.target;

import io.p2pcopy.transfer.file.DirectoryCache;
import io.p2pcopy.transfer.file.FileHoles;
import io.p2pcopy.transfer.file.ModifiedTime;
import io.p2pcopy.transfer.file.NativeName;
import io.p2pcopy.transfer.file.PinnedPath;
import io.p2pcopy.transfer.file.Umask;
import io.p2pcopy.transfer.target.name.PartialName;
import io.p2pcopy.transfer.target.name.SafeName;
import io.p2pcopy.transfer.target.name.TargetNames;
import io.p2pcopy.transfer.target.name.TargetPath;
import io.p2pcopy.transfer.wire.LocalFailureException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The directory that everything is stored in, and the only place that makes a path of the file
 * system from anything that a peer or a journal says. Each component of such a path must be a safe
 * name, and each directory on the way must be a real one that belongs to this user: a link is never
 * followed, whoever made it, and another user's directory is not used. Paths are relative, with
 * {@code /} between the components.
 */
final class TargetDirectory implements AutoCloseable {

  private static final FileAttribute<?>[] NO_ATTRIBUTES = {};
  private static final FileAttribute<?>[] OWN_DIRECTORY = permissions("rwx------");
  private static final FileAttribute<?>[] OWN_FILE = permissions("rw-------");

  /**
   * A path.
   *
   * @param shown what people read
   * @param parent the directory's path below the root
   * @param name the last component
   */
  private record Resolved(Path shown, Path parent, Path name) {}

  /** A directory of which the path was resolved. */
  private record Directory(String path, Path shown, Path relative) {}

  private final TargetRoot opened;
  private final Path root;
  private final boolean posix;
  private final TargetNames names;
  private final Ownership ownership;
  private final DirectoryCache directories;
  private final int umask;

  /** The same for many files, one after the other. */
  private volatile @Nullable Directory lastParent;

  /** The directory that was found writable last. */
  private @Nullable String lastWritable;

  private TargetDirectory(TargetRoot opened, boolean posix) throws IOException {
    this.opened = opened;
    this.root = opened.path();
    this.posix = posix;
    names = TargetNames.of(root);
    ownership =
        posix ? Ownership.of(opened.pinned().path(), names.hasLocalOwners()) : Ownership.none();
    directories =
        new DirectoryCache(
            opened.pinned(),
            (relative, directory) ->
                ownership.requireOwnDirectory(
                    directory.path(), root.resolve(relative).toString(), directory.options()));
    umask = posix ? Umask.current() : 0;
  }

  static TargetDirectory open(Path directory) throws LocalFailureException {
    TargetRoot root = TargetRoot.open(directory);
    boolean posix = root.path().getFileSystem().supportedFileAttributeViews().contains("posix");
    try {
      return new TargetDirectory(root, posix);
    } catch (IOException e) {
      root.close();
      throw LocalFailureException.file(directory, "opened", e);
    }
  }

  Path root() {
    return root;
  }

  /** Returns a path to the root for system calls, whatever has its name by now. */
  Path pinnedRoot() {
    return opened.pinned().path();
  }

  /** Fails with {@code TARGET_LOST} if nothing can be stored any more. */
  void check() throws LocalFailureException {
    LocalFailureException problem = opened.problem();
    if (problem != null) {
      throw problem;
    }
  }

  TargetNames names() {
    return names;
  }

  /** Returns the path that people read. */
  Path shown(String path) {
    return resolve(path).shown();
  }

  /** Returns what there is, without following a link, or {@code null} if there is nothing. */
  @Nullable BasicFileAttributes look(String path) throws IOException {
    try (Reached reached = reach(path, false)) {
      return Files.readAttributes(
          reached.path(), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  /** Returns whether a file that is there can be read. */
  boolean isReadable(String path) {
    try {
      open(path).close();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Returns whether what has the name is this user's, or root's. */
  boolean isOwn(String path) throws IOException {
    try (Reached reached = reach(path, false)) {
      return ownership.isOwn(reached.path(), LinkOption.NOFOLLOW_LINKS);
    }
  }

  /** Returns whether a directory that is there is this user's alone, so that files may go there. */
  boolean isOwnDirectory(String path) {
    try {
      enter(path).close();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Returns whether a journal or partial file that is there is an ordinary file of this user alone.
   */
  boolean isPrivateFile(String path) throws IOException {
    try (Reached reached = reach(path, false)) {
      return posix
          ? ownership.isPrivateFile(reached.path(), LinkOption.NOFOLLOW_LINKS)
          : Files.isRegularFile(reached.path(), LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /**
   * Makes a directory that only its owner can use, or finds one there that is this user's alone,
   * and tells whether it was made.
   */
  boolean makeDirectory(String path) throws IOException {
    boolean made = create(path);
    // Refuses what is another user's, or was put there meanwhile.
    enter(path).close();
    return made;
  }

  /**
   * Creates a file that nobody else has, for reading and writing, and that only its owner can use.
   *
   * @throws FileAlreadyExistsException if anything has that name, be it a link
   */
  FileChannel createFile(String path) throws IOException {
    try (Reached reached = reach(path, true)) {
      return FileChannel.open(
          reached.path(),
          Set.<OpenOption>of(
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.CREATE_NEW,
              StandardOpenOption.SPARSE,
              LinkOption.NOFOLLOW_LINKS),
          posix ? OWN_FILE : NO_ATTRIBUTES);
    }
  }

  /** Opens an ordinary file that is there, to read. */
  FileChannel open(String path) throws IOException {
    try (Reached reached = reach(path, true);
        PinnedPath file = reached.pin()) {
      // Opening a pipe would wait for its other end.
      requireFile(
          Files.readAttributes(file.path(), BasicFileAttributes.class, file.options())
              .isRegularFile());
      return openPinned(file, StandardOpenOption.READ);
    }
  }

  /** Opens a journal or partial file, which must be an ordinary file of this user alone. */
  FileChannel openPrivate(String path) throws IOException {
    try (Reached reached = reach(path, true);
        PinnedPath file = reached.pin()) {
      requireFile(
          posix
              ? ownership.isPrivateFile(file.path(), file.options())
              : Files.isRegularFile(file.path(), file.options()));
      return openPinned(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }
  }

  /** Looks for the holes of a file; finds none where that is not possible. */
  FileHoles holes(String path, @Nullable Object key) {
    try (Reached reached = reach(path, true);
        PinnedPath file = reached.pin()) {
      return FileHoles.of(file.path(), key);
    } catch (IOException e) {
      return FileHoles.unknown();
    }
  }

  /** Makes a symbolic link. The caller has looked at its target. */
  void makeLink(String path, String target) throws IOException {
    try (Reached reached = reach(path, true)) {
      Files.createSymbolicLink(reached.path(), root.getFileSystem().getPath(target));
    } catch (InvalidPathException | UnsupportedOperationException e) {
      throw new IOException("such a link cannot be made here", e);
    }
  }

  /** Waits until the names in a directory are on the disk, where the system can do that. */
  void forceDirectory(String path) {
    try (DirectoryCache.Use directory = enter(path);
        FileChannel channel = FileChannel.open(directory.path(), StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // Some systems open no directories, and some directories may not be read.
    }
  }

  /** Deletes a partial file of this user, under whatever other names it has. */
  void deletePartial(String path) throws IOException {
    if (PartialName.is(TargetPath.name(path))) {
      deleteOwn(path);
    }
  }

  /** Deletes a file of this program, unless another user has put one in its place. */
  void deleteOwn(String path) throws IOException {
    try (Reached reached = reach(path, true)) {
      if (ownership.isOwn(reached.path(), LinkOption.NOFOLLOW_LINKS)) {
        Files.deleteIfExists(reached.path());
      }
    } catch (NoSuchFileException e) {
      // It is gone already.
    }
  }

  /** Tells whether there is a link with this text. */
  boolean isLink(String path, String target) throws IOException {
    try (Reached reached = reach(path, false)) {
      Path link = reached.path();
      return Files.isSymbolicLink(link)
          && Files.readSymbolicLink(link).toString().equals(target)
          && ownership.isOwn(link, LinkOption.NOFOLLOW_LINKS);
    }
  }

  /** Fails if nothing can be created in the directory that the path leads through last. */
  void checkWritable(String path) throws IOException {
    String parent = TargetPath.parent(path);
    if (parent.equals(lastWritable)) {
      return;
    }
    try (DirectoryCache.Use directory = enter(parent)) {
      if (!Files.isWritable(directory.path())) {
        throw new AccessDeniedException(shownDirectory(parent).toString());
      }
    }
    lastWritable = parent;
  }

  /**
   * Gives a file or directory of this user its permissions, less those that the umask takes.
   *
   * @param mode or {@code Entry.UNKNOWN_MODE} for those of a new one
   * @param key what it was known by when it was made, {@code null} if nothing is known
   */
  void setPermissions(String path, int mode, @Nullable Object key) throws IOException {
    if (!posix) {
      return;
    }
    try (Reached reached = reach(path, false);
        PinnedPath file = reached.pin()) {
      boolean same = key == null || Objects.equals(key, file.key());
      if (!same || !ownership.isOwn(file.path(), file.options())) {
        throw new IOException("something else has its name");
      }
      Files.getFileAttributeView(file.path(), PosixFileAttributeView.class, file.options())
          .setPermissions(Permissions.of(mode));
    }
  }

  /** Returns the permissions that an entry with this mode gets. */
  int permissions(int mode, boolean directory) {
    return Permissions.withUmask(mode, directory, umask);
  }

  /** Gives a file or directory its time. */
  void setModified(String path, long millis) throws IOException {
    try (Reached reached = reach(path, false)) {
      ModifiedTime.set(reached.path(), millis);
    }
  }

  /** Does something with two names in the directory of the first. */
  <T> T inDirectory(String first, String second, TwoNames<T> action) throws IOException {
    try (Reached reached = reach(first, true)) {
      return action.apply(reached.path(), reached.sibling(resolve(second).name()));
    }
  }

  /** What is done with two names in a directory. */
  interface TwoNames<T> {
    T apply(Path first, Path second) throws IOException;
  }

  /** Returns the failure to do something with an entry, or what made everything fail. */
  LocalFailureException failure(String path, String verb, IOException cause) {
    if (!DiskFull.is(cause)) {
      LocalFailureException problem = opened.problem();
      if (problem != null) {
        return problem;
      }
    }
    return DiskFull.failure(root, shown(path), verb, cause);
  }

  @Override
  public void close() {
    directories.close();
    opened.close();
  }

  private boolean create(String path) throws IOException {
    try (Reached reached = reach(path, true)) {
      Files.createDirectory(reached.path(), posix ? OWN_DIRECTORY : NO_ATTRIBUTES);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }

  private static FileChannel openPinned(PinnedPath file, OpenOption... options) throws IOException {
    Set<OpenOption> all = new HashSet<>(List.of(options));
    all.addAll(List.of(file.options()));
    return FileChannel.open(file.path(), all);
  }

  private static void requireFile(boolean usable) throws IOException {
    if (!usable) {
      throw new UnusableFileException();
    }
  }

  /** A name in a directory that is open. */
  private record Reached(DirectoryCache.Use directory, Path name) implements AutoCloseable {

    /** Returns the path for system calls. */
    Path path() {
      return directory.path().resolve(name);
    }

    Path sibling(Path other) {
      return directory.path().resolve(other);
    }

    PinnedPath pin() throws IOException {
      return directory.child(name);
    }

    @Override
    public void close() {
      directory.close();
    }
  }

  /**
   * Opens the directory that a path leads through last.
   *
   * @param current whether the path must still lead there. Names that are only looked at are looked
   *     at where files have been put
   */
  private Reached reach(String path, boolean current) throws IOException {
    Resolved resolved = resolve(path);
    if (current && !opened.isThere()) {
      throw new IOException("the target directory was moved or deleted");
    }
    return new Reached(directories.enter(resolved.parent(), current), resolved.name());
  }

  /** Opens a directory; empty is the root. */
  private DirectoryCache.Use enter(String path) throws IOException {
    return directories.enter(directory(path).relative(), true);
  }

  private Path shownDirectory(String path) {
    return directory(path).shown();
  }

  private Resolved resolve(String path) {
    String parent = TargetPath.parent(path);
    Directory directory = directory(parent);
    String name = TargetPath.name(path);
    Path shown = child(directory.shown(), name);
    return new Resolved(shown, directory.relative(), Objects.requireNonNull(shown.getFileName()));
  }

  private Directory directory(String path) {
    if (path.isEmpty()) {
      return new Directory("", root, Path.of(""));
    }
    Directory last = lastParent;
    if (last == null || !last.path().equals(path)) {
      Path shown = root;
      for (String name : path.split("/", -1)) {
        shown = child(shown, name);
      }
      last = new Directory(path, shown, root.relativize(shown));
      lastParent = last;
    }
    return last;
  }

  private static Path child(Path directory, String name) {
    if (!SafeName.isPlain(name) || name.indexOf('/') >= 0) {
      throw new IllegalArgumentException("an unsafe name: " + name);
    }
    return NativeName.resolve(directory, name);
  }

  private static FileAttribute<?>[] permissions(String permissions) {
    return new FileAttribute<?>[] {
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
    };
  }
}
