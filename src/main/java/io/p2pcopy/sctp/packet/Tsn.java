package io.p2pcopy.sctp.packet;

/**
 * Unwraps 32-bit serial numbers (RFC 9260, section 1.6) to {@code long}s, which never wrap and can
 * be compared with {@code <}.
 */
public final class Tsn {

  private Tsn() {}

  /** Returns the number nearest to {@code reference} whose low 32 bits are {@code wire}. */
  public static long unwrap(int wire, long reference) {
    return reference + (wire - (int) reference);
  }

  /** Returns the unwrapped initial TSN, large enough that no earlier TSN is negative. */
  public static long initial(int wire) {
    return (1L << 32) + Integer.toUnsignedLong(wire);
  }
}
