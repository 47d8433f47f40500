package io.p2pcopy.transfer.run;

import org.jspecify.annotations.Nullable;

/**
 * Compresses blocks that shrink, and detects cheaply which do: it tries a sample of each block
 * first, and after a sample that did not shrink it skips the next blocks. It always tries the first
 * block of a large file.
 */
public final class SamplingEncoder implements Encoder {

  /** Shorter blocks are sent uncompressed. */
  private static final int MIN_BLOCK_BYTES = 256;

  private static final int SAMPLE_BYTES = 1 << 15;

  /** A block that compresses to more than this share of its length is sent uncompressed. */
  private static final double MAX_COMPRESSED_RATIO = 0.93;

  private static final long MIN_PAUSE_BYTES = 1 << 18;
  private static final long MAX_PAUSE_BYTES = 64 << 20;

  private long pauseBytes;
  private long pauseLeft;

  @Override
  public byte @Nullable [] encode(byte[] content, int length, boolean first) {
    if (length < MIN_BLOCK_BYTES || !isWorthTrying(length, first && length > SAMPLE_BYTES)) {
      return null;
    }
    if (length > 2 * SAMPLE_BYTES
        && compressed(content, (length - SAMPLE_BYTES) / 2, SAMPLE_BYTES) == null) {
      shrank(false);
      return null;
    }
    byte[] compressed = compressed(content, 0, length);
    shrank(compressed != null);
    return compressed;
  }

  private static byte @Nullable [] compressed(byte[] content, int offset, int length) {
    return Zstd.compress(content, offset, length, (int) (length * MAX_COMPRESSED_RATIO));
  }

  private synchronized boolean isWorthTrying(int length, boolean mustTry) {
    if (mustTry || pauseLeft <= 0) {
      return true;
    }
    pauseLeft -= length;
    return false;
  }

  private synchronized void shrank(boolean yes) {
    pauseBytes = yes ? 0 : Math.min(MAX_PAUSE_BYTES, Math.max(MIN_PAUSE_BYTES, 2 * pauseBytes));
    pauseLeft = pauseBytes;
  }
}
