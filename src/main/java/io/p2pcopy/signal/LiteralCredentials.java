package io.p2pcopy.signal;

/**
 * Credentials chosen by another implementation, such as a browser; the blob carries them verbatim.
 */
public record LiteralCredentials(String ufrag, String password) implements IceCredentials {

  /**
   * Checks the lengths and characters (RFC 8839, section 5.4).
   *
   * @param ufrag at least 4 characters
   * @param password at least 22 characters
   */
  public LiteralCredentials {
    check(ufrag, 4);
    check(password, 22);
  }

  /** Omits the password. */
  @Override
  public String toString() {
    return "LiteralCredentials[ufrag=" + ufrag + "]";
  }

  private static void check(String value, int shortest) {
    // RFC 8839, section 5.4: ice-char = ALPHA / DIGIT / "+" / "/"
    if (!value.matches("[A-Za-z0-9+/]{" + shortest + ",256}")) {
      throw new IllegalArgumentException("not made of " + shortest + " to 256 ice-chars");
    }
  }
}
