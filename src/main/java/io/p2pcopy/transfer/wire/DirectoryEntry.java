package io.p2pcopy.transfer.wire;

/**
 * A directory. What is in it follows it in the list.
 *
 * @param modifiedMillis since 1970-01-01T00:00:00Z, or {@link Entry#UNKNOWN_TIME}
 * @param mode the nine POSIX permission bits, or {@link Entry#UNKNOWN_MODE}
 */
public record DirectoryEntry(String path, long modifiedMillis, int mode) implements Entry {}
