package io.p2pcopy.transfer.target;

/** What happens to a file that comes in where something has its name. */
public enum ConflictPolicy {
  /** It gets another name. */
  RENAME,
  /** It is not received. */
  SKIP,
  /** It takes the place of what is there, once it is complete. A directory is never replaced. */
  OVERWRITE,
  /** The person decides for each. */
  ASK
}
