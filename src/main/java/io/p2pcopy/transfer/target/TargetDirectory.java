package io.p2pcopy.transfer.target;

import io.p2pcopy.transfer.file.NativeName;
import io.p2pcopy.transfer.wire.LocalFailure;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The directory that everything is stored in, and the only place that makes a path of the file
 * system from anything that a peer or a journal says. Each component of such a path must be a safe
 * name, and each directory on the way must be a real one: a link is never followed, whoever made
 * it. Paths are relative, with {@code /} between the components.
 */
final class TargetDirectory implements AutoCloseable {

  private static final FileAttribute<?>[] NO_ATTRIBUTES = {};
  private static final FileAttribute<?>[] OWN_DIRECTORY = permissions("rwx------");
  private static final FileAttribute<?>[] OWN_FILE = permissions("rw-------");

  /** A directory and its path in the file system. */
  private record Resolved(String path, Path directory) {}

  private final TargetRoot opened;
  private final Path root;
  private final boolean posix;
  private final TargetNames names;

  /** The same for many files, one after the other. */
  private volatile @Nullable Resolved lastParent;

  /** The directory that was found writable last. */
  private @Nullable String lastWritable;

  private TargetDirectory(TargetRoot opened, boolean posix) {
    this.opened = opened;
    this.root = opened.path();
    this.posix = posix;
    names = TargetNames.of(root);
  }

  static TargetDirectory open(Path directory) throws LocalFailure {
    TargetRoot root = TargetRoot.open(directory);
    boolean posix = root.path().getFileSystem().supportedFileAttributeViews().contains("posix");
    return new TargetDirectory(root, posix);
  }

  Path root() {
    return root;
  }

  /** Fails with {@code TARGET_LOST} if nothing can be stored any more. */
  void check() throws LocalFailure {
    LocalFailure problem = opened.problem();
    if (problem != null) {
      throw problem;
    }
  }

  TargetNames names() {
    return names;
  }

  /** Tells whether files have POSIX permissions here. */
  boolean isPosix() {
    return posix;
  }

  /** Returns the path in the file system. */
  Path resolve(String path) {
    String parent = TargetPath.parent(path);
    Path directory = root;
    if (!parent.isEmpty()) {
      Resolved last = lastParent;
      if (last == null || !last.path().equals(parent)) {
        last = new Resolved(parent, resolve(parent));
        lastParent = last;
      }
      directory = last.directory();
    }
    String name = parent.isEmpty() ? path : path.substring(parent.length() + 1);
    if (!SafeName.isPlain(name) || name.indexOf('/') >= 0) {
      throw new IllegalArgumentException("an unsafe name: " + name);
    }
    return NativeName.resolve(directory, name);
  }

  /** Returns what there is, without following a link, or {@code null} if there is nothing. */
  @Nullable BasicFileAttributes look(String path) throws IOException {
    try {
      return Files.readAttributes(
          resolve(path), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  /** Returns whether a file that is there can be read. */
  boolean isReadable(String path) {
    try {
      open(path, false).close();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Makes a directory, or finds it there, and tells whether it was made. */
  boolean makeDirectory(String path, boolean onlyForOwner) throws IOException {
    checkParents(path);
    try {
      Files.createDirectory(resolve(path), posix && onlyForOwner ? OWN_DIRECTORY : NO_ATTRIBUTES);
      return true;
    } catch (FileAlreadyExistsException e) {
      checkDirectory(resolve(path));
      return false;
    }
  }

  /**
   * Creates a file that nobody else has, for reading and writing.
   *
   * @throws FileAlreadyExistsException if anything has that name, be it a link
   */
  FileChannel create(String path, boolean onlyForOwner) throws IOException {
    checkParents(path);
    return FileChannel.open(
        resolve(path),
        Set.<OpenOption>of(
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.SPARSE,
            LinkOption.NOFOLLOW_LINKS),
        posix && onlyForOwner ? OWN_FILE : NO_ATTRIBUTES);
  }

  /** Opens an ordinary file that is there. */
  FileChannel open(String path, boolean forWriting) throws IOException {
    checkParents(path);
    BasicFileAttributes attributes = look(path);
    if (attributes == null) {
      throw new NoSuchFileException(path);
    }
    // Opening a pipe would wait for its other end.
    if (!attributes.isRegularFile()) {
      throw new IOException("it is not an ordinary file");
    }
    return forWriting
        ? FileChannel.open(
            resolve(path),
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            LinkOption.NOFOLLOW_LINKS)
        : FileChannel.open(resolve(path), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
  }

  /** Makes a symbolic link. The caller has looked at its target. */
  void makeLink(String path, String target) throws IOException {
    checkParents(path);
    try {
      Files.createSymbolicLink(resolve(path), root.getFileSystem().getPath(target));
    } catch (InvalidPathException | UnsupportedOperationException e) {
      throw new IOException("such a link cannot be made here", e);
    }
  }

  /** Waits until the names in a directory are on the disk, where the system can do that. */
  void forceDirectory(String path) {
    Path opened = path.isEmpty() ? root : resolve(path);
    try (FileChannel channel = FileChannel.open(opened, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // Some systems open no directories, and some directories may not be read.
    }
  }

  /** Deletes a partial file. */
  void deletePartial(String path) throws IOException {
    if (PartialName.is(TargetPath.name(path))) {
      checkParents(path);
      Files.deleteIfExists(resolve(path));
    }
  }

  /** Tells whether there is a link with this text. */
  boolean isLink(String path, String target) throws IOException {
    Path link = resolve(path);
    return Files.isSymbolicLink(link) && Files.readSymbolicLink(link).toString().equals(target);
  }

  /** Fails unless each directory on the way to it is a real one. */
  void checkParents(String path) throws IOException {
    // A path that ends with a slash is its own parent.
    for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
      checkDirectory(resolve(path.substring(0, slash)));
    }
  }

  /** Fails if nothing can be created in the directory that the path leads through last. */
  void checkWritable(String path) throws IOException {
    String parent = TargetPath.parent(path);
    if (parent.equals(lastWritable)) {
      return;
    }
    checkParents(path);
    Path directory = parent.isEmpty() ? root : resolve(parent);
    if (!Files.isWritable(directory)) {
      throw new AccessDeniedException(directory.toString());
    }
    lastWritable = parent;
  }

  /** Returns the failure to do something with an entry, or what made everything fail. */
  LocalFailure failure(String path, String verb, IOException cause) {
    if (!DiskFull.is(cause)) {
      LocalFailure problem = opened.problem();
      if (problem != null) {
        return problem;
      }
    }
    return DiskFull.failure(root, resolve(path), verb, cause);
  }

  @Override
  public void close() {
    opened.close();
  }

  private static void checkDirectory(Path path) throws IOException {
    var attributes =
        Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (!attributes.isDirectory()) {
      String what = attributes.isSymbolicLink() ? "a link, which is not followed" : "no directory";
      throw new FileSystemException(path.toString(), null, path + " is " + what);
    }
  }

  private static FileAttribute<?>[] permissions(String permissions) {
    return new FileAttribute<?>[] {
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
    };
  }
}
