package io.p2pcopy.sctp;

import static org.assertj.core.api.Assertions.assertThat;

import io.p2pcopy.fuzz.FuzzInput;
import io.p2pcopy.sctp.association.Association;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;

/**
 * Two associations, and a network that loses, repeats, delays, reorders and damages packets as a
 * fuzzer says, while both ends send, reset streams and at last shut down. When the fuzzer has
 * nothing more to say the network carries everything, and then all that was sent must arrive, once,
 * unchanged and in the order of its stream.
 */
final class FuzzedNetwork {

  private static final int STREAMS = 4;
  private static final int MOST_STEPS = 2_000;
  private static final int MOST_MESSAGES = 60;
  private static final long DELAY = 5_000_000;

  @SuppressWarnings("ArrayRecordComponent") // Nobody compares them.
  private record Flying(long arrival, byte[] packet) {}

  /** One end, what it has sent and what has come from the other. */
  private static final class End {
    final Association association;
    final List<Flying> toThis = new ArrayList<>();
    final Map<Integer, Queue<byte[]>> ordered = new HashMap<>();
    final List<byte[]> unordered = new ArrayList<>();
    int sent;
    boolean shutDown;
    boolean established;
    AssociationEvent.@org.jspecify.annotations.Nullable Closed closed;

    End(SctpConfig config, int seed) {
      association = Association.create(config, new SplittableRandom(seed));
    }
  }

  private final FuzzInput in;
  private final End left;
  private final End right;
  private final ByteBuffer out = ByteBuffer.allocate(1 << 16);
  private long now = 1_000_000;
  private int steps;

  FuzzedNetwork(FuzzInput in) {
    this.in = in;
    int kind = in.oneByte();
    boolean agreed = (kind & 2) != 0;
    // Who has an agreement takes for granted that no window is smaller than its first one.
    SctpConfig config =
        SctpConfig.defaults()
            .withReceiveWindow((kind & 8) != 0 && !agreed ? 1 << 14 : 1 << 17)
            .withMaxMessageSize(1 << 14)
            .withInterleaving((kind & 1) != 0);
    if (agreed) {
      boolean interleaving = (kind & 4) != 0;
      left = new End(config.withPresharedInit(new PresharedInit(1, -3, 2, 7, interleaving)), 1);
      right = new End(config.withPresharedInit(new PresharedInit(2, 7, 1, -3, interleaving)), 2);
    } else {
      left = new End(config, 1);
      right = new End(config, 2);
    }
  }

  void run() {
    left.association.connect(now);
    if (in.oneByte() % 2 == 0 || left.association.isEstablished()) {
      right.association.connect(now);
    }
    turn();
    while (in.hasMore() && steps++ < MOST_STEPS) {
      step(in.oneByte());
      turn();
    }
    finish();
  }

  private void step(int what) {
    End end = (what & 0x80) == 0 ? left : right;
    End peer = end == left ? right : left;
    switch (what & 0x0f) {
      case 0 -> send(end, in.oneByte() & (STREAMS - 1), 1 + 60 * in.oneByte(), false);
      case 1 -> send(end, in.oneByte() & (STREAMS - 1), 1 + in.oneByte(), true);
      case 2 -> deliver(end, in.oneByte());
      case 3 -> deliver(end, 0);
      case 4 -> lose(end, in.oneByte());
      case 5 -> repeat(end, in.oneByte());
      case 6 -> damage(end, in.oneByte(), in.oneByte());
      case 7, 8 -> pass(1_000_000L * (1 + in.oneByte()));
      case 9 -> receive(end, peer);
      case 10 -> end.association.resetStreams(now, in.oneByte() & (STREAMS - 1));
      case 11 -> deliverAll(end);
      case 12 -> {
        if (in.oneByte() > 240) {
          end.association.shutdown(now);
          end.shutDown = true;
        }
      }
      case 13 -> end.association.pathChanged(now, 1200 + 20 * in.oneByte());
      case 14 -> end.toThis.subList(0, end.toThis.size() / 2).clear();
      default -> pass(100_000_000L * (1 + (in.oneByte() & 0x3f)));
    }
  }

  private void send(End end, int stream, int length, boolean unordered) {
    if (end.sent >= MOST_MESSAGES || !end.association.acceptsMessages()) {
      return;
    }
    byte[] payload = new byte[length + 2];
    new SplittableRandom(end.sent).nextBytes(payload);
    payload[0] = (byte) end.sent++;
    payload[1] = (byte) (unordered ? 1 : 0);
    end.association.send(now, new OutgoingMessage(stream, 53, payload.clone(), unordered));
    if (unordered) {
      end.unordered.add(payload);
    } else {
      end.ordered.computeIfAbsent(stream, s -> new ArrayDeque<>()).add(payload);
    }
  }

  private void receive(End end, End peer) {
    for (int stream = 0; stream < STREAMS; stream++) {
      IncomingMessage message = end.association.receive(stream);
      while (message != null) {
        byte[] payload = message.payload();
        if (payload[1] == 0) {
          Queue<byte[]> queue = peer.ordered.get(stream);
          assertThat(queue).as("messages of stream %d", stream).isNotNull().isNotEmpty();
          assertThat(payload).isEqualTo(queue.remove());
        } else {
          assertThat(peer.unordered.removeIf(sent -> java.util.Arrays.equals(sent, payload)))
              .isTrue();
        }
        message = end.association.receive(stream);
      }
    }
  }

  private void deliver(End to, int which) {
    if (!to.toThis.isEmpty()) {
      byte[] packet = to.toThis.remove(which % to.toThis.size()).packet();
      to.association.handlePacket(now, ByteBuffer.wrap(packet));
    }
  }

  private void deliverAll(End to) {
    List<Flying> packets = List.copyOf(to.toThis);
    to.toThis.clear();
    packets.forEach(
        flying -> to.association.handlePacket(now, ByteBuffer.wrap(flying.packet().clone())));
  }

  private void lose(End to, int which) {
    if (!to.toThis.isEmpty()) {
      to.toThis.remove(which % to.toThis.size());
    }
  }

  private void repeat(End to, int which) {
    if (!to.toThis.isEmpty()) {
      Flying flying = to.toThis.get(which % to.toThis.size());
      to.toThis.add(new Flying(now, flying.packet().clone()));
    }
  }

  /** The checksum then drops it, except between ends that go without: DTLS checks for those. */
  private void damage(End to, int which, int at) {
    if (!to.toThis.isEmpty() && left.association.stats().badPackets() < MOST_STEPS) {
      byte[] packet = to.toThis.get(which % to.toThis.size()).packet();
      if (packet[8] != 0 || packet[9] != 0 || packet[10] != 0 || packet[11] != 0) {
        packet[at % packet.length] ^= 0x10;
      }
    }
  }

  private void pass(long duration) {
    now += duration;
    left.association.handleTimeout(now);
    right.association.handleTimeout(now);
  }

  /** Both ends do what a program does after each step. */
  private void turn() {
    turn(left, right);
    turn(right, left);
  }

  private void turn(End end, End peer) {
    int packets = 0;
    while (end.association.pollTransmit(now, out.clear())) {
      byte[] packet = new byte[out.flip().remaining()];
      out.get(packet);
      peer.toThis.add(new Flying(now + DELAY, packet));
      assertThat(++packets).as("packets at once").isLessThan(3_000);
    }
    AssociationEvent event = end.association.pollEvent();
    while (event != null) {
      end.established |= event instanceof AssociationEvent.Established;
      if (event instanceof AssociationEvent.Closed closed) {
        end.closed = closed;
      }
      event = end.association.pollEvent();
    }
  }

  /** The network is perfect from now on. */
  private void finish() {
    boolean wasClosed = left.closed != null || right.closed != null;
    if (!left.association.isEstablished() && left.closed == null) {
      left.association.connect(now);
    }
    settle(120_000);
    boolean shutDown = left.shutDown || right.shutDown;
    if (!shutDown && !wasClosed) {
      assertThat(left.closed).as("left").isNull();
      assertThat(right.closed).as("right").isNull();
      assertThat(left.association.isEstablished()).isTrue();
      assertThat(right.association.isEstablished()).isTrue();
      assertThatAllArrived();
      left.association.shutdown(now);
      settle(20_000);
    }
    if (!left.established || !right.established) {
      // One that has ended before it was connected answers nothing; the other would go on asking.
      return;
    }
    for (End end : List.of(left, right)) {
      assertThat(end.association.state()).isEqualTo(SctpState.CLOSED);
      AssociationEvent.Closed closed = end.closed;
      if (!shutDown) {
        assertThat(closed).isNotNull();
        assertThat(closed.reason()).isEqualTo(AssociationEvent.CloseReason.SHUTDOWN);
      }
    }
  }

  private void assertThatAllArrived() {
    for (End end : List.of(left, right)) {
      assertThat(end.unordered).isEmpty();
      assertThat(end.ordered.values()).allMatch(Queue::isEmpty);
    }
  }

  private void settle(long milliseconds) {
    long end = now + 1_000_000 * milliseconds;
    int rounds = 0;
    while (now < end) {
      assertThat(++rounds).as("rounds").isLessThan(100_000);
      turn();
      receive(left, right);
      receive(right, left);
      turn();
      long next =
          Math.min(
              Math.min(left.association.nextTimeout(), right.association.nextTimeout()),
              Math.min(firstArrival(left), firstArrival(right)));
      if (next > end) {
        return;
      }
      now = Math.max(now, next);
      arrive(left);
      arrive(right);
      pass(0);
    }
  }

  private static long firstArrival(End end) {
    return end.toThis.stream().mapToLong(Flying::arrival).min().orElse(Long.MAX_VALUE);
  }

  private void arrive(End end) {
    List<Flying> due = end.toThis.stream().filter(flying -> flying.arrival() <= now).toList();
    end.toThis.removeAll(due);
    due.forEach(
        flying -> end.association.handlePacket(now, ByteBuffer.wrap(flying.packet().clone())));
  }
}
