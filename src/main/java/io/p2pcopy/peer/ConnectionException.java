package io.p2pcopy.peer;

import java.io.IOException;

/**
 * Says why there is no connection (any more), in a {@linkplain #getMessage() sentence} for the
 * user.
 */
public final class ConnectionException extends IOException {

  private static final long serialVersionUID = 1L;

  /** The kinds of failure that callers treat differently. */
  public enum Reason {
    /**
     * The other person's description did not come, or did not take effect, within the configured
     * patience.
     */
    PEER_ABSENT,
    /** Both sides are there, and no path between them was found. */
    NO_PATH,
    /** The DTLS handshake failed. */
    HANDSHAKE_FAILED,
    /** The certificate is not the one that the description named: someone may be in between. */
    FINGERPRINT_MISMATCH,
    /** The connection was there and the network stopped carrying it. */
    LOST,
    /** The peer ended the connection on purpose or by an abort. */
    CLOSED_BY_PEER,
    /** The peer broke the protocol. */
    PROTOCOL_VIOLATION,
    /** This side closed the connection. */
    CLOSED,
    /** A bug in this library; the cause tells where. */
    INTERNAL_ERROR
  }

  /** What ended the connection. */
  private final Reason reason;

  /**
   * Creates an exception with one sentence for the user.
   *
   * @param reason what ended the connection
   * @param sentence for the user
   */
  public ConnectionException(Reason reason, String sentence) {
    super(sentence);
    this.reason = reason;
  }

  /**
   * Creates an exception with one sentence for the user.
   *
   * @param reason what ended the connection
   * @param sentence for the user
   * @param cause what went wrong below
   */
  public ConnectionException(Reason reason, String sentence, Throwable cause) {
    super(sentence, cause);
    this.reason = reason;
  }

  /** {@return what ended the connection} */
  public Reason reason() {
    return reason;
  }
}
