package io.p2pcopy.dtls;

/** Which side of the handshake this end plays (RFC 8842, section 5). */
public enum DtlsRole {
  /** Begins the handshake: {@code a=setup:active}. */
  CLIENT,
  /** Waits for the peer's ClientHello: {@code a=setup:passive}. */
  SERVER
}
