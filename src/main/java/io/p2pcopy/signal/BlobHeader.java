package io.p2pcopy.signal;

/**
 * The first seven characters of a blob. All versions share them, so any version can recognize a
 * blob and its length.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9
 * +-----------+-----------+-----------+-----------+-------------------+-----------+
 * |  'p' (41) |  '2' (54) |  version  |   flags   |      length       |   check   |
 * +-----------+-----------+-----------+-----------+-------------------+-----------+
 * </pre>
 *
 * @param version the six bits of the third character, a digit
 * @param flags six bits whose meaning depends on the version
 * @param length of the whole blob in bytes, header and checksum included
 */
record BlobHeader(int version, int flags, int length) {

  static final String MAGIC = "p2";

  /** The third character is the digit '1'. */
  static final int VERSION_1 = 53;

  /** The third character is the digit '2': candidates are {@linkplain CompactHost compact}. */
  static final int VERSION_2 = 54;

  /** The length of the header in bytes; its 40 bits end within the seventh character. */
  static final int LENGTH = 5;

  /** How many characters contain the header. */
  static final int CHARACTERS = 7;

  static final int MAX_BLOB_LENGTH = 1023;

  /** The blob that a text begins with is of one of the versions '1' to '9'. */
  private static final int VERSION_9 = 61;

  /** Returns how many base64url characters a blob of {@code length} bytes has. */
  static int charactersOf(int length) {
    return (length * 8 + 5) / 6;
  }

  /** Returns how many characters the whole blob has. */
  int characters() {
    return charactersOf(length);
  }

  /**
   * Parses the header at the start of a text.
   *
   * @throws BlobException if the text is not a blob, is shorter than a header, or its header is
   *     damaged
   */
  static BlobHeader parse(CharSequence text) throws BlobException {
    if (text.length() == 0) {
      throw BlobFaults.empty();
    }
    int shown = Math.min(text.length(), MAGIC.length());
    if (!MAGIC.startsWith(text.subSequence(0, shown).toString())) {
      throw BlobFaults.notABlob();
    }
    if (text.length() > MAGIC.length() && !isVersion(Base64Url.valueOf(text.charAt(2)))) {
      throw BlobFaults.notABlob();
    }
    int[] sixBits = new int[CHARACTERS];
    for (int i = 0; i < Math.min(text.length(), CHARACTERS); i++) {
      sixBits[i] = Base64Url.valueOf(text.charAt(i));
      if (sixBits[i] == Base64Url.NONE) {
        throw BlobFaults.damaged();
      }
    }
    if (text.length() < CHARACTERS) {
      throw BlobFaults.truncated();
    }
    BlobHeader header =
        new BlobHeader(sixBits[2], sixBits[3], (sixBits[4] << 4) | (sixBits[5] >> 2));
    int check = ((sixBits[5] & 0b11) << 4) | (sixBits[6] >> 2);
    if (check != header.check()) {
      throw BlobFaults.damaged();
    }
    return header;
  }

  void write(byte[] blob) {
    long bits = Base64Url.valueOf(MAGIC.charAt(0));
    bits = (bits << 6) | Base64Url.valueOf(MAGIC.charAt(1));
    bits = (bits << 6) | version;
    bits = (bits << 6) | flags;
    bits = (bits << 10) | length;
    bits = (bits << 6) | check();
    for (int i = 0; i < LENGTH; i++) {
      blob[i] = (byte) (bits >> (8 * (LENGTH - 1 - i)));
    }
  }

  /**
   * Returns the exclusive or of the fields, cut so that no change of a single character leaves it
   * right: the two bits that share a character with the length's low bits are not theirs.
   */
  private int check() {
    return version ^ flags ^ (length >> 4) ^ (length & 0xf);
  }

  private static boolean isVersion(int value) {
    return value >= VERSION_1 && value <= VERSION_9;
  }
}
