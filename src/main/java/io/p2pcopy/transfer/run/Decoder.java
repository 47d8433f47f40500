package io.p2pcopy.transfer.run;

import org.jspecify.annotations.Nullable;

/** Gives blocks that were made shorter their old length back. Used by several threads. */
public interface Decoder {

  /**
   * Returns exactly {@code length} bytes, or {@code null} if the encoded ones do not yield as many.
   */
  byte @Nullable [] decode(byte[] encoded, int offset, int encodedLength, int length);
}
