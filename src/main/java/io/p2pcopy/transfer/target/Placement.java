package io.p2pcopy.transfer.target;

import io.p2pcopy.transfer.target.name.TargetPath;
import io.p2pcopy.transfer.wire.Entry;

/**
 * Where an entry goes.
 *
 * @param number its position in the list
 * @param entry as the sender told it: not safe to print
 * @param path where it will be, relative to the target directory, with {@code /} between the
 *     components; safe to print. A file may still get another name if this one is taken meanwhile
 * @param state what is known of it
 * @param sourceChanged whether an earlier attempt saw the source with another size or modification
 *     time
 */
public record Placement(long number, Entry entry, String path, State state, boolean sourceChanged) {

  /** What is known of an entry before the transfer begins. */
  public enum State {
    /** Nothing of it is there. */
    NEW,
    /** An earlier attempt left a part of it. */
    PARTIAL,
    /** An earlier attempt, or somebody else, left what may be the same: the hashes tell. */
    PRESENT,
    /** Its name is taken, and the person is going to be asked. */
    CONFLICT,
    /** A file is there, and is going to be replaced. */
    REPLACES,
    /** It cannot be stored: the directory that it would be in cannot be looked into. */
    BLOCKED,
    /** It is not wanted: its name is taken, or it is a link that is not made. */
    SKIPPED
  }

  /** {@return whether its own name, the last component of its path, is not the sender's} */
  public boolean renamed() {
    return !TargetPath.name(path).equals(TargetPath.name(entry.path()));
  }
}
