package io.p2pcopy.transfer.target;

import io.p2pcopy.transfer.wire.FailureCode;
import io.p2pcopy.transfer.wire.LocalFailureException;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Knows a full disk, or a quota that is used up, from other failures. */
final class DiskFull {

  /** A disk with less room than this is full; the error itself says so in the user's language. */
  private static final long FULL = 1 << 16;

  private DiskFull() {}

  static boolean is(IOException cause) {
    String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
    return message.contains("no space left")
        || message.contains("quota exceeded")
        || message.contains("not enough space on the disk");
  }

  /** Returns the failure to do something with a file in {@code directory}. */
  static LocalFailureException failure(Path directory, Path file, String verb, IOException cause) {
    if (!is(cause) && !hasNoRoom(directory)) {
      return LocalFailureException.file(file, verb, cause);
    }
    return new LocalFailureException(
        FailureCode.DISK_FULL, "There is no space left in " + directory + ".", cause);
  }

  /** Returns how many bytes can be written in the directory, {@link Long#MAX_VALUE} if unknown. */
  static long usableSpace(Path directory) throws IOException {
    FileStore store = Files.getFileStore(directory);
    // Some network file systems do not know, and say that they have no space at all.
    return store.getTotalSpace() <= 0 ? Long.MAX_VALUE : store.getUsableSpace();
  }

  private static boolean hasNoRoom(Path directory) {
    try {
      return usableSpace(directory) < FULL;
    } catch (IOException e) {
      return false;
    }
  }
}
