package io.p2pcopy.signal;

import java.io.ByteArrayOutputStream;

/** Builds the body of a blob; numbers are in network byte order. */
final class BlobOutput {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);

  void oneByte(int value) {
    bytes.write(value);
  }

  void twoBytes(int value) {
    bytes.write(value >> 8);
    bytes.write(value);
  }

  void bytes(byte[] value) {
    bytes.writeBytes(value);
  }

  byte[] toByteArray() {
    return bytes.toByteArray();
  }
}
