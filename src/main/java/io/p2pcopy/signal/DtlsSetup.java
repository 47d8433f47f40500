package io.p2pcopy.signal;

/** The DTLS role of a description: the {@code a=setup} attribute (RFC 8842, section 5). */
public enum DtlsSetup {
  /** This side is the DTLS client. */
  ACTIVE,
  /** This side is the DTLS server. */
  PASSIVE,
  /** The answerer chooses the roles. Only in offers. */
  ACTPASS
}
