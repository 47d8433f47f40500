package io.p2pcopy.transfer;

import org.jspecify.annotations.Nullable;

/** Makes blocks shorter where that pays. Used by several threads. */
interface Encoder {

  /** Leaves everything as it is. */
  Encoder NONE = (content, length) -> null;

  /** Returns the encoded block, or {@code null} if it is better sent as it is. */
  byte @Nullable [] encode(byte[] content, int length);
}
