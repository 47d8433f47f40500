package io.p2pcopy.transfer.run;

import org.jspecify.annotations.Nullable;

/** Compresses blocks where it pays. Thread-safe. */
public interface Encoder {

  /**
   * Returns the compressed block, or {@code null} to send it uncompressed.
   *
   * @param first whether it is the first of its file
   */
  byte @Nullable [] encode(byte[] content, int length, boolean first);
}
