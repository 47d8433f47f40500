package io.p2pcopy.signal;

import java.util.Arrays;

/** Reads the body of a blob; reading past its end throws {@link BlobException}. */
final class BlobInput {
  private final byte[] source;
  private final int end;
  private int position;

  BlobInput(byte[] source, int start, int end) {
    this.source = source;
    this.position = start;
    this.end = end;
  }

  boolean atEnd() {
    return position == end;
  }

  int position() {
    return position;
  }

  byte[] bytesSince(int start) {
    return Arrays.copyOfRange(source, start, position);
  }

  /** Returns the next byte without consuming it, 0 to 255. */
  int peek() throws BlobException {
    require(1);
    return source[position] & 0xff;
  }

  int oneByte() throws BlobException {
    int value = peek();
    position++;
    return value;
  }

  int twoBytes() throws BlobException {
    return oneByte() << 8 | oneByte();
  }

  byte[] bytes(int length) throws BlobException {
    require(length);
    position += length;
    return Arrays.copyOfRange(source, position - length, position);
  }

  private void require(int length) throws BlobException {
    if (end - position < length) {
      throw BlobFaults.damaged();
    }
  }
}
