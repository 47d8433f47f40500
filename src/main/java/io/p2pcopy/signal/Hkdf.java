package io.p2pcopy.signal;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The key derivation function of RFC 5869 with SHA-256. */
final class Hkdf {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int HASH_LENGTH = 32;

  private Hkdf() {}

  /** Extracts (section 2.2) and expands (section 2.3) to at most one block, 32 bytes. */
  static byte[] derive(byte[] salt, byte[] inputKey, byte[] info, int length) {
    if (length > HASH_LENGTH) {
      throw new IllegalArgumentException("more than one block: " + length);
    }
    byte[] pseudorandomKey = hmac(salt, inputKey);
    // RFC 5869, section 2.3: T(1) = HMAC-Hash(PRK, T(0) | info | 0x01), and T(0) is empty.
    byte[] block = Arrays.copyOf(info, info.length + 1);
    block[info.length] = 1;
    return Arrays.copyOf(hmac(pseudorandomKey, block), length);
  }

  private static byte[] hmac(byte[] key, byte[] data) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      return mac.doFinal(data);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
    }
  }
}
