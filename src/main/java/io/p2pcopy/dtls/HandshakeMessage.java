package io.p2pcopy.dtls;

/**
 * A whole message of the handshake (RFC 6347, section 4.2.2).
 *
 * @param type as in RFC 5246, section 7.4
 * @param sequence its message_seq
 * @param body without the header
 */
@SuppressWarnings("ArrayRecordComponent") // Compared and printed by nobody.
record HandshakeMessage(int type, int sequence, byte[] body) {

  static final int HELLO_REQUEST = 0;
  static final int CLIENT_HELLO = 1;
  static final int FINISHED = 20;

  /** type 1, length 3, message_seq 2, fragment_offset 3, fragment_length 3. */
  static final int HEADER = 12;

  /** The largest that fits into one record. */
  static final int MAX_BODY = RecordFormat.MAX_PLAINTEXT - HEADER;

  /** Returns the message as one fragment with its header. */
  byte[] encode() {
    byte[] encoded = new byte[HEADER + body.length];
    putHeader(encoded, 0, type, body.length, sequence, 0, body.length);
    System.arraycopy(body, 0, encoded, HEADER, body.length);
    return encoded;
  }

  static void putHeader(
      byte[] array, int index, int type, int length, int sequence, int offset, int fragment) {
    array[index] = (byte) type;
    putUint24(array, index + 1, length);
    RecordFormat.putShort(array, index + 4, sequence);
    putUint24(array, index + 6, offset);
    putUint24(array, index + 9, fragment);
  }

  static int uint24(byte[] array, int index) {
    return (array[index] & 0xff) << 16 | RecordFormat.getShort(array, index + 1);
  }

  private static void putUint24(byte[] array, int index, int value) {
    array[index] = (byte) (value >> 16);
    RecordFormat.putShort(array, index + 1, value);
  }
}
