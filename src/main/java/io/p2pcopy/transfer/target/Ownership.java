package io.p2pcopy.transfer.target;

import io.p2pcopy.transfer.file.LinuxFile;
import io.p2pcopy.transfer.file.UnixAttributes;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/**
 * Decides which files and directories of the target are this user's own, so that no other user of
 * the computer has prepared them or can change them. Where the file system has no owners or keeps
 * no permissions, everything is taken for this user's.
 */
final class Ownership {

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
    return user == null || UnixAttributes.of(path, options).belongsTo(user);
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
    var attributes = UnixAttributes.of(path, options);
    if (!attributes.belongsTo(user)) {
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
    var attributes = UnixAttributes.of(path, options);
    if (!attributes.isRegularFile()) {
      return false;
    }
    return user == null
        || (attributes.user() == user
            && attributes.links() == 1
            && !isWritableByOthers(path, attributes, options));
  }

  private static boolean isWritableByOthers(
      Path path, UnixAttributes attributes, LinkOption... options) throws IOException {
    if (attributes.hasAny(UnixAttributes.WRITABLE_BY_OTHERS)) {
      return true;
    }
    return attributes.hasAny(UnixAttributes.WRITABLE_BY_GROUP) && !isGroupOfOneUser(path, options);
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
        var attributes = UnixAttributes.of(probe, LinkOption.NOFOLLOW_LINKS);
        boolean kept =
            !attributes.hasAny(
                UnixAttributes.WRITABLE_BY_GROUP | UnixAttributes.WRITABLE_BY_OTHERS);
        return new Ownership(kept ? attributes.user() : null);
      } finally {
        Files.deleteIfExists(probe);
      }
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return null;
    }
  }
}
