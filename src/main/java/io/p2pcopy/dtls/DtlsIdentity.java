package io.p2pcopy.dtls;

import io.p2pcopy.signal.Fingerprint;
import java.security.SecureRandom;
import java.time.Instant;

/**
 * A key pair and the self-signed certificate for it (RFC 8827, section 6.5), made afresh for each
 * run.
 */
public final class DtlsIdentity {

  private DtlsIdentity() {}

  /**
   * Makes an ECDSA P-256 key pair and a certificate with a random name and serial number, valid
   * from a day before {@code now} to 30 days after it.
   */
  public static DtlsIdentity generate(SecureRandom random, Instant now) {
    throw new IllegalStateException("stub");
  }

  /** Returns what the peer is told to expect. */
  public Fingerprint fingerprint() {
    throw new IllegalStateException("stub");
  }
}
