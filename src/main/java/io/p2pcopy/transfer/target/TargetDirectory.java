package io.p2pcopy.transfer.target;

import io.p2pcopy.transfer.file.NativeName;
import io.p2pcopy.transfer.wire.FailureCode;
import io.p2pcopy.transfer.wire.LocalFailure;
import java.io.IOException;
import java.nio.channels.FileChannel;
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
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The directory that everything is stored in, and the only place that makes a path of the file
 * system from anything that a peer or a journal says. Each component of such a path must be a safe
 * name, and each directory on the way must be a real one: a link is never followed, whoever made
 * it. Paths are relative, with {@code /} between the components.
 */
final class TargetDirectory {

  private static final FileAttribute<?>[] NO_ATTRIBUTES = {};
  private static final FileAttribute<?>[] OWN_DIRECTORY = permissions("rwx------");
  private static final FileAttribute<?>[] OWN_FILE = permissions("rw-------");

  /** A directory and its path in the file system. */
  private record Resolved(String path, Path directory) {}

  private final Path root;
  private final boolean posix;

  /** The same for many files, one after the other. */
  private volatile @Nullable Resolved lastParent;

  private TargetDirectory(Path root, boolean posix) {
    this.root = root;
    this.posix = posix;
  }

  static TargetDirectory open(Path directory) throws LocalFailure {
    Path root;
    try {
      root = directory.toRealPath();
    } catch (IOException e) {
      throw LocalFailure.file(directory, "opened", e);
    }
    if (!Files.isDirectory(root)) {
      throw new LocalFailure(FailureCode.FILE, directory + " is not a directory.");
    }
    if (!Files.isWritable(root)) {
      String why =
          isReadOnly(root) ? "the file system is read-only" : "there is no permission for it";
      throw new LocalFailure(
          FailureCode.FILE, "Nothing can be written to " + root + ": " + why + ".");
    }
    boolean posix = root.getFileSystem().supportedFileAttributeViews().contains("posix");
    return new TargetDirectory(root, posix);
  }

  Path root() {
    return root;
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

  LocalFailure failure(String path, String verb, IOException cause) {
    return DiskFull.failure(root, resolve(path), verb, cause);
  }

  private static void checkDirectory(Path path) throws IOException {
    var attributes =
        Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (!attributes.isDirectory()) {
      String what = attributes.isSymbolicLink() ? "a link, which is not followed" : "no directory";
      throw new IOException(path + " is " + what);
    }
  }

  private static FileAttribute<?>[] permissions(String permissions) {
    return new FileAttribute<?>[] {
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
    };
  }

  private static boolean isReadOnly(Path directory) {
    try {
      return Files.getFileStore(directory).isReadOnly();
    } catch (IOException e) {
      return false;
    }
  }
}
