package io.p2pcopy.transfer;

import io.p2pcopy.transfer.wire.FailureCode;
import io.p2pcopy.transfer.wire.LocalFailureException;
import org.jspecify.annotations.Nullable;

/** Thrown when a transfer fails. The {@linkplain #getMessage() message} is written for the user. */
public final class TransferException extends Exception {

  private static final long serialVersionUID = 1L;

  /** The kinds of failure that callers treat differently. */
  public enum Kind {
    /** The connection was lost. The receiver keeps the blocks that have arrived. */
    CONNECTION_LOST,
    /** The other side refused the files, or cancelled the transfer. */
    REFUSED_BY_PEER,
    /** The user of this side refused the files. */
    REFUSED,
    /**
     * A file on this side was not found, not readable or not writable, or changed while it was
     * sent; or the disk is full.
     */
    LOCAL_FILE,
    /** As {@link #LOCAL_FILE}, on the other side. */
    PEER_FILE,
    /** Received content does not match its hash. */
    INTEGRITY,
    /** A user reported that the verification words differ. */
    NOT_VERIFIED,
    /** The peer violated the transfer protocol. */
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
   * {@return the exception for a failure on this side}
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
