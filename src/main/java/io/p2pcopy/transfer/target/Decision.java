package io.p2pcopy.transfer.target;

/** What the receiver requests of an entry. */
public enum Decision {
  /** All of it. Directories and links are wanted, too, although nothing is sent for them. */
  ALL,
  /** What differs from the blocks that are here: {@link Target#begin} and read them. */
  DIFFERENCES,
  /** Nothing. */
  NOTHING
}
