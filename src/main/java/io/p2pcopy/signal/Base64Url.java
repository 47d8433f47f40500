package io.p2pcopy.signal;

import java.util.Base64;

/** The alphabet of a blob (RFC 4648, section 5), without padding. */
final class Base64Url {

  /** The value of a character outside the alphabet. */
  static final int NONE = -1;

  private Base64Url() {}

  /** Returns the six bits of a character, 0 to 63, or {@link #NONE}. */
  static int valueOf(char c) {
    if (c >= 'A' && c <= 'Z') {
      return c - 'A';
    }
    if (c >= 'a' && c <= 'z') {
      return c - 'a' + 26;
    }
    if (c >= '0' && c <= '9') {
      return c - '0' + 52;
    }
    if (c == '-') {
      return 62;
    }
    return c == '_' ? 63 : NONE;
  }

  static boolean contains(char c) {
    return valueOf(c) != NONE;
  }

  static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /**
   * @throws IllegalArgumentException if {@code text} is not canonical, so that {@link #encode}
   *     would not return it
   */
  static byte[] decode(String text) {
    byte[] bytes = Base64.getUrlDecoder().decode(text);
    if (!encode(bytes).equals(text)) {
      // Padding, or non-zero trailing bits.
      throw new IllegalArgumentException("not canonical");
    }
    return bytes;
  }
}
