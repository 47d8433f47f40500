package io.p2pcopy.signal;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The SHA-256 hash of a DER-encoded certificate, which authenticates the peer (RFC 8122, section
 * 5).
 */
public final class Fingerprint {

  /** The length in bytes. */
  public static final int LENGTH = 32;

  private final byte[] sha256;

  private Fingerprint(byte[] sha256) {
    this.sha256 = sha256;
  }

  /**
   * @param sha256 the 32 bytes of the hash
   * @return the fingerprint
   * @throws IllegalArgumentException unless {@code sha256} has 32 bytes
   */
  public static Fingerprint of(byte[] sha256) {
    if (sha256.length != LENGTH) {
      throw new IllegalArgumentException(
          "a SHA-256 fingerprint has 32 bytes, not " + sha256.length);
    }
    return new Fingerprint(sha256.clone());
  }

  /** {@return the 32 bytes of the SHA-256 hash, as a copy} */
  public byte[] toBytes() {
    return sha256.clone();
  }

  /** {@return the SDP form: upper-case hexadecimal bytes separated by colons} */
  public String toSdp() {
    return HexFormat.ofDelimiter(":").withUpperCase().formatHex(sha256);
  }

  /** Compares in constant time. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Fingerprint that && MessageDigest.isEqual(sha256, that.sha256);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(sha256);
  }

  @Override
  public String toString() {
    return "sha-256 " + toSdp().toLowerCase(Locale.ROOT);
  }
}
