package io.p2pcopy.sctp.packet;

/**
 * Unwraps the 32-bit serial numbers of the wire (RFC 9260, section 1.6) to {@code long}s that never
 * wrap and compare with {@code <}.
 */
public final class Tsn {

  private Tsn() {}

  /** Returns the number nearest to {@code reference} whose low 32 bits are {@code wire}. */
  public static long unwrap(int wire, long reference) {
    return reference + (wire - (int) reference);
  }

  /**
   * Returns where unwrapped numbers begin for an initial TSN; never so low that one before it would
   * be negative.
   */
  public static long initial(int wire) {
    return (1L << 32) + Integer.toUnsignedLong(wire);
  }
}
