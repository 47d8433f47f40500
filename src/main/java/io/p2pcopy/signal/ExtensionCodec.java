package io.p2pcopy.signal;

import java.util.OptionalInt;

/**
 * Encodes the extensions at the end of a blob's body as tag, length and value. Unknown extensions
 * are skipped.
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

  /**
   * The max-message-size: up to four bytes without leading zeros, omitted if it equals this
   * implementation's.
   */
  private static final int MAX_MESSAGE_SIZE_TAG = CandidateCodec.FIRST_EXTENSION_TAG;

  private static final int MAX_MESSAGE_SIZE_LENGTH = 4;

  /** The identifier of the answered offer, two bytes. Only in answers. */
  private static final int ANSWERED_OFFER_TAG = MAX_MESSAGE_SIZE_TAG + 1;

  private static final int ANSWERED_OFFER_LENGTH = 2;

  /** The {@link NatBehavior}, one byte, omitted if the peer need not know it. */
  private static final int NAT_BEHAVIOR_TAG = ANSWERED_OFFER_TAG + 1;

  /** The values of the known extensions, or their defaults. */
  record Extensions(long maxMessageSize, OptionalInt answeredOffer, NatBehavior natBehavior) {}

  private ExtensionCodec() {}

  static void write(SessionDescription description, BlobOutput out) {
    writeMaxMessageSize(description.maxMessageSize(), out);
    description
        .answeredOffer()
        .ifPresent(
            identifier -> {
              out.oneByte(ANSWERED_OFFER_TAG);
              out.oneByte(ANSWERED_OFFER_LENGTH);
              out.twoBytes(identifier);
            });
    if (description.natBehavior().isTold()) {
      out.oneByte(NAT_BEHAVIOR_TAG);
      out.oneByte(1);
      out.oneByte(description.natBehavior().toBits());
    }
  }

  private static void writeMaxMessageSize(long maxMessageSize, BlobOutput out) {
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

  /** Reads all extensions to the end. */
  static Extensions read(BlobInput in) throws BlobException {
    long maxMessageSize = SessionDescription.OWN_MAX_MESSAGE_SIZE;
    OptionalInt answeredOffer = OptionalInt.empty();
    NatBehavior natBehavior = NatBehavior.UNKNOWN;
    int previousTag = CandidateCodec.FIRST_EXTENSION_TAG - 1;
    while (!in.atEnd()) {
      int tag = in.oneByte();
      if (tag <= previousTag) {
        throw BlobFaults.damaged();
      }
      byte[] value = in.bytes(in.oneByte());
      if (tag == MAX_MESSAGE_SIZE_TAG) {
        maxMessageSize = readMaxMessageSize(value);
      } else if (tag == ANSWERED_OFFER_TAG) {
        answeredOffer = OptionalInt.of(readAnsweredOffer(value));
      } else if (tag == NAT_BEHAVIOR_TAG) {
        natBehavior = readNatBehavior(value);
      }
      previousTag = tag;
    }
    return new Extensions(maxMessageSize, answeredOffer, natBehavior);
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

  private static int readAnsweredOffer(byte[] value) throws BlobException {
    if (value.length != ANSWERED_OFFER_LENGTH) {
      throw BlobFaults.damaged();
    }
    return (value[0] & 0xff) << 8 | (value[1] & 0xff);
  }

  private static NatBehavior readNatBehavior(byte[] value) throws BlobException {
    if (value.length != 1) {
      throw BlobFaults.damaged();
    }
    // Bits that no behavior has are rejected by the record, which the caller reports as damage.
    NatBehavior behavior = NatBehavior.ofBits(value[0] & 0xff);
    if (!behavior.isTold()) {
      throw BlobFaults.damaged();
    }
    return behavior;
  }
}
