package io.p2pcopy.ice.punch;

import static io.p2pcopy.ice.punch.PortPattern.BLOCK;
import static io.p2pcopy.ice.punch.PortPattern.RANDOM;
import static io.p2pcopy.ice.punch.PortPattern.REGULAR;
import static io.p2pcopy.ice.punch.PortPattern.STABLE;

import java.util.List;

/**
 * What one side sends in an attempt, by the NATs of both. The table is the whole strategy; {@code
 * docs/decisions/0017-hard-nats.md} has the probabilities behind the numbers.
 *
 * <p>The side that made the answer cannot know when the other side begins, so it <em>holds</em>: it
 * opens the same mappings or filters again and again, before they expire. The side that has the
 * answer <em>tries</em>: it sends as many different probes as it may, once.
 *
 * @param own how this side's NAT chooses ports
 * @param peer how the peer's NAT does
 * @param holds whether this side holds or tries
 * @param source the sockets to send from
 * @param sockets how many sockets, for {@link Source#SEVERAL}
 * @param ports where to send to
 * @param probes how many packets a round has
 */
record PunchMethod(
    PortPattern own,
    PortPattern peer,
    boolean holds,
    Source source,
    int sockets,
    PortChoice ports,
    int probes) {

  /** The sockets that an attempt sends from. */
  enum Source {
    /** The socket whose address the description names. */
    MAIN,
    /** A number of sockets, in turn. */
    SEVERAL,
    /** A new socket when the last one has sent to each of the ports. */
    EACH,
    /** A new socket for each probe; the oldest is closed when there are too many. */
    FRESH
  }

  /** The ports of the peer's address that an attempt sends to. */
  enum PortChoice {
    /** The one that the description names. */
    NAMED,
    /** From the named one, in steps, ahead first; then any. */
    STEPS,
    /** Within the block around the named one; then any. */
    BLOCK_THEN_ANY,
    /** A few around the named one, which are in its block, again and again. */
    WITHIN_BLOCK,
    /** The steps ahead of the named one, again and again. */
    WITHIN_STEPS,
    /** A few certain ports ahead, which the peer's NAT comes to use ({@link SteppingRange}). */
    AHEAD,
    /** The ports that sockets which send to {@link #AHEAD} are mapped to. */
    OF_HOLDER,
    /** Any. */
    ANY,
    /** A request to the TFTP port: some NATs then admit all ports of the address. */
    TFTP
  }

  private static final int ALL = HolePuncher.MAX_SOCKETS;

  /** Leaves some packets of an attempt to the methods that take one or two. */
  private static final int MOST = HolePuncher.MAX_PACKETS - 20;

  private static final int AHEAD_SOCKETS = SteppingRange.SOCKETS;

  private static final List<PunchMethod> TABLE =
      List.of(
          hold(STABLE, REGULAR, Source.MAIN, 1, PortChoice.STEPS, 128),
          hold(STABLE, BLOCK, Source.MAIN, 1, PortChoice.BLOCK_THEN_ANY, 256),
          hold(STABLE, RANDOM, Source.MAIN, 1, PortChoice.ANY, 256),
          hold(BLOCK, STABLE, Source.SEVERAL, 64, PortChoice.NAMED, 64),
          hold(RANDOM, STABLE, Source.SEVERAL, ALL, PortChoice.NAMED, ALL),
          hold(REGULAR, REGULAR, Source.SEVERAL, AHEAD_SOCKETS, PortChoice.AHEAD, AHEAD_SOCKETS),
          hold(REGULAR, BLOCK, Source.EACH, 1, PortChoice.WITHIN_BLOCK, 330),
          hold(BLOCK, REGULAR, Source.EACH, 1, PortChoice.WITHIN_STEPS, 660),
          hold(BLOCK, BLOCK, Source.EACH, 1, PortChoice.WITHIN_BLOCK, 330),
          attempt(STABLE, REGULAR, Source.MAIN, 1, PortChoice.STEPS, MOST),
          attempt(STABLE, BLOCK, Source.MAIN, 1, PortChoice.BLOCK_THEN_ANY, MOST),
          attempt(STABLE, RANDOM, Source.MAIN, 1, PortChoice.ANY, MOST),
          attempt(REGULAR, STABLE, Source.FRESH, 1, PortChoice.NAMED, 64),
          attempt(BLOCK, STABLE, Source.FRESH, 1, PortChoice.NAMED, MOST),
          attempt(RANDOM, STABLE, Source.FRESH, 1, PortChoice.NAMED, MOST),
          attempt(REGULAR, REGULAR, Source.MAIN, 1, PortChoice.OF_HOLDER, SteppingRange.PROBES),
          attempt(REGULAR, BLOCK, Source.EACH, 1, PortChoice.WITHIN_BLOCK, 200),
          attempt(BLOCK, REGULAR, Source.EACH, 1, PortChoice.WITHIN_STEPS, MOST),
          attempt(BLOCK, BLOCK, Source.EACH, 1, PortChoice.WITHIN_BLOCK, MOST));

  /** Two NATs of which at least one is random: only a helper for TFTP lets the other side in. */
  private static final PunchMethod HOLD_WITH_HELPER =
      hold(RANDOM, RANDOM, Source.SEVERAL, ALL, PortChoice.TFTP, ALL);

  private static final PunchMethod ATTEMPT_WITH_HELPER =
      attempt(RANDOM, RANDOM, Source.MAIN, 1, PortChoice.ANY, MOST);

  /** No probes: the checks that ICE sends are all there is to do. */
  private static final PunchMethod NONE = hold(STABLE, STABLE, Source.MAIN, 1, PortChoice.NAMED, 0);

  private static PunchMethod hold(
      PortPattern own, PortPattern peer, Source source, int sockets, PortChoice ports, int probes) {
    return new PunchMethod(own, peer, true, source, sockets, ports, probes);
  }

  private static PunchMethod attempt(
      PortPattern own, PortPattern peer, Source source, int sockets, PortChoice ports, int probes) {
    return new PunchMethod(own, peer, false, source, sockets, ports, probes);
  }

  /**
   * Returns the method for these NATs; one without probes where the ordinary checks suffice.
   *
   * @param holds whether this side holds or tries
   */
  static PunchMethod of(PortPattern own, PortPattern peer, boolean holds) {
    if (own == STABLE && peer == STABLE) {
      return NONE;
    }
    if (own == REGULAR && peer == STABLE && holds) {
      // The peer's probes find the mapping of the ordinary checks.
      return NONE;
    }
    return TABLE.stream()
        .filter(row -> row.own == own && row.peer == peer && row.holds == holds)
        .findFirst()
        .orElse(holds ? HOLD_WITH_HELPER : ATTEMPT_WITH_HELPER);
  }
}
