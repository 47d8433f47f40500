package io.p2pcopy.sctp.sim;

import io.p2pcopy.sctp.sim.PacketRule.Action;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * One direction of a path. A packet passes, in this order, the rules of the test, the MTU, a
 * drop-tail queue, a line of a certain rate, and a wire that delays, loses, corrupts, duplicates
 * and reorders. What the wire loses has used its share of the line.
 */
public final class VirtualLink {
  static final long UNLIMITED = Long.MAX_VALUE;
  private static final int MOST_FLIPPED_BITS = 3;
  private static final long BITS_TIMES_NANOS = 8 * Units.seconds(1);

  private final VirtualClock clock;
  private final RandomGenerator random;
  private final LinkCounters counters = new LinkCounters();
  private final List<PacketRule> rules = new ArrayList<>();
  private final List<Consumer<SeenPacket>> observers = new ArrayList<>();
  private final ArrayDeque<Packet> queue = new ArrayDeque<>();
  private final ArrayDeque<Packet> spares = new ArrayDeque<>();
  private final Runnable headIsSent = this::headIsSent;

  private long queuedBytes;
  private long rateRemainder;
  private long latestArrival = Long.MIN_VALUE;

  long delay;
  long jitter;
  boolean jitterKeepsOrder = true;
  long rate = UNLIMITED;
  long queueLimit = UNLIMITED;
  int overhead;
  int mtu = Integer.MAX_VALUE;
  LossModel loss = LossModel.none();
  int mostGapBlocks = Integer.MAX_VALUE;
  double duplication;
  double corruption;
  double reordering;
  long reorderingDelay;
  long blackOutFrom = Long.MAX_VALUE;
  long blackOutTo = Long.MIN_VALUE;

  /** Takes what the link delivers. */
  @FunctionalInterface
  public interface Receiver {
    /** The buffer is lent for the time of the call. */
    void deliver(ByteBuffer packet);
  }

  VirtualLink(VirtualClock clock, RandomGenerator random) {
    this.clock = clock;
    this.random = random;
  }

  public void transmit(ByteBuffer packet, Receiver receiver) {
    transmit(packet, receiver, 0);
  }

  /**
   * Sends the packet from position to limit.
   *
   * @param stillQueued the bytes that its sender has queued and not yet sent
   */
  public void transmit(ByteBuffer offered, Receiver receiver, long stillQueued) {
    ByteBuffer packet = offered;
    counters.offered++;
    counters.offeredBytes += packet.remaining();
    if (mostGapBlocks != Integer.MAX_VALUE) {
      packet = ByteBuffer.wrap(PacketForge.withGapBlocks(new SeenPacket(packet), mostGapBlocks));
    }
    long heldBack = 0;
    if (!rules.isEmpty() || !observers.isEmpty()) {
      var seen = new SeenPacket(packet);
      observers.forEach(observer -> observer.accept(seen));
      for (PacketRule rule : rules) {
        if (!rule.takes(seen, stillQueued)) {
          continue;
        }
        if (rule.action() == Action.DROP) {
          counters.droppedByRule++;
          rules.removeIf(PacketRule::isSpent);
          return;
        }
        if (rule.action() == Action.DUPLICATE) {
          counters.duplicated++;
          enqueue(copyOf(packet, receiver), rule.delay());
        } else {
          heldBack += rule.delay();
        }
      }
      rules.removeIf(PacketRule::isSpent);
    }
    enqueue(copyOf(packet, receiver), heldBack);
  }

  public LinkCounters counters() {
    return counters;
  }

  /** Returns the bytes that wait for the line, without the packet that is on it. */
  public long queuedBytes() {
    return queuedBytes;
  }

  public long bitsPerSecond() {
    return rate;
  }

  /** Shows each packet handed to the link from now on, before anything happens to it. */
  public void observe(Consumer<SeenPacket> observer) {
    observers.add(observer);
  }

  void add(PacketRule rule) {
    rules.add(rule);
  }

  private void enqueue(Packet packet, long heldBack) {
    if (packet.length + overhead > mtu) {
      counters.droppedByMtu++;
      spares.add(packet);
      return;
    }
    if (heldBack > 0) {
      counters.reordered++;
      clock.after(heldBack, () -> enqueue(packet, 0));
      return;
    }
    if (rate == UNLIMITED && queue.isEmpty()) {
      propagate(packet);
      return;
    }
    int size = packet.length + overhead;
    // The head of the queue is on the line already and needs no room.
    if (!queue.isEmpty() && queuedBytes + size > queueLimit) {
      counters.droppedByQueue++;
      spares.add(packet);
      return;
    }
    queue.add(packet);
    if (queue.size() == 1) {
      sendHead();
      return;
    }
    queuedBytes += size;
    counters.largestQueue = Math.max(counters.largestQueue, queuedBytes);
  }

  private void sendHead() {
    if (rate == UNLIMITED) {
      clock.at(clock.now(), headIsSent);
      return;
    }
    // The remainder is carried over, so that the rate is exact over any number of packets.
    long work = (queue.element().length + overhead) * BITS_TIMES_NANOS + rateRemainder;
    rateRemainder = work % rate;
    clock.after(work / rate, headIsSent);
  }

  private void headIsSent() {
    Packet sent = queue.remove();
    if (queue.isEmpty()) {
      rateRemainder = 0;
    } else {
      queuedBytes -= queue.element().length + overhead;
      sendHead();
    }
    propagate(sent);
  }

  private void propagate(Packet packet) {
    if (clock.now() >= blackOutFrom && clock.now() < blackOutTo) {
      counters.droppedByBlackOut++;
      spares.add(packet);
      return;
    }
    if (loss.loses(random)) {
      counters.lost++;
      spares.add(packet);
      return;
    }
    if (happens(duplication)) {
      counters.duplicated++;
      clock.at(arrivalTime(), copyOf(packet.content(), packet.receiver));
    }
    if (happens(corruption)) {
      counters.corrupted++;
      flipBits(packet);
    }
    clock.at(arrivalTime(), packet);
  }

  private long arrivalTime() {
    long arrival = clock.now() + delay;
    if (happens(reordering)) {
      counters.reordered++;
      return arrival + 1 + random.nextLong(reorderingDelay);
    }
    if (jitter == 0) {
      return arrival;
    }
    arrival += random.nextLong(jitter + 1);
    if (jitterKeepsOrder) {
      latestArrival = Math.max(latestArrival, arrival);
      return latestArrival;
    }
    return arrival;
  }

  private boolean happens(double probability) {
    return probability > 0 && random.nextDouble() < probability;
  }

  /** CRC32c finds every damage of up to three bits, so that a damaged packet is always dropped. */
  private void flipBits(Packet packet) {
    int flips = 1 + random.nextInt(MOST_FLIPPED_BITS);
    int previous = -1;
    for (int i = 0; i < flips; i++) {
      int bit = random.nextInt(packet.length * 8);
      // Never the same bit again, which would repair the packet.
      if (bit > previous) {
        packet.bytes[bit >> 3] ^= (byte) (1 << (bit & 7));
        previous = bit;
      }
    }
  }

  private Packet copyOf(ByteBuffer content, Receiver receiver) {
    Packet packet = spares.isEmpty() ? new Packet() : spares.pop();
    packet.length = content.remaining();
    packet.receiver = receiver;
    if (packet.bytes.length < packet.length) {
      packet.bytes = new byte[Math.max(packet.length, 2048)];
    }
    content.get(content.position(), packet.bytes, 0, packet.length);
    return packet;
  }

  private final class Packet implements Runnable {
    private byte[] bytes = new byte[0];
    private int length;
    private Receiver receiver = content -> {};

    ByteBuffer content() {
      return ByteBuffer.wrap(bytes, 0, length);
    }

    /** Arrives. */
    @Override
    public void run() {
      counters.delivered++;
      counters.deliveredBytes += length;
      receiver.deliver(content());
      // Whoever keeps the buffer instead of its content shall notice.
      Arrays.fill(bytes, 0, length, (byte) 0xee);
      spares.push(this);
    }
  }
}
