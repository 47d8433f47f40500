package io.p2pcopy.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The bytes of a fuzzer's input, read one value after the other. Behind the end all values are
 * zero, so that each input means something and an input can be cut anywhere.
 */
public final class FuzzInput {

  private final byte[] bytes;
  private int position;

  public FuzzInput(byte[] bytes) {
    this.bytes = bytes;
  }

  public boolean hasMore() {
    return position < bytes.length;
  }

  /** Returns the next byte, 0 to 255. */
  public int oneByte() {
    return position < bytes.length ? bytes[position++] & 0xff : 0;
  }

  /** Returns the next two bytes, 0 to 65535, the higher one first. */
  public int twoBytes() {
    return oneByte() << 8 | oneByte();
  }

  /** Returns the next four bytes, the highest one first. */
  public int fourBytes() {
    return twoBytes() << 16 | twoBytes();
  }

  /** Returns so many of the next bytes as there still are. */
  public byte[] bytes(int most) {
    int end = Math.min(bytes.length, position + most);
    byte[] part = Arrays.copyOfRange(bytes, position, end);
    position = end;
    return part;
  }

  /** Returns the bytes of which the next two tell the number. */
  public byte[] block() {
    return bytes(twoBytes());
  }

  public byte[] rest() {
    return bytes(bytes.length - position);
  }

  /** Returns the rest as text in UTF-8. */
  public String restAsText() {
    return new String(rest(), StandardCharsets.UTF_8);
  }

  /** Returns the rest as UTF-16, in which halves of surrogate pairs may be alone. */
  public String restAsUtf16() {
    var text = new StringBuilder((bytes.length - position) / 2);
    while (hasMore()) {
      text.append((char) twoBytes());
    }
    return text.toString();
  }
}
