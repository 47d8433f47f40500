package io.p2pcopy.transfer.wire;

/** One entry of the list that a sender offers. */
public sealed interface Entry permits FileEntry, DirectoryEntry, LinkEntry {

  /** The modification time of an entry for which the sender told none. */
  long UNKNOWN_TIME = Long.MIN_VALUE;

  /** The permissions of an entry for which the sender told none. */
  int UNKNOWN_MODE = -1;

  /**
   * Returns the relative path with {@code /} between the components, as the sender has it: not yet
   * safe to use or to print.
   */
  String path();
}
