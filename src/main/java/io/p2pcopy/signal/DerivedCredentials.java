package io.p2pcopy.signal;

/**
 * Credentials of our own implementation, derived from one 16-byte secret so that the blob stays
 * short (HKDF, RFC 5869).
 */
public final class DerivedCredentials implements IceCredentials {
  private final byte[] secret;

  private DerivedCredentials(byte[] secret) {
    this.secret = secret;
  }

  public static DerivedCredentials of(byte[] secret) {
    return new DerivedCredentials(secret.clone());
  }

  public byte[] secret() {
    return secret.clone();
  }

  @Override
  public String ufrag() {
    throw new IllegalStateException("stub");
  }

  @Override
  public String password() {
    throw new IllegalStateException("stub");
  }
}
