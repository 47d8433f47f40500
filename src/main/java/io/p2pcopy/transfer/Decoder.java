package io.p2pcopy.transfer;

import org.jspecify.annotations.Nullable;

/** Gives blocks that were made shorter their old length back. Used by several threads. */
interface Decoder {

  /** Knows no way to make blocks shorter. */
  Decoder NONE = (encoded, offset, encodedLength, length) -> null;

  /**
   * Returns exactly {@code length} bytes, or {@code null} if the encoded ones do not yield as many.
   */
  byte @Nullable [] decode(byte[] encoded, int offset, int encodedLength, int length);
}
