package io.p2pcopy.transfer.target;

import io.p2pcopy.transfer.file.LinuxFile;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Decides which files and directories of the target are this user's own, so that no other user of
 * the computer has prepared them or can change them. Where the file system has no owners or keeps
 * no permissions, everything is taken for this user's.
 */
final class Ownership {

  private static final int ROOT = 0;
  private static final int TYPE = 0170000;
  private static final int REGULAR = 0100000;
  private static final int WRITABLE_BY_GROUP = 0020;
  private static final int WRITABLE_BY_OTHERS = 0002;
  private static final String ATTRIBUTES = "unix:uid,mode,nlink";

  /** The owner of what this process creates there, {@code null} where there are no owners. */
  private final @Nullable Integer user;

  private Ownership(@Nullable Integer user) {
    this.user = user;
  }

  /** Returns an instance for a file system without owners. */
  static Ownership none() {
    return new Ownership(null);
  }

  /**
   * Finds out by a file who owns what this process creates. File servers may give it another owner
   * than this process has, and some file systems have no permissions of their own.
   *
   * @param local whether owners and permissions are those of this system, so that a file in the
   *     directory for temporary files shows the same and nothing is created in the target
   * @param target the target directory
   */
  static Ownership of(Path target, boolean local) {
    Ownership found = local ? probed(null) : null;
    if (found == null) {
      found = probed(target);
    }
    if (found == null && !local) {
      found = probed(null);
    }
    return found == null ? none() : found;
  }

  /** Returns whether the user, or root, owns what the path leads to. */
  boolean isOwn(Path path, LinkOption... options) throws IOException {
    return user == null || isOwn(attributes(path, options));
  }

  /**
   * Fails unless a directory is the user's own, or root's, and nobody else can create, rename or
   * replace anything in it.
   *
   * @param shown its path in the message
   */
  void requireOwnDirectory(Path path, String shown, LinkOption... options) throws IOException {
    if (user == null) {
      return;
    }
    Map<String, Object> attributes = attributes(path, options);
    if (!isOwn(attributes)) {
      throw new FileSystemException(shown, null, shown + " belongs to another user");
    }
    if (isWritableByOthers(path, attributes, options)) {
      throw new FileSystemException(shown, null, "other users can write to " + shown);
    }
  }

  /**
   * Returns whether a file can only have been written by this user: an ordinary file of this user
   * with a single name, which nobody else may write to.
   */
  boolean isPrivateFile(Path path, LinkOption... options) throws IOException {
    Map<String, Object> attributes = attributes(path, options);
    if ((number(attributes, "mode") & TYPE) != REGULAR) {
      return false;
    }
    return user == null
        || (number(attributes, "uid") == user
            && number(attributes, "nlink") == 1
            && !isWritableByOthers(path, attributes, options));
  }

  private boolean isOwn(Map<String, Object> attributes) {
    int owner = number(attributes, "uid");
    return user == null || owner == user || owner == ROOT;
  }

  private static boolean isWritableByOthers(
      Path path, Map<String, Object> attributes, LinkOption... options) throws IOException {
    int mode = number(attributes, "mode");
    if ((mode & WRITABLE_BY_OTHERS) != 0) {
      return true;
    }
    return (mode & WRITABLE_BY_GROUP) != 0 && !isGroupOfOneUser(path, options);
  }

  /**
   * Many systems give each user a group of the same name with no other member, and a umask of 002.
   * With an access control list, the group's permissions are those of everybody in the list.
   */
  private static boolean isGroupOfOneUser(Path path, LinkOption... options) throws IOException {
    var attributes = Files.readAttributes(path, PosixFileAttributes.class, options);
    return attributes.owner().getName().equals(attributes.group().getName())
        && LinuxFile.hasNoAccessList(path);
  }

  /** Returns {@code null} if no file can be created there. */
  private static @Nullable Ownership probed(@Nullable Path directory) {
    try {
      var permissions =
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
      Path probe =
          directory == null
              ? Files.createTempFile("p2pcopy-", ".tmp", permissions)
              : Files.createTempFile(directory, ".p2pcopy-owner-", ".tmp", permissions);
      try {
        Map<String, Object> attributes = attributes(probe, LinkOption.NOFOLLOW_LINKS);
        int mode = number(attributes, "mode");
        boolean kept = (mode & (WRITABLE_BY_GROUP | WRITABLE_BY_OTHERS)) == 0;
        return new Ownership(kept ? number(attributes, "uid") : null);
      } finally {
        Files.deleteIfExists(probe);
      }
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return null;
    }
  }

  private static Map<String, Object> attributes(Path path, LinkOption... options)
      throws IOException {
    return Files.readAttributes(path, ATTRIBUTES, options);
  }

  private static int number(Map<String, Object> attributes, String name) {
    return ((Number) Objects.requireNonNull(attributes.get(name))).intValue();
  }
}
