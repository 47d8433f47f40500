package io.p2pcopy.transfer;

import org.jspecify.annotations.Nullable;

/** Says why a transfer did not succeed, in a {@linkplain #getMessage() sentence} for the user. */
public final class TransferException extends Exception {

  private static final long serialVersionUID = 1L;

  /** The kinds of failure that callers treat differently. */
  public enum Kind {
    /** The connection went away; what arrived is kept. */
    CONNECTION_LOST,
    /** The receiver, or the person there, did not want the file; or the sender took it back. */
    REFUSED_BY_PEER,
    /**
     * A file on this side: not found, unreadable, unwritable, disk full, changed while being sent.
     */
    LOCAL_FILE,
    /** A file on the other side: the same there. */
    PEER_FILE,
    /** What arrived is not what was sent. */
    INTEGRITY,
    /** The peer broke the transfer protocol. */
    PROTOCOL
  }

  private final Kind kind;

  public TransferException(Kind kind, String sentence) {
    super(sentence);
    this.kind = kind;
  }

  public TransferException(Kind kind, String sentence, @Nullable Throwable cause) {
    super(sentence, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
