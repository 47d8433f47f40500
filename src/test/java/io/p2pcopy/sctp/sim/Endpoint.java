package io.p2pcopy.sctp.sim;

import io.p2pcopy.sctp.Association;
import io.p2pcopy.sctp.AssociationEvent;
import io.p2pcopy.sctp.IncomingMessage;
import io.p2pcopy.sctp.SctpConfig;
import io.p2pcopy.sctp.SctpState;
import io.p2pcopy.sctp.SctpStats;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * One association with its event loop and its application.
 *
 * <p>The loop is the one of the real program: packets and timeouts go in, then events, reading and
 * writing, then packets go out until there are no more. Calls of a test take effect on the network
 * when the test lets time run, so that it can still arrange what shall happen to the packets.
 */
public final class Endpoint {
  /** Room before the packet, as for the header of a record. */
  private static final int HEADROOM = 16;

  private static final int MOST_PACKETS_AT_ONCE = 200_000;
  private static final int MOST_TIMEOUTS_AT_ONCE = 100;

  private final String name;
  private final VirtualClock clock;
  private final VirtualLink out;
  private final int maxPacketSize;
  private final Association association;
  private final Ledger sent = new Ledger();
  private final Ledger expected;
  private final ByteBuffer packet = ByteBuffer.allocate(65_536);
  private final List<AssociationEvent> events = new ArrayList<>();
  private final Set<Integer> readable = new LinkedHashSet<>();
  private final Runnable wake = this::wake;
  private final VirtualLink.Receiver toPeer;

  private Endpoint peer = this;
  private Writer writer = new Writer(MessageSpec.message(0), 0);
  private long readBudget = Long.MAX_VALUE;
  private long readRate;
  private int received;
  private long nextWake = Long.MAX_VALUE;
  private long lastTimeout = Long.MIN_VALUE;
  private int timeoutsAtOnce;

  private Endpoint(
      String name,
      VirtualClock clock,
      VirtualLink out,
      SctpConfig config,
      RandomGenerator random,
      Optional<Endpoint> peer) {
    this.name = name;
    this.clock = clock;
    this.out = out;
    maxPacketSize = config.maxPacketSize();
    association = Association.create(config, random);
    expected = peer.map(other -> other.sent).orElseGet(Ledger::new);
    toPeer = content -> this.peer.deliver(content);
  }
}
