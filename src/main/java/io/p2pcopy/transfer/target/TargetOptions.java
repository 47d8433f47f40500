package io.p2pcopy.transfer.target;

/**
 * How a target treats what is there already.
 *
 * @param onConflict what to do with a file whose name is taken
 * @param question asked with {@link ConflictPolicy#ASK}
 * @param skipExisting whether a file whose name is taken by one with the same content is finished
 *     already: its hashes are told to the sender before {@code onConflict} is looked at
 * @param links whether symbolic links that come in are made, if they stay in their tree
 */
public record TargetOptions(
    ConflictPolicy onConflict, ConflictQuestion question, boolean skipExisting, boolean links) {

  /** Renames, and makes no links. */
  public static final TargetOptions DEFAULT =
      new TargetOptions(ConflictPolicy.RENAME, ConflictQuestion.RENAME, false, false);
}
