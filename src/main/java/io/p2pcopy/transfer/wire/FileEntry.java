package io.p2pcopy.transfer.wire;

/**
 * A file.
 *
 * @param size in bytes, 0 to 2^53 - 1, or {@link #UNKNOWN_SIZE}
 * @param modifiedMillis since 1970-01-01T00:00:00Z, or {@link Entry#UNKNOWN_TIME}
 * @param mode the nine POSIX permission bits, or {@link Entry#UNKNOWN_MODE}
 */
public record FileEntry(String path, long size, long modifiedMillis, int mode) implements Entry {

  /** The size of what comes out of a pipe. */
  public static final long UNKNOWN_SIZE = -1;
}
