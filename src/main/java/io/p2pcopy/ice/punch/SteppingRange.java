package io.p2pcopy.ice.punch;

/**
 * How two sides meet whose NATs both use one port after the other, without knowing how many
 * mappings each has made since its description.
 *
 * <p>The sockets of the holder all send to a port that the peer's NAT has yet to come to. So
 * whichever of its probes leaves from that port arrives, if it goes to any of the ports that the
 * sockets have been given, and those follow each other. As the number of mappings that the peer has
 * made by then is unknown, there are three such ports, each with a third of the sockets.
 */
final class SteppingRange {

  /** In mappings from the port that the peer's description names. */
  private static final int[] AHEAD = {16, 64, 200};

  /** The first probe that goes to the ports of each third. */
  private static final int[] FROM_PROBE = {0, 32, 128};

  private static final int SOCKETS_EACH = 64;

  /** The holder may have made so many mappings since its description, and the peer hits it. */
  private static final int MARGIN = 12;

  static final int SOCKETS = SOCKETS_EACH * AHEAD.length;

  /** Enough to come to the last of the ports. */
  static final int PROBES = 200;

  private SteppingRange() {}

  /** Returns how many mappings ahead the port is that a socket of the holder sends to. */
  static int ahead(int socket) {
    return AHEAD[socket / SOCKETS_EACH % AHEAD.length];
  }

  /** Returns how many mappings ahead the port is that a probe goes to. */
  static int ofHolder(int probe) {
    int third = FROM_PROBE.length - 1;
    while (probe < FROM_PROBE[third]) {
      third--;
    }
    return third * SOCKETS_EACH + MARGIN + probe % (SOCKETS_EACH - MARGIN - MARGIN / 2);
  }
}
