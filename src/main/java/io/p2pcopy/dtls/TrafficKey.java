package io.p2pcopy.dtls;

import java.util.Arrays;
import javax.crypto.spec.SecretKeySpec;

/**
 * What protects the records of one direction (RFC 5288, section 3).
 *
 * @param key of 16 or 32 bytes, for AES
 * @param salt the four bytes with which each nonce begins
 */
@SuppressWarnings("ArrayRecordComponent") // Compared and printed by nobody.
record TrafficKey(SecretKeySpec key, byte[] salt) {

  private static final int SALT = 4;

  /** How many bytes of key block both directions need, for keys of so many bytes. */
  static int blockLength(int keyLength) {
    return 2 * (keyLength + SALT);
  }

  /**
   * Cuts the key of one direction from the key block. RFC 5246, section 6.3: client_write_key,
   * server_write_key, client_write_IV, server_write_IV, in this order.
   */
  static TrafficKey ofClient(byte[] block, int keyLength) {
    return cut(block, keyLength, 0);
  }

  static TrafficKey ofServer(byte[] block, int keyLength) {
    return cut(block, keyLength, 1);
  }

  private static TrafficKey cut(byte[] block, int keyLength, int index) {
    int salt = 2 * keyLength + index * SALT;
    return new TrafficKey(
        new SecretKeySpec(block, index * keyLength, keyLength, "AES"),
        Arrays.copyOfRange(block, salt, salt + SALT));
  }
}
