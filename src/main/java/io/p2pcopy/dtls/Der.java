package io.p2pcopy.dtls;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;

/** As much of the distinguished encoding rules (X.690) as one kind of certificate needs. */
final class Der {

  /** [0] EXPLICIT INTEGER 2. */
  static final byte[] VERSION_3 = hex("a003020102");

  /** SEQUENCE of the object identifier 1.2.840.10045.4.3.2 (RFC 5758, section 3.2). */
  static final byte[] ECDSA_WITH_SHA256 = hex("300a06082a8648ce3d040302");

  /** The object identifier 2.5.4.3. */
  private static final byte[] COMMON_NAME = hex("0603550403");

  private static final int INTEGER = 0x02;
  private static final int BIT_STRING = 0x03;
  private static final int UTF8_STRING = 0x0c;
  private static final int UTC_TIME = 0x17;
  private static final int SEQUENCE = 0x30;
  private static final int SET = 0x31;

  private static final DateTimeFormatter UTC_TIME_FORMAT =
      DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private Der() {}

  static byte[] sequence(byte[]... elements) {
    return encode(SEQUENCE, elements);
  }

  static byte[] integer(BigInteger value) {
    return encode(INTEGER, value.toByteArray());
  }

  /** Returns the string of so many whole bytes. */
  static byte[] bitString(byte[] bytes) {
    byte[] noUnusedBits = {0};
    return encode(BIT_STRING, noUnusedBits, bytes);
  }

  /** RFC 5280, section 4.1.2.5: dates through the year 2049 are encoded so. */
  static byte[] utcTime(Instant time) {
    return encode(UTC_TIME, UTC_TIME_FORMAT.format(time).getBytes(StandardCharsets.US_ASCII));
  }

  /** Returns a distinguished name of one attribute. */
  static byte[] commonName(String name) {
    byte[] value = encode(UTF8_STRING, name.getBytes(StandardCharsets.UTF_8));
    return sequence(encode(SET, sequence(COMMON_NAME, value)));
  }

  private static byte[] encode(int tag, byte[]... contents) {
    int length = 0;
    for (byte[] content : contents) {
      length += content.length;
    }
    ByteArrayOutputStream encoded = new ByteArrayOutputStream(length + 4);
    encoded.write(tag);
    writeLength(encoded, length);
    for (byte[] content : contents) {
      encoded.writeBytes(content);
    }
    return encoded.toByteArray();
  }

  private static void writeLength(ByteArrayOutputStream encoded, int length) {
    if (length > 0xff) {
      encoded.write(0x82);
      encoded.write(length >> 8);
    } else if (length > 0x7f) {
      encoded.write(0x81);
    }
    encoded.write(length);
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }
}
