package io.p2pcopy.cli.environment;

/** What the program's exit status means; the list in {@code docs/cli.md} is the same. */
public enum ExitCode {
  /** Done, and verified by the receiver. */
  DONE(0),
  /** A fault of this program itself. */
  BUG(1),
  USAGE(2),
  /** The peer's line could not be used. */
  UNUSABLE_BLOB(3),
  NO_CONNECTION(4),
  /** The connection was there and ended too early; what arrived is kept. */
  CONNECTION_LOST(5),
  /** The peer did not want the file or could not take it, or the user here did not want it. */
  REFUSED(6),
  /** A file on this side. */
  LOCAL_FILE(7),
  /** What arrived is not what was sent. */
  INTEGRITY(8),
  /** Some files are not there; all the others are, verified. */
  INCOMPLETE(9),
  /** The verification words differ. */
  NOT_VERIFIED(10),
  /** The value that shells use for a program that was ended by Ctrl-C. */
  INTERRUPTED(130);

  private final int status;

  ExitCode(int status) {
    this.status = status;
  }

  public int status() {
    return status;
  }
}
