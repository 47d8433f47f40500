package io.p2pcopy.transfer.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;

/**
 * The owner and the permissions of a file, as numbers.
 *
 * @param user the numeric identifier of the owner
 * @param mode the type and the permission bits, as in {@code st_mode}
 * @param links the number of names that the file has
 */
public record UnixAttributes(int user, int mode, int links) {

  /** The identifier of the superuser. */
  public static final int ROOT = 0;

  public static final int WRITABLE_BY_GROUP = 0020;
  public static final int WRITABLE_BY_OTHERS = 0002;
  public static final int STICKY = 01000;

  private static final int TYPE = 0170000;
  private static final int REGULAR = 0100000;
  private static final int LINK = 0120000;

  /**
   * Reads all of them by one system call.
   *
   * @throws IOException if the file cannot be looked at, or lacks one of them
   * @throws UnsupportedOperationException if the file system has none of them
   */
  public static UnixAttributes of(Path path, LinkOption... options) throws IOException {
    Map<String, Object> read = Files.readAttributes(path, "unix:uid,mode,nlink", options);
    return new UnixAttributes(
        number(read, "uid", path), number(read, "mode", path), number(read, "nlink", path));
  }

  /** Returns whether the user, or root, owns the file. */
  public boolean belongsTo(int user) {
    return this.user == user || this.user == ROOT;
  }

  /** Returns whether any of these permission bits is set. */
  public boolean hasAny(int bits) {
    return (mode & bits) != 0;
  }

  public boolean isRegularFile() {
    return (mode & TYPE) == REGULAR;
  }

  public boolean isSymbolicLink() {
    return (mode & TYPE) == LINK;
  }

  private static int number(Map<String, Object> read, String name, Path path) throws IOException {
    if (read.get(name) instanceof Number value) {
      return value.intValue();
    }
    throw new IOException("The file system does not know the " + name + " of " + path + ".");
  }
}
