package io.p2pcopy.signal;

import java.util.Arrays;
import java.util.Base64;

/**
 * Packs ice-chars (RFC 8839, section 5.4) with six bits each: they are the alphabet of Base64 (RFC
 * 4648, section 4).
 */
final class IceChars {

  private IceChars() {}

  static int packedLength(int characters) {
    return (characters * 6 + 7) / 8;
  }

  static byte[] pack(String text) {
    // 'A' encodes six zero bits.
    String wholeGroups = text + "A".repeat((4 - text.length() % 4) % 4);
    return Arrays.copyOf(Base64.getDecoder().decode(wholeGroups), packedLength(text.length()));
  }

  /**
   * @throws IllegalArgumentException if trailing bits are not zero
   */
  static String unpack(byte[] packed, int characters) {
    byte[] wholeGroups = Arrays.copyOf(packed, (packed.length + 2) / 3 * 3);
    String text = Base64.getEncoder().encodeToString(wholeGroups).substring(0, characters);
    if (!Arrays.equals(pack(text), packed)) {
      throw new IllegalArgumentException("not canonical");
    }
    return text;
  }
}
