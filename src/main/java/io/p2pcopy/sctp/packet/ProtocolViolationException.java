package io.p2pcopy.sctp.packet;

/**
 * Thrown when the peer violates the protocol, which must abort the association. Has no stack trace,
 * since a peer can provoke it.
 */
public final class ProtocolViolationException extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient ErrorCause cause;

  public ProtocolViolationException(String what) {
    this(what, ErrorCause.protocolViolation(what));
  }

  /**
   * @param cause the error cause of the ABORT
   */
  public ProtocolViolationException(String what, ErrorCause cause) {
    super(what, null, false, false);
    this.cause = cause;
  }

  public ErrorCause errorCause() {
    return cause;
  }
}
