package io.p2pcopy.sctp;

import io.p2pcopy.sctp.association.Association;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;

/**
 * Two associations with nothing between them but a fixed delay, in virtual time. Packets that a
 * filter refuses are lost.
 */
public final class Pump {

  public static final long MILLISECOND = 1_000_000;
  public static final long DELAY = 10 * MILLISECOND;

  private record Flying(long arrival, boolean toRight, ByteBuffer packet) {}

  public final Association left;
  public final Association right;
  public final List<AssociationEvent> leftEvents = new ArrayList<>();
  public final List<AssociationEvent> rightEvents = new ArrayList<>();
  public Predicate<byte[]> passesFromLeft = packet -> true;
  public Predicate<byte[]> passesFromRight = packet -> true;
  public long now = 5_000 * MILLISECOND;

  private final ArrayDeque<Flying> flying = new ArrayDeque<>();
  private final ByteBuffer buffer = ByteBuffer.allocate(65_536);

  public Pump() {
    this(SctpConfig.defaults(), SctpConfig.defaults());
  }

  public Pump(SctpConfig leftConfig, SctpConfig rightConfig) {
    left = Association.create(leftConfig, new SplittableRandom(1));
    right = Association.create(rightConfig, new SplittableRandom(2));
  }

  public static Pump connected() {
    return connected(SctpConfig.defaults(), SctpConfig.defaults());
  }

  public static Pump connected(SctpConfig leftConfig, SctpConfig rightConfig) {
    var pump = new Pump(leftConfig, rightConfig);
    pump.left.connect(pump.now);
    pump.right.connect(pump.now);
    pump.run(200 * MILLISECOND);
    return pump;
  }

  /** Lets so much time pass. */
  public void run(long duration) {
    long end = now + duration;
    poll();
    while (true) {
      long next = Math.min(left.nextTimeout(), right.nextTimeout());
      if (!flying.isEmpty()) {
        next = Math.min(next, flying.element().arrival);
      }
      if (next > end) {
        now = end;
        return;
      }
      now = Math.max(now, next);
      while (!flying.isEmpty() && flying.element().arrival <= now) {
        Flying packet = flying.remove();
        (packet.toRight ? right : left).handlePacket(now, packet.packet);
      }
      left.handleTimeout(now);
      right.handleTimeout(now);
      poll();
    }
  }

  public void sendLeft(int streamId, byte[] payload) {
    left.send(now, new OutgoingMessage(streamId, 53, payload, false));
  }

  public static List<byte[]> drain(Association association, int streamId) {
    var payloads = new ArrayList<byte[]>();
    IncomingMessage message = association.receive(streamId);
    while (message != null) {
      payloads.add(message.payload());
      message = association.receive(streamId);
    }
    return payloads;
  }

  public static byte[] bytes(int length, int seed) {
    byte[] bytes = new byte[length];
    new SplittableRandom(seed).nextBytes(bytes);
    return bytes;
  }

  private void poll() {
    poll(left, true, passesFromLeft, leftEvents);
    poll(right, false, passesFromRight, rightEvents);
  }

  private void poll(
      Association from, boolean toRight, Predicate<byte[]> passes, List<AssociationEvent> events) {
    while (from.pollTransmit(now, buffer.clear())) {
      byte[] bytes = new byte[buffer.flip().remaining()];
      buffer.get(bytes);
      if (passes.test(bytes)) {
        flying.add(new Flying(now + DELAY, toRight, ByteBuffer.wrap(bytes)));
      }
    }
    AssociationEvent event = from.pollEvent();
    while (event != null) {
      events.add(event);
      event = from.pollEvent();
    }
  }
}
