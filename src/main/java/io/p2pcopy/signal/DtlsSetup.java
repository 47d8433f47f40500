package io.p2pcopy.signal;

/** Who begins the DTLS handshake: the {@code a=setup} attribute (RFC 8842, section 5). */
public enum DtlsSetup {
  /** This side is the DTLS client. */
  ACTIVE,
  /** This side is the DTLS server. */
  PASSIVE,
  /** The answering side chooses. Only in offers. */
  ACTPASS
}
