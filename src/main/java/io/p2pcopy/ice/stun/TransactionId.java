package io.p2pcopy.ice.stun;

import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The 96 bits that join a STUN response to its request (RFC 8489, section 5). */
public record TransactionId(int high, long low) {

  public static TransactionId random(RandomGenerator random) {
    return new TransactionId(random.nextInt(), random.nextLong());
  }

  public static TransactionId read(ByteBuffer from, int offset) {
    return new TransactionId(from.getInt(offset), from.getLong(offset + 4));
  }

  void write(ByteBuffer to) {
    to.putInt(high).putLong(low);
  }

  // By hand, because what a record has by itself is slow when it is first called.

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TransactionId that && high == that.high && low == that.low;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(low);
  }
}
