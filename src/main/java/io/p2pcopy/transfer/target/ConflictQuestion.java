package io.p2pcopy.transfer.target;

/** Asks the user what to do with a file whose name is taken. */
@FunctionalInterface
public interface ConflictQuestion {

  /** Renames every file. */
  ConflictQuestion RENAME = (path, size) -> ConflictPolicy.RENAME;

  /**
   * Blocks until the person has decided.
   *
   * @param path where the file would be, relative to the target directory; safe to print
   * @param size of what comes in, in bytes, or {@code FileEntry.UNKNOWN_SIZE}
   * @return anything but {@code ASK}
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  ConflictPolicy ask(String path, long size) throws InterruptedException;
}
