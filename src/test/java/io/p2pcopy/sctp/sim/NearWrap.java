package io.p2pcopy.sctp.sim;

import java.util.random.RandomGenerator;

/**
 * A source whose every number lies just below the end of its range: tags, TSNs and everything that
 * is derived from them wrap around soon.
 */
public final class NearWrap implements RandomGenerator {
  private int calls;

  @Override
  public int nextInt() {
    calls = (calls + 1) & 7;
    return -16 + calls;
  }

  @Override
  public long nextLong() {
    return (long) nextInt() << 32 | (nextInt() & 0xffff_ffffL);
  }
}
