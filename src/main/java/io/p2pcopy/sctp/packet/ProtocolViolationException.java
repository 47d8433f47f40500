package io.p2pcopy.sctp.packet;

/**
 * The peer sent something that is well laid out but must not be; the association is to be aborted.
 * Without a stack trace: it costs a peer nothing.
 */
public final class ProtocolViolationException extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient ErrorCause cause;

  public ProtocolViolationException(String what) {
    this(what, ErrorCause.protocolViolation(what));
  }

  /**
   * @param cause what the ABORT is to say
   */
  public ProtocolViolationException(String what, ErrorCause cause) {
    super(what, null, false, false);
    this.cause = cause;
  }

  public ErrorCause errorCause() {
    return cause;
  }
}
