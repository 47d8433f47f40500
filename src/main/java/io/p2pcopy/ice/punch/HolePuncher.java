package io.p2pcopy.ice.punch;

import io.p2pcopy.signal.NatBehavior;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Sends the probes that may open a path through strict NATs, where the ordinary checks have found
 * none. A state machine without clock and sockets: every call passes the time, in nanoseconds.
 *
 * <p>Both sides derive from the two descriptions which {@link PunchMethod} to use. The side that
 * tries begins when the answer has been pasted, and sends each probe once. The side that holds
 * cannot know when that is: it repeats its probes in rounds as long as the mappings of NATs live,
 * so that the other side finds them open at any time.
 *
 * <p>An attempt sends at most {@value #MAX_PACKETS} packets and has at most {@value #MAX_SOCKETS}
 * sockets open at a time. A side that holds and has used them up begins another attempt, with other
 * ports and a quarter of the probes, so that it lasts four times as long.
 */
public final class HolePuncher {

  /** The most packets of an attempt. */
  public static final int MAX_PACKETS = 2000;

  /** The most sockets that are open at a time. */
  public static final int MAX_SOCKETS = 256;

  /** No further call is needed. */
  public static final long NEVER = Long.MAX_VALUE;

  /**
   * From one probe to the next: {@value #MAX_PACKETS} within six seconds, while a socket out of
   * {@value #MAX_SOCKETS} waits three quarters of a second for an answer. In nanoseconds.
   */
  static final long PACE = 3_000_000;

  /** Many NATs forget a mapping that nothing has come back to after 30 s. In nanoseconds. */
  static final long ROUND = 24_000_000_000L;

  /** After the last probe of a side that tries, for answers that are on their way. */
  private static final long ANSWERS_COME_WITHIN = 1_000_000_000;

  /** A late call sends no more than this at once, so that the packets do not fill queues. */
  private static final int MAX_BURST = 8;

  /** Of the probes of a further attempt. */
  private static final int FEWER = 4;

  /** So many hops lead beyond this side's NATs, and end before those of the peer, as a rule. */
  private static final int[] HOPS = {7, 4};

  private record Probe(int socket, int port) {}

  private final PunchMethod method;
  private final NatBehavior peer;
  private final int named;
  private final PunchNetwork network;
  private final RandomGenerator random;

  private List<Probe> probes = List.of();
  private final Set<Integer> open = new LinkedHashSet<>();
  private int next;
  private int packets;
  private long roundBegan;
  private long due = NEVER;

  /**
   * @param own of this side's NAT
   * @param peer of the peer's NAT, as its description says
   * @param holds whether this side made the answer
   * @param named the port of the address that the peer's description names
   */
  public HolePuncher(
      NatBehavior own,
      NatBehavior peer,
      boolean holds,
      int named,
      PunchNetwork network,
      RandomGenerator random) {
    this.method = PunchMethod.of(PortPattern.of(own), expected(own, peer, holds), holds);
    this.peer = peer;
    this.named = named;
    this.network = network;
    this.random = random;
  }

  /**
   * A NAT of which nothing was told is a plain one as a rule. If ordinary checks fail with two such
   * NATs, it is worth a try to take the other for a strict one.
   */
  private static PortPattern expected(NatBehavior own, NatBehavior peer, boolean holds) {
    return !holds && !own.isStrict() && !peer.isTold() ? PortPattern.RANDOM : PortPattern.of(peer);
  }

  /** Sends the first packets; returns when to call {@link #proceed}. */
  public long start(long now) {
    if (!method.holds()) {
      for (int hops : HOPS) {
        network.sendShortLivedCheck(named, hops);
        packets++;
      }
    }
    network.sendTftpRequest(PunchNetwork.MAIN);
    packets++;
    begin(now, method.probes());
    return proceed(now);
  }

  private void begin(long now, int count) {
    PortSequence ports = new PortSequence(method.ports(), peer, named, random);
    List<Probe> chosen = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int socket = socketOf(i, ports.period());
      chosen.add(new Probe(socket, ports.next(i, socket)));
    }
    probes = chosen;
    next = 0;
    roundBegan = now;
    due = count == 0 ? NEVER : now;
  }

  private int socketOf(int probe, int period) {
    return switch (method.source()) {
      case MAIN -> PunchNetwork.MAIN;
      case SEVERAL -> probe % method.sockets();
      case EACH -> probe / period;
      case FRESH -> probe;
    };
  }

  /** Sends what is due; returns when to call again, or {@link #NEVER}. */
  public long proceed(long now) {
    if (now < due) {
      return due;
    }
    if (next < probes.size()) {
      sendDue(now);
    } else if (method.holds()) {
      beginRound(now);
    } else {
      stop();
    }
    return due;
  }

  private void sendDue(long now) {
    for (int i = 0; i < MAX_BURST && due <= now && next < probes.size(); i++) {
      send(probes.get(next));
      next++;
      due += PACE;
    }
    if (next == probes.size()) {
      due = method.holds() ? roundBegan + ROUND : now + ANSWERS_COME_WITHIN;
    } else if (due <= now) {
      // Late: what is missed is not made up for.
      due = now + PACE;
    }
  }

  private void beginRound(long now) {
    if (packets + probes.size() <= MAX_PACKETS) {
      next = 0;
      roundBegan = now;
      due = now;
    } else {
      closeAll();
      packets = 0;
      begin(now, Math.max(1, method.probes() / FEWER));
    }
  }

  private void send(Probe probe) {
    if (packets >= MAX_PACKETS || !isOpen(probe.socket())) {
      return;
    }
    packets++;
    if (method.ports() == PunchMethod.PortChoice.TFTP) {
      network.sendTftpRequest(probe.socket());
    } else {
      network.sendCheck(probe.socket(), probe.port());
    }
  }

  private boolean isOpen(int socket) {
    if (socket == PunchNetwork.MAIN || open.contains(socket)) {
      return true;
    }
    if (open.size() >= MAX_SOCKETS) {
      int oldest = open.iterator().next();
      open.remove(oldest);
      network.close(oldest);
    }
    if (!network.open(socket)) {
      return false;
    }
    open.add(socket);
    return true;
  }

  private void closeAll() {
    open.forEach(network::close);
    open.clear();
  }

  /** Ends the attempt and closes the sockets to which nothing of the peer has come. */
  public void stop() {
    due = NEVER;
    probes = List.of();
    closeAll();
  }
}
