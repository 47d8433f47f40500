package io.p2pcopy.transfer.wire;

/**
 * A file.
 *
 * @param size in bytes, 0 to 2^53 - 1, or {@link #UNKNOWN_SIZE}
 * @param modifiedMillis since 1970-01-01T00:00:00Z, or {@link Entry#UNKNOWN_TIME}
 * @param mode the nine POSIX permission bits, or {@link Entry#UNKNOWN_MODE}
 * @param holes how many of its bytes are known to lie in holes, which take no space on a disk
 */
public record FileEntry(String path, long size, long modifiedMillis, int mode, long holes)
    implements Entry {

  /** The size of what comes out of a pipe. */
  public static final long UNKNOWN_SIZE = -1;

  /** A file of which no holes are known. */
  public FileEntry(String path, long size, long modifiedMillis, int mode) {
    this(path, size, modifiedMillis, mode, 0);
  }

  /** Returns all that is known of it; the same for equal entries only. */
  @Override
  public String toString() {
    return "file "
        + path
        + ", size "
        + size
        + ", modified "
        + modifiedMillis
        + ", mode "
        + mode
        + ", holes "
        + holes;
  }
}
