package io.p2pcopy.transfer;

import io.p2pcopy.transfer.wire.FailureCode;
import io.p2pcopy.transfer.wire.LocalFailureException;
import org.jspecify.annotations.Nullable;

/** Says why a transfer did not succeed, in a {@linkplain #getMessage() sentence} for the user. */
public final class TransferException extends Exception {

  private static final long serialVersionUID = 1L;

  /** The kinds of failure that callers treat differently. */
  public enum Kind {
    /** The connection went away; what arrived is kept. */
    CONNECTION_LOST,
    /** The receiver, or the person there, did not want the files; or the sender took them back. */
    REFUSED_BY_PEER,
    /** The person at this side did not want the files. */
    REFUSED,
    /**
     * A file on this side: not found, unreadable, unwritable, disk full, changed while being sent.
     */
    LOCAL_FILE,
    /** A file on the other side: the same there. */
    PEER_FILE,
    /** What arrived is not what was sent. */
    INTEGRITY,
    /** One of the people says that the verification words differ. */
    NOT_VERIFIED,
    /** The peer broke the transfer protocol. */
    PROTOCOL
  }

  /** What ended the transfer. */
  private final Kind kind;

  /**
   * Creates an exception with one sentence for the user.
   *
   * @param kind what ended the transfer
   * @param sentence for the user
   */
  public TransferException(Kind kind, String sentence) {
    super(sentence);
    this.kind = kind;
  }

  /**
   * Creates an exception with one sentence for the user.
   *
   * @param kind what ended the transfer
   * @param sentence for the user
   * @param cause what went wrong below
   */
  public TransferException(Kind kind, String sentence, @Nullable Throwable cause) {
    super(sentence, cause);
    this.kind = kind;
  }

  /**
   * {@return what a failure on this side means to its caller}
   *
   * @param failure the failure of a local file
   */
  public static TransferException of(LocalFailureException failure) {
    return new TransferException(kindOf(failure.code()), failure.sentence(), failure);
  }

  /** {@return what ended the transfer} */
  public Kind kind() {
    return kind;
  }

  private static Kind kindOf(FailureCode code) {
    return switch (code) {
      case INTERRUPTED -> Kind.REFUSED_BY_PEER;
      case FILE, TARGET_LOST, FILE_CHANGED, DISK_FULL -> Kind.LOCAL_FILE;
      case INTEGRITY -> Kind.INTEGRITY;
      case PROTOCOL, SAME_ROLE -> Kind.PROTOCOL;
      case NOT_VERIFIED -> Kind.NOT_VERIFIED;
    };
  }
}
