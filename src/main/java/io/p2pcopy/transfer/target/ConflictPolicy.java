package io.p2pcopy.transfer.target;

/** What to do with a received file whose name is taken. */
public enum ConflictPolicy {
  /** Store it under another name. */
  RENAME,
  /** Do not receive it. */
  SKIP,
  /** Replace the existing file when the new one is complete. A directory is never replaced. */
  OVERWRITE,
  /** Ask the user for each file. */
  ASK
}
