package io.p2pcopy.signal;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Compresses the hosts of candidates in blobs of version 2. Three bits of the tag say which bytes
 * are omitted: a prefix shared with the previous host of the same form, zeros in an IPv6 address,
 * or the fixed part of this implementation's mDNS names.
 */
final class CompactHost {

  /**
   * This implementation's mDNS names are UUIDs with 32 random bits:
   * xxxxxxxx-0000-4000-8000-000000000000.
   */
  private static final byte[] OWN_NAME = {0, 0, 0x40, 0, (byte) 0x80, 0, 0, 0, 0, 0, 0, 0};

  private static final int OWN_NAME_CODE = 1;

  /** An IPv6 address whose first 64 bits are those of the last one. */
  private static final int SAME_PREFIX = 1;

  private static final int PREFIX_LENGTH = 8;

  /** How many bytes after the prefix are zero and left out, by the two upper bits of the code. */
  private static final int[] ZEROS = {0, 4, 6, 7};

  private CompactHost() {}

  /**
   * Returns the three bits for a host.
   *
   * @param before the previous host of the same form
   */
  static int code(int form, byte[] host, byte @Nullable [] before) {
    return switch (form) {
      case CandidateCodec.IPV4 ->
          before == null ? 0 : Math.min(3, Math.max(0, firstDifference(host, before)));
      case CandidateCodec.IPV6 -> {
        boolean same = before != null && firstDifference(host, before) >= PREFIX_LENGTH;
        yield (same ? SAME_PREFIX : 0) | zeros(host) << 1;
      }
      default -> isOwnName(host) ? OWN_NAME_CODE : 0;
    };
  }

  /** Returns the bytes of a host that are not omitted. */
  static byte[] shortened(int form, int code, byte[] host) {
    return switch (form) {
      case CandidateCodec.IPV4 -> Arrays.copyOfRange(host, code, host.length);
      case CandidateCodec.IPV6 -> {
        int start = (code & SAME_PREFIX) != 0 ? PREFIX_LENGTH : 0;
        int rest = PREFIX_LENGTH + ZEROS[code >> 1];
        yield ByteBuffer.allocate(PREFIX_LENGTH - start + host.length - rest)
            .put(host, start, PREFIX_LENGTH - start)
            .put(host, rest, host.length - rest)
            .array();
      }
      default -> code == OWN_NAME_CODE ? Arrays.copyOf(host, 4) : host;
    };
  }

  /** Reads the output of {@link #shortened} and returns the complete host. */
  static byte[] read(int form, int code, byte @Nullable [] before, BlobInput in)
      throws BlobException {
    switch (form) {
      case CandidateCodec.IPV4 -> {
        return concatenated(start(before, code, 3), in.bytes(4 - Math.min(code, 3)));
      }
      case CandidateCodec.IPV6 -> {
        byte[] prefix =
            (code & SAME_PREFIX) != 0
                ? start(before, PREFIX_LENGTH, PREFIX_LENGTH)
                : in.bytes(PREFIX_LENGTH);
        byte[] zeros = new byte[ZEROS[code >> 1]];
        byte[] rest = in.bytes(PREFIX_LENGTH - zeros.length);
        return concatenated(prefix, concatenated(zeros, rest));
      }
      default -> {
        if (code > OWN_NAME_CODE) {
          throw BlobFaults.damaged();
        }
        return code == OWN_NAME_CODE ? concatenated(in.bytes(4), OWN_NAME) : in.bytes(16);
      }
    }
  }

  private static byte[] start(byte @Nullable [] before, int length, int most) throws BlobException {
    if (length > most || (length > 0 && before == null)) {
      throw BlobFaults.damaged();
    }
    return before == null ? new byte[0] : Arrays.copyOf(before, length);
  }

  private static int firstDifference(byte[] one, byte[] other) {
    int index = Arrays.mismatch(one, other);
    return index < 0 ? one.length : index;
  }

  private static int zeros(byte[] host) {
    int count = 0;
    while (PREFIX_LENGTH + count < host.length && host[PREFIX_LENGTH + count] == 0) {
      count++;
    }
    int code = ZEROS.length - 1;
    while (ZEROS[code] > count) {
      code--;
    }
    return code;
  }

  private static boolean isOwnName(byte[] host) {
    return Arrays.equals(host, 4, 16, OWN_NAME, 0, OWN_NAME.length);
  }

  private static byte[] concatenated(byte[] one, byte[] other) {
    return ByteBuffer.allocate(one.length + other.length).put(one).put(other).array();
  }
}
