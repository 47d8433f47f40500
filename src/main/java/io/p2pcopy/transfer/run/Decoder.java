package io.p2pcopy.transfer.run;

import org.jspecify.annotations.Nullable;

/** Decompresses blocks. Thread-safe. */
public interface Decoder {

  /**
   * Returns exactly {@code length} bytes, or {@code null} if the input does not decompress to that
   * length.
   */
  byte @Nullable [] decode(byte[] encoded, int offset, int encodedLength, int length);
}
