package io.p2pcopy.signal;

/**
 * The CRC-24 of OpenPGP (RFC 9580, section 6.1.1). It detects every error burst of up to 24 bits,
 * such as any change within three adjacent characters.
 */
final class Crc24 {
  private static final int INITIAL = 0xB704CE;
  private static final int GENERATOR = 0x1864CFB;
  private static final int OVERFLOW = 0x1000000;

  private Crc24() {}

  /** Returns the checksum of the first {@code length} bytes, as 24 bits. */
  static int of(byte[] bytes, int length) {
    int crc = INITIAL;
    for (int i = 0; i < length; i++) {
      crc ^= (bytes[i] & 0xff) << 16;
      for (int bit = 0; bit < 8; bit++) {
        crc <<= 1;
        if ((crc & OVERFLOW) != 0) {
          crc ^= GENERATOR;
        }
      }
    }
    return crc;
  }
}
