package io.p2pcopy.signal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Credentials derived from one 16-byte secret with HKDF (RFC 5869), which keeps the blob short.
 * They also identify the peer as this implementation.
 */
public final class DerivedCredentials implements IceCredentials {

  /** The length of the secret in bytes. */
  public static final int SECRET_LENGTH = 16;

  private static final byte[] SALT = ascii("p2pcopy 1");

  private final byte[] secret;
  private final String ufrag;
  private final String password;

  private DerivedCredentials(byte[] secret) {
    this.secret = secret;
    // Multiples of three bytes, so that Base64 needs no padding: ice-char is exactly the alphabet
    // of RFC 4648, section 4.
    this.ufrag = text("ice-ufrag", 6);
    this.password = text("ice-pwd", 18);
  }

  /**
   * @param secret 16 unpredictable bytes
   * @return the credentials that both sides derive from the secret
   * @throws IllegalArgumentException unless {@code secret} has 16 bytes
   */
  public static DerivedCredentials of(byte[] secret) {
    if (secret.length != SECRET_LENGTH) {
      throw new IllegalArgumentException("a secret has 16 bytes, not " + secret.length);
    }
    return new DerivedCredentials(secret.clone());
  }

  /** {@return the secret that both are derived from, as a copy} */
  public byte[] secret() {
    return secret.clone();
  }

  /** Returns 8 ice-chars. */
  @Override
  public String ufrag() {
    return ufrag;
  }

  /** Returns 24 ice-chars. */
  @Override
  public String password() {
    return password;
  }

  /**
   * Derives bytes from the secret; the peer can derive the same.
   *
   * @param info the purpose, in ASCII; different purposes yield independent bytes
   * @param length number of bytes, at most 32
   * @return the derived bytes
   */
  public ByteBuffer derive(String info, int length) {
    return ByteBuffer.wrap(Hkdf.derive(SALT, secret, ascii(info), length));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof DerivedCredentials that && MessageDigest.isEqual(secret, that.secret);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(secret);
  }

  /** Omits the secret. */
  @Override
  public String toString() {
    return "DerivedCredentials[ufrag=" + ufrag + "]";
  }

  private String text(String info, int length) {
    return Base64.getEncoder().encodeToString(Hkdf.derive(SALT, secret, ascii(info), length));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
