package io.p2pcopy.transfer.run;

import org.jspecify.annotations.Nullable;

/**
 * Compresses blocks that get shorter by it, and finds out cheaply which these are: a sample decides
 * about a block, and after samples that did not shrink the following blocks are not even tried. The
 * first block of each large file always is.
 */
public final class SamplingEncoder implements Encoder {

  /** Blocks below this length are sent as they are. */
  private static final int SHORTEST = 256;

  private static final int SAMPLE = 1 << 15;

  /** Less gain than this is not worth the receiver's time. */
  private static final double WORTH = 0.93;

  private static final long FIRST_PAUSE = 1 << 18;
  private static final long LONGEST_PAUSE = 64 << 20;

  private long pause;
  private long untried;

  @Override
  public byte @Nullable [] encode(byte[] content, int length, boolean first) {
    if (length < SHORTEST || !isWorthTrying(length, first && length > SAMPLE)) {
      return null;
    }
    if (length > 2 * SAMPLE && compressed(content, (length - SAMPLE) / 2, SAMPLE) == null) {
      shrank(false);
      return null;
    }
    byte[] compressed = compressed(content, 0, length);
    shrank(compressed != null);
    return compressed;
  }

  private static byte @Nullable [] compressed(byte[] content, int offset, int length) {
    return Zstd.compress(content, offset, length, (int) (length * WORTH));
  }

  private synchronized boolean isWorthTrying(int length, boolean mustTry) {
    if (mustTry || untried <= 0) {
      return true;
    }
    untried -= length;
    return false;
  }

  private synchronized void shrank(boolean yes) {
    pause = yes ? 0 : Math.min(LONGEST_PAUSE, Math.max(FIRST_PAUSE, 2 * pause));
    untried = pause;
  }
}
