package io.p2pcopy.dtls;

/** Why a {@link DtlsTransport} came to its end without this side having closed it. */
public enum DtlsCloseReason {
  /** The peer said that it is done (RFC 5246, section 7.2.1). */
  CLOSE_NOTIFY,
  /** The peer sent a fatal alert; the detail names it. */
  ALERT,
  /** This side could not agree with what the peer sent; the detail says with what. */
  HANDSHAKE_FAILED,
  /** The handshake took longer than the time allowed for it. */
  HANDSHAKE_TIMEOUT,
  /** The peer's certificate is not the one expected: someone may be in between. */
  FINGERPRINT_MISMATCH,
  /**
   * The peer says by an alert that it does not accept this side's certificate. To it, someone may
   * be in between.
   */
  REFUSED_BY_PEER,
  /** The peer did not prove who it is: it showed no certificate. */
  NO_CERTIFICATE,
  /** So many forged records arrived that the key must not be used any longer (RFC 9147, 4.5.3). */
  KEY_EXHAUSTED
}
