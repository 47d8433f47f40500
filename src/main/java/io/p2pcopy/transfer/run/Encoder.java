package io.p2pcopy.transfer.run;

import org.jspecify.annotations.Nullable;

/** Makes blocks shorter where that pays. Used by several threads. */
public interface Encoder {

  /**
   * Returns the encoded block, or {@code null} if it is better sent as it is.
   *
   * @param first whether it is the first of its file
   */
  byte @Nullable [] encode(byte[] content, int length, boolean first);
}
