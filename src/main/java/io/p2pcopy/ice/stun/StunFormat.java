package io.p2pcopy.ice.stun;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.zip.CRC32;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Numbers and checksums of STUN (RFC 8489) that reading and writing share. */
public final class StunFormat {
  public static final int HEADER_LENGTH = 20;
  public static final int MAGIC_COOKIE = 0x2112A442;

  public static final int BINDING_REQUEST = 0x0001;
  public static final int BINDING_SUCCESS = 0x0101;
  public static final int BINDING_ERROR = 0x0111;

  static final int USERNAME = 0x0006;
  static final int MESSAGE_INTEGRITY = 0x0008;
  static final int ERROR_CODE = 0x0009;
  static final int XOR_MAPPED_ADDRESS = 0x0020;
  static final int PRIORITY = 0x0024;
  static final int USE_CANDIDATE = 0x0025;
  public static final int FINGERPRINT = 0x8028;
  static final int ICE_CONTROLLED = 0x8029;
  static final int ICE_CONTROLLING = 0x802A;

  /** RFC 5780, section 7.4. */
  static final int OTHER_ADDRESS = 0x802C;

  static final int INTEGRITY_LENGTH = 20;
  static final int FAMILY_IPV4 = 1;
  static final int FAMILY_IPV6 = 2;

  private static final int FINGERPRINT_XOR = 0x5354554E;

  private StunFormat() {}

  static byte[] integrity(byte[] message, int length, String password) {
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(password.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
      mac.update(message, 0, length);
      return mac.doFinal();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HmacSHA1", e);
    }
  }

  public static int fingerprint(byte[] message, int length) {
    CRC32 crc = new CRC32();
    crc.update(message, 0, length);
    return (int) crc.getValue() ^ FINGERPRINT_XOR;
  }

  /** Rounds up to the 32-bit boundary on which the next attribute begins. */
  static int padded(int length) {
    return (length + 3) & ~3;
  }
}
