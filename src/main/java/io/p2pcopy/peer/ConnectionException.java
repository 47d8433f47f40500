package io.p2pcopy.peer;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A connection failed or ended. The {@linkplain #getMessage() message} is written for the user. */
public final class ConnectionException extends IOException {

  private static final long serialVersionUID = 1L;

  /** The kinds of failure that callers treat differently. */
  public enum Reason {
    /** The peer did not connect within {@link PeerConfig#patience}. */
    PEER_ABSENT,
    /** Both descriptions are known, but no connectivity check succeeded. */
    NO_PATH,
    /** The DTLS handshake failed. */
    HANDSHAKE_FAILED,
    /**
     * The certificate does not match the fingerprint in the description (RFC 8122): someone may be
     * intercepting the connection.
     */
    FINGERPRINT_MISMATCH,
    /** The connection was established, then the peer became unreachable or its consent expired. */
    LOST,
    /** The peer closed or aborted the connection. */
    CLOSED_BY_PEER,
    /** The peer violated a protocol. */
    PROTOCOL_VIOLATION,
    /** This side closed the connection. */
    CLOSED,
    /** A bug in this library; see the cause. */
    INTERNAL_ERROR
  }

  /** What ended the connection. */
  private final Reason reason;

  /** Why there was no path; {@code null} for another reason. */
  private final @Nullable NoPathCause noPathCause;

  /**
   * Creates an exception with one sentence for the user.
   *
   * @param reason what ended the connection
   * @param sentence for the user
   */
  public ConnectionException(Reason reason, String sentence) {
    super(sentence);
    this.reason = reason;
    this.noPathCause = null;
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
    this.noPathCause = null;
  }

  /** Creates an exception with {@link Reason#NO_PATH}. */
  ConnectionException(NoPathCause cause) {
    super(cause.sentence());
    this.reason = Reason.NO_PATH;
    this.noPathCause = cause;
  }

  /** {@return why no path was found; empty unless the reason is {@link Reason#NO_PATH}} */
  public Optional<NoPathCause> noPathCause() {
    return Optional.ofNullable(noPathCause);
  }

  /** {@return what ended the connection} */
  public Reason reason() {
    return reason;
  }
}
