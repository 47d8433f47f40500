package io.p2pcopy.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Puts together an input that {@link FuzzInput} reads. */
public final class Seeds {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  public static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  public static byte[] utf16(String text) {
    ByteBuffer out = ByteBuffer.allocate(2 * text.length());
    text.chars().forEach(unit -> out.putShort((short) unit));
    return out.array();
  }

  public Seeds oneByte(int value) {
    out.write(value);
    return this;
  }

  public Seeds twoBytes(int value) {
    return oneByte(value >> 8).oneByte(value);
  }

  public Seeds fourBytes(int value) {
    return twoBytes(value >> 16).twoBytes(value);
  }

  public Seeds bytes(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }

  /** Adds the number of bytes, then the bytes. */
  public Seeds block(byte[] bytes) {
    return twoBytes(bytes.length).bytes(bytes);
  }

  public byte[] build() {
    return out.toByteArray();
  }
}
