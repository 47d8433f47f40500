package io.p2pcopy.dtls;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The layout of a record (RFC 6347, section 4.1), here with AES-GCM's explicit nonce (RFC 5288,
 * section 3) and tag.
 *
 * <pre>
 *  0      1         3       5                 11       13               21
 * +------+---------+-------+-----------------+--------+----------------+-----------+-------+
 * | type | version | epoch | sequence number | length | explicit nonce | content   |  tag  |
 * +------+---------+-------+-----------------+--------+----------------+-----------+-------+
 *    1       2         2           6             2     8, epoch 1 only               16, epoch 1 only
 * </pre>
 */
final class RecordFormat {

  static final int CHANGE_CIPHER_SPEC = 20;
  static final int ALERT = 21;
  static final int HANDSHAKE = 22;
  static final int APPLICATION_DATA = 23;

  static final int DTLS_1_2 = 0xfefd;

  /** The epoch of everything before the keys are there, and that of everything after. */
  static final int PLAIN_EPOCH = 0;

  static final int PROTECTED_EPOCH = 1;

  static final int HEADER = 13;
  static final int EXPLICIT_NONCE = 8;
  static final int TAG = 16;
  static final int PROTECTION = EXPLICIT_NONCE + TAG;

  /** RFC 5246, section 6.2.1: "The length MUST NOT exceed 2^14." */
  static final int MAX_PLAINTEXT = 1 << 14;

  static final long MAX_SEQUENCE = (1L << 48) - 1;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);

  private RecordFormat() {}

  static int type(byte[] array, int record) {
    return array[record] & 0xff;
  }

  static int majorVersion(byte[] array, int record) {
    return array[record + 1] & 0xff;
  }

  static int version(byte[] array, int record) {
    return getShort(array, record + 1);
  }

  static int epoch(byte[] array, int record) {
    return getShort(array, record + 3);
  }

  static long sequence(byte[] array, int record) {
    return epochAndSequence(array, record) & MAX_SEQUENCE;
  }

  /** Returns the 64 bits that protection takes for the sequence number (RFC 6347, 4.1.2.1). */
  static long epochAndSequence(byte[] array, int record) {
    return getLong(array, record + 3);
  }

  /** Returns how many bytes follow the header. */
  static int length(byte[] array, int record) {
    return getShort(array, record + 11);
  }

  static void putHeader(
      byte[] array, int record, int type, int version, int epoch, long sequence, int length) {
    array[record] = (byte) type;
    putShort(array, record + 1, version);
    putLong(array, record + 3, (long) epoch << 48 | sequence);
    putShort(array, record + 11, length);
  }

  static long getLong(byte[] array, int index) {
    return (long) LONG.get(array, index);
  }

  static void putLong(byte[] array, int index, long value) {
    LONG.set(array, index, value);
  }

  static int getShort(byte[] array, int index) {
    return (short) SHORT.get(array, index) & 0xffff;
  }

  static void putShort(byte[] array, int index, int value) {
    SHORT.set(array, index, (short) value);
  }
}
