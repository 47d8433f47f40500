package io.p2pcopy.sctp;

/** The states of an association (RFC 9260, section 4). */
public enum SctpState {
  CLOSED,
  COOKIE_WAIT,
  COOKIE_ECHOED,
  ESTABLISHED,
  SHUTDOWN_PENDING,
  SHUTDOWN_SENT,
  SHUTDOWN_RECEIVED,
  SHUTDOWN_ACK_SENT;

  /** Whether DATA chunks may be sent now (RFC 9260, section 6). */
  public boolean maySendData() {
    return this == ESTABLISHED || this == SHUTDOWN_PENDING || this == SHUTDOWN_RECEIVED;
  }

  /** Whether DATA chunks may be received now (RFC 9260, section 6). */
  public boolean mayReceiveData() {
    return this == ESTABLISHED || this == SHUTDOWN_PENDING || this == SHUTDOWN_SENT;
  }
}
