package io.p2pcopy.signal;

import java.util.List;

/**
 * How the NAT of one side maps UDP ports (RFC 4787, section 4), as far as STUN servers have shown
 * it. Immutable.
 *
 * <p>An endpoint-independent mapping needs no description: it is reached at the server-reflexive
 * candidate. Only {@linkplain #isTold some} behaviours are therefore sent to the peer.
 *
 * @param mapping whether the mapped address depends on the destination
 * @param ports how the NAT chooses the external ports
 * @param width with {@link Ports#REGULAR}, the distance in ports between successive mappings, 1 to
 *     {@value #MAX_STEP}; with {@link Ports#BLOCK}, the number of ports of the block, a power of
 *     two from {@value #MIN_BLOCK} to {@value #MAX_BLOCK}; otherwise 0
 * @param ipv6 whether this side has an IPv6 address that other networks reach
 */
public record NatBehavior(Mapping mapping, Ports ports, int width, boolean ipv6) {

  /** Whether the mapped address depends on the destination. */
  public enum Mapping {
    /** Fewer than two servers have answered in time. */
    UNKNOWN,
    /** One address for all destinations, or no NAT. */
    ENDPOINT_INDEPENDENT,
    /** Another address for each destination, as with symmetric NATs. */
    ENDPOINT_DEPENDENT,
    /** No server has answered, although there is a network and the servers have addresses. */
    UDP_BLOCKED
  }

  /** How the NAT chooses the external port of a new mapping. */
  public enum Ports {
    /** Too few mappings are known. */
    UNKNOWN,
    /** The port of the socket. */
    PRESERVED,
    /** The port of the mapping before, plus or minus a fixed distance. */
    REGULAR,
    /** Any port within a block of the width. */
    BLOCK,
    /** Any port. */
    RANDOM
  }

  /** The largest distance between successive mappings that counts as regular. */
  public static final int MAX_STEP = 7;

  /** The smallest width of a block in ports. */
  public static final int MIN_BLOCK = 64;

  /** The largest width of a block in ports; a wider one counts as random. */
  public static final int MAX_BLOCK = 4096;

  /** Nothing is known. */
  public static final NatBehavior UNKNOWN =
      new NatBehavior(Mapping.UNKNOWN, Ports.UNKNOWN, 0, false);

  /** The values of the mapping's bits, by their index. */
  private static final List<Mapping> MAPPINGS =
      List.of(
          Mapping.UNKNOWN,
          Mapping.ENDPOINT_INDEPENDENT,
          Mapping.ENDPOINT_DEPENDENT,
          Mapping.UDP_BLOCKED);

  /** The values of the ports' bits, by their index; random ports may be those of a block. */
  private static final List<Ports> ORDERS =
      List.of(Ports.UNKNOWN, Ports.PRESERVED, Ports.REGULAR, Ports.RANDOM);

  private static final int MAPPING_SHIFT = 6;
  private static final int PORTS_SHIFT = 4;
  private static final int WIDTH_SHIFT = 1;
  private static final int WIDTH_MASK = 0b111;
  private static final int MASK = 0b11;
  private static final int IPV6 = 1;

  /** The width code 1 is this power of two. */
  private static final int MIN_BLOCK_EXPONENT_LESS_ONE = 5;

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if {@code width} does not fit {@code ports}, or ports are
   *     given though UDP is blocked
   */
  public NatBehavior {
    boolean fits =
        switch (ports) {
          case REGULAR -> width >= 1 && width <= MAX_STEP;
          case BLOCK -> width >= MIN_BLOCK && width <= MAX_BLOCK && Integer.bitCount(width) == 1;
          case UNKNOWN, PRESERVED, RANDOM -> width == 0;
        };
    if (!fits) {
      throw new IllegalArgumentException("width " + width + " of " + ports);
    }
    if (mapping == Mapping.UDP_BLOCKED && ports != Ports.UNKNOWN) {
      throw new IllegalArgumentException("ports though UDP is blocked");
    }
  }

  /**
   * {@return whether the peer is told: if the mapping depends on the destination, or UDP is
   * blocked}
   */
  public boolean isTold() {
    return isStrict() || isUdpBlocked();
  }

  /** {@return whether the mapping depends on the destination (symmetric NAT)} */
  public boolean isStrict() {
    return mapping == Mapping.ENDPOINT_DEPENDENT;
  }

  /** {@return whether no server could be reached with UDP} */
  public boolean isUdpBlocked() {
    return mapping == Mapping.UDP_BLOCKED;
  }

  /** Returns the byte of the blob's extension. */
  int toBits() {
    int order = ORDERS.indexOf(ports == Ports.BLOCK ? Ports.RANDOM : ports);
    int code =
        ports == Ports.BLOCK
            ? Integer.numberOfTrailingZeros(width) - MIN_BLOCK_EXPONENT_LESS_ONE
            : width;
    return MAPPINGS.indexOf(mapping) << MAPPING_SHIFT
        | order << PORTS_SHIFT
        | code << WIDTH_SHIFT
        | (ipv6 ? IPV6 : 0);
  }

  /**
   * Reads the byte of the blob's extension.
   *
   * @throws IllegalArgumentException if no behavior has these bits
   */
  static NatBehavior ofBits(int bits) {
    Mapping mapping = MAPPINGS.get((bits >> MAPPING_SHIFT) & MASK);
    Ports ports = ORDERS.get((bits >> PORTS_SHIFT) & MASK);
    int code = (bits >> WIDTH_SHIFT) & WIDTH_MASK;
    boolean ipv6 = (bits & IPV6) != 0;
    return ports == Ports.RANDOM && code > 0
        ? new NatBehavior(mapping, Ports.BLOCK, 1 << (code + MIN_BLOCK_EXPONENT_LESS_ONE), ipv6)
        : new NatBehavior(mapping, ports, code, ipv6);
  }
}
