package io.p2pcopy.signal;

/**
 * The optional fields at the end of a blob's body: a tag, a length, a value. Readers skip those
 * that they do not know.
 *
 * <pre>
 *  0                   1
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5
 * +---+-----------+---------------+---------...
 * |1 1|    id     |    length     |  value
 * +---+-----------+---------------+---------...
 * </pre>
 */
final class ExtensionCodec {

  /** The max-message-size: up to four bytes without leading zeros, left out if it is ours. */
  private static final int MAX_MESSAGE_SIZE_TAG = CandidateCodec.FIRST_EXTENSION_TAG;

  private static final int MAX_MESSAGE_SIZE_LENGTH = 4;

  private ExtensionCodec() {}

  static void write(long maxMessageSize, BlobOutput out) {
    if (maxMessageSize == SessionDescription.OWN_MAX_MESSAGE_SIZE) {
      return;
    }
    int bits = Long.SIZE - Long.numberOfLeadingZeros(maxMessageSize);
    int length = (bits + 7) / 8;
    out.oneByte(MAX_MESSAGE_SIZE_TAG);
    out.oneByte(length);
    for (int i = length - 1; i >= 0; i--) {
      out.oneByte((int) (maxMessageSize >> (8 * i)) & 0xff);
    }
  }

  /** Reads all extensions to the end and returns the max-message-size. */
  static long read(BlobInput in) throws BlobException {
    long maxMessageSize = SessionDescription.OWN_MAX_MESSAGE_SIZE;
    int previousTag = CandidateCodec.FIRST_EXTENSION_TAG - 1;
    while (!in.atEnd()) {
      int tag = in.oneByte();
      if (tag <= previousTag) {
        throw BlobFaults.damaged();
      }
      byte[] value = in.bytes(in.oneByte());
      if (tag == MAX_MESSAGE_SIZE_TAG) {
        maxMessageSize = readMaxMessageSize(value);
      }
      previousTag = tag;
    }
    return maxMessageSize;
  }

  private static long readMaxMessageSize(byte[] value) throws BlobException {
    if (value.length > MAX_MESSAGE_SIZE_LENGTH || (value.length > 0 && value[0] == 0)) {
      throw BlobFaults.damaged();
    }
    long size = 0;
    for (byte b : value) {
      size = size << 8 | (b & 0xff);
    }
    if (size == SessionDescription.OWN_MAX_MESSAGE_SIZE) {
      throw BlobFaults.damaged();
    }
    return size;
  }
}
