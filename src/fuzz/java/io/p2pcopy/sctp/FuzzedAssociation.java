package io.p2pcopy.sctp;

import static org.assertj.core.api.Assertions.assertThat;

import io.p2pcopy.fuzz.FuzzInput;
import io.p2pcopy.sctp.association.Association;
import io.p2pcopy.sctp.packet.CommonHeader;
import io.p2pcopy.sctp.packet.DataChunk;
import io.p2pcopy.sctp.sim.PacketForge;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * An association in one of its states, to which a fuzzer sends packets with the right tag and
 * checksum, lets time pass, and which it uses as a program does. After each step it checks what
 * always holds.
 */
final class FuzzedAssociation {

  static final int WINDOW = 1 << 16;

  /** The window, and a message of its size that fills gaps, as an incomplete one lets it grow. */
  private static final long MOST_BUFFERED = 4L * WINDOW;

  private static final int TAG_OF_LEFT = 0x11223344;
  private static final int TAG_OF_RIGHT = 0x55667788;
  private static final int MOST_STEPS = 300;
  private static final int MOST_PACKETS = 5_000;
  private static final int MOST_TIMEOUTS_AT_ONCE = 20;

  private final Pump pump;
  private final Association victim;
  private final int tag;
  private final List<byte[]> seen = new ArrayList<>();
  private final ByteBuffer out = ByteBuffer.allocate(1 << 16);
  private final ByteBuffer forged = ByteBuffer.allocate(1 << 16);
  private long now;
  private boolean closedEventSeen;
  private int nextPeerTsn;
  private int lastSentTsn;
  private int timeoutsAtOnce;

  private FuzzedAssociation(Pump pump, List<byte[]> seen, int tag) {
    this.pump = pump;
    this.victim = pump.right;
    this.tag = tag;
    this.now = pump.now;
    this.seen.addAll(seen);
  }

  /** Brings one into a state by the loss of packets. */
  static FuzzedAssociation in(SctpState state, boolean agreed, boolean interleaving) {
    SctpConfig config =
        SctpConfig.defaults()
            .withReceiveWindow(WINDOW)
            .withMaxMessageSize(WINDOW)
            .withInterleaving(interleaving);
    boolean early =
        state == SctpState.CLOSED
            || state == SctpState.COOKIE_WAIT
            || state == SctpState.COOKIE_ECHOED;
    boolean withAgreement = agreed && !early;
    Pump pump =
        withAgreement
            ? new Pump(
                config.withPresharedInit(
                    new PresharedInit(TAG_OF_LEFT, 1000, TAG_OF_RIGHT, 2000, interleaving)),
                config.withPresharedInit(
                    new PresharedInit(TAG_OF_RIGHT, 2000, TAG_OF_LEFT, 1000, interleaving)))
            : new Pump(config, config);
    List<byte[]> toRight = new ArrayList<>();
    pump.passesFromLeft = packet -> toRight.add(packet);
    switch (state) {
      case CLOSED -> {}
      case COOKIE_WAIT -> {
        pump.passesFromRight = packet -> false;
        pump.right.connect(pump.now);
        pump.run(1);
      }
      case COOKIE_ECHOED -> {
        pump.passesFromRight = packet -> packet[12] != 10;
        pump.right.connect(pump.now);
        pump.run(30 * Pump.MILLISECOND);
      }
      default -> bringFurther(pump, state);
    }
    assertThat(pump.right.state()).isEqualTo(state);
    int tag =
        withAgreement
            ? TAG_OF_RIGHT
            : toRight.stream()
                .mapToInt(packet -> CommonHeader.verificationTag(ByteBuffer.wrap(packet)))
                .filter(t -> t != 0)
                .findFirst()
                .orElse(TAG_OF_RIGHT);
    var fuzzed = new FuzzedAssociation(pump, toRight, tag);
    fuzzed.lookForTsn(toRight);
    return fuzzed;
  }

  private static void bringFurther(Pump pump, SctpState state) {
    pump.left.connect(pump.now);
    pump.right.connect(pump.now);
    pump.run(100 * Pump.MILLISECOND);
    pump.sendLeft(1, new byte[100]);
    pump.right.send(pump.now, new OutgoingMessage(1, 1, new byte[5000], false));
    if (state == SctpState.ESTABLISHED) {
      pump.run(300 * Pump.MILLISECOND);
      return;
    }
    var toRight = pump.passesFromLeft;
    if (state == SctpState.SHUTDOWN_PENDING) {
      pump.passesFromLeft = packet -> false;
      pump.right.shutdown(pump.now);
    } else {
      pump.run(300 * Pump.MILLISECOND);
      if (state == SctpState.SHUTDOWN_SENT) {
        pump.passesFromLeft = packet -> false;
        pump.right.shutdown(pump.now);
      } else {
        pump.right.send(pump.now, new OutgoingMessage(1, 1, new byte[5000], false));
        pump.passesFromRight = packet -> state == SctpState.SHUTDOWN_ACK_SENT && packet[12] != 8;
        pump.left.shutdown(pump.now);
      }
    }
    pump.run(300 * Pump.MILLISECOND);
    pump.passesFromLeft = toRight;
  }

  /** Finds the TSN of the peer's last DATA, so that made-up chunks can come near it. */
  private void lookForTsn(List<byte[]> packets) {
    nextPeerTsn = (int) victim.cumulativeTsnReceived() + 1;
    lastSentTsn = (int) victim.cumulativeTsnAck();
    assertThat(packets).isNotNull();
  }

  SctpState state() {
    return victim.state();
  }

  /** Runs the steps of an input, then lets the association end. */
  void run(FuzzInput in) {
    check();
    for (int step = 0; in.hasMore() && step < MOST_STEPS; step++) {
      step(in);
      check();
    }
    end();
  }

  private void step(FuzzInput in) {
    int kind = in.oneByte() & 0x0f;
    switch (kind) {
      case 0 -> take(in.block(), tag);
      case 1 -> take(in.block(), 0);
      case 2, 3, 4 -> take(data(in), tag);
      case 5 -> take(sack(in), tag);
      case 6 -> replay(in);
      case 7 -> forwardTsn(in);
      case 8 -> reConfig(in);
      case 9, 10 -> pass(1_000_000L << (in.oneByte() & 0x0f));
      case 11 -> send(in);
      case 12 -> receive(in.oneByte() & 7);
      case 13 -> victim.resetStreams(now, in.oneByte() & 7, in.oneByte() & 7);
      case 14 -> use(in.oneByte());
      default -> take(chunk(in), tag);
    }
  }

  private void use(int what) {
    switch (what & 7) {
      case 0 -> victim.shutdown(now);
      case 1 -> victim.connect(now);
      case 2 -> victim.pathChanged(now, 1200 + 10 * what);
      case 3 -> victim.estimateRoundTrip(1 + 100_000L * what);
      case 4 -> pass(Math.max(0, victim.nextTimeout() - now));
      case 5 -> {
        if (what > 250) {
          victim.abort(now, "enough");
        }
      }
      default -> receive(what >> 3 & 7);
    }
  }

  private void send(FuzzInput in) {
    int stream = in.oneByte() & 7;
    int length = 1 + in.twoBytes() % 8000;
    if (victim.acceptsMessages() && victim.bufferedAmount() < 100_000) {
      try {
        victim.send(now, new OutgoingMessage(stream, 53, new byte[length], length % 2 == 0));
      } catch (IllegalArgumentException e) {
        // The peer has fewer streams, and said so in its INIT.
        assertThat(victim.isEstablished()).isTrue();
      }
    }
  }

  private void receive(int stream) {
    int readable = victim.readableMessages(stream);
    IncomingMessage message = victim.receive(stream);
    assertThat(message == null).isEqualTo(readable == 0);
    if (message != null) {
      assertThat(message.payload()).hasSizeBetween(1, WINDOW);
    }
  }

  /** Returns DATA or I-DATA near the TSN that is due. */
  private byte[] data(FuzzInput in) {
    boolean interleaved = victim.stats().interleaving() ^ (in.oneByte() & 0x3f) == 0x3f;
    int flags = in.oneByte() & 0x0f;
    int tsn = nextPeerTsn + (byte) in.oneByte();
    int stream = in.oneByte() & 7;
    int number = in.oneByte();
    int fragment = in.oneByte();
    int length = in.oneByte() % 8 == 0 ? 1000 : in.oneByte() & 0x1f;
    forged.clear();
    int header = interleaved ? 20 : DataChunk.HEADER;
    forged.put((byte) (interleaved ? 64 : 0)).put((byte) flags).putShort((short) (header + length));
    forged.putInt(tsn).putShort((short) stream);
    if (interleaved) {
      forged.putShort((short) 0).putInt(number).putInt(fragment);
    } else {
      forged.putShort((short) number).putInt(fragment);
    }
    return finish(length);
  }

  private byte[] sack(FuzzInput in) {
    int cumulative = lastSentTsn + (byte) in.oneByte();
    int window = in.oneByte() << 8;
    int gaps = in.oneByte() & 7;
    int duplicates = in.oneByte() & 3;
    forged.clear();
    forged.put((byte) 3).put((byte) 0).putShort((short) (16 + 4 * (gaps + duplicates)));
    forged.putInt(cumulative).putInt(window).putShort((short) gaps).putShort((short) duplicates);
    for (int i = 0; i < gaps; i++) {
      int start = in.oneByte();
      forged.putShort((short) start).putShort((short) (start + (byte) in.oneByte()));
    }
    for (int i = 0; i < duplicates; i++) {
      forged.putInt(cumulative - i);
    }
    return finish(0);
  }

  private void forwardTsn(FuzzInput in) {
    boolean interleaved = victim.stats().interleaving();
    int streams = in.oneByte() & 3;
    forged.clear();
    forged.put((byte) (interleaved ? 194 : 192)).put((byte) 0);
    forged.putShort((short) (8 + (interleaved ? 8 : 4) * streams));
    forged.putInt(nextPeerTsn + (byte) in.oneByte());
    for (int i = 0; i < streams; i++) {
      forged.putShort((short) (in.oneByte() & 7));
      if (interleaved) {
        forged.putShort((short) (in.oneByte() & 1)).putInt(in.oneByte());
      } else {
        forged.putShort((short) in.oneByte());
      }
    }
    take(finish(0), tag);
  }

  /** A request to reset streams, or the answer to one, with numbers near those that are due. */
  private void reConfig(FuzzInput in) {
    int request = (int) pump.left.cumulativeTsnAck() + (byte) in.oneByte();
    int streams = in.oneByte() & 3;
    forged.clear();
    forged.put((byte) 130).put((byte) 0);
    if (in.oneByte() % 2 == 0) {
      forged.putShort((short) (4 + 16 + 2 * streams));
      forged.putShort((short) 13).putShort((short) (16 + 2 * streams));
      forged.putInt(request).putInt(lastSentTsn + (byte) in.oneByte());
      forged.putInt(nextPeerTsn + (byte) in.oneByte());
      for (int i = 0; i < streams; i++) {
        forged.putShort((short) (in.oneByte() & 7));
      }
    } else {
      forged.putShort((short) 16).putShort((short) 16).putShort((short) 12);
      forged.putInt(lastSentTsn + (byte) in.oneByte()).putInt(in.oneByte() & 7);
    }
    take(finish(0), tag);
  }

  private byte[] chunk(FuzzInput in) {
    int type = in.oneByte();
    int flags = in.oneByte();
    byte[] value = in.bytes(in.oneByte());
    forged.clear();
    forged.put((byte) type).put((byte) flags).putShort((short) (4 + value.length)).put(value);
    return finish(0);
  }

  /** Sends a packet once more that has come before, or another one's, with one byte changed. */
  private void replay(FuzzInput in) {
    int which = in.oneByte();
    int at = in.oneByte();
    int change = in.oneByte();
    if (!seen.isEmpty()) {
      byte[] packet = seen.get(which % seen.size()).clone();
      if (at >= CommonHeader.LENGTH && at < packet.length) {
        packet[at] ^= (byte) change;
      }
      victim.handlePacket(now, ByteBuffer.wrap(PacketForge.withChecksum(packet)));
    }
  }

  private byte[] finish(int zeros) {
    forged.put(new byte[zeros]);
    forged.put(new byte[-forged.position() & 3]);
    byte[] bytes = new byte[forged.position()];
    forged.flip().get(bytes);
    return bytes;
  }

  private void take(byte[] chunks, int verificationTag) {
    ByteBuffer packet = ByteBuffer.allocate(CommonHeader.LENGTH + chunks.length);
    CommonHeader.begin(packet, 5000, 5000, verificationTag);
    packet.put(chunks);
    CommonHeader.finish(packet, 0);
    victim.handlePacket(now, packet.flip());
    nextPeerTsn = (int) victim.cumulativeTsnReceived() + 1;
  }

  private void pass(long duration) {
    now += Math.min(duration, 100_000_000_000L);
    victim.handleTimeout(now);
  }

  /** Takes out packets and events as a program does, and checks what always holds. */
  private void check() {
    int packets = 0;
    boolean sent;
    do {
      int most = victim.nextPacketSize();
      sent = victim.pollTransmit(now, out.clear());
      if (sent) {
        assertThat(out.position()).isBetween(CommonHeader.LENGTH + 4, Math.max(1200, most));
        assertThat(++packets).as("packets at once").isLessThan(MOST_PACKETS);
        noteTsn(out.flip());
      }
    } while (sent);
    AssociationEvent event = victim.pollEvent();
    while (event != null) {
      assertThat(closedEventSeen).as("an event after the last").isFalse();
      closedEventSeen = event instanceof AssociationEvent.Closed;
      event = victim.pollEvent();
    }
    if (closedEventSeen) {
      assertThat(victim.state()).isEqualTo(SctpState.CLOSED);
      assertThat(victim.nextTimeout()).isEqualTo(Long.MAX_VALUE);
      assertThat(victim.acceptsMessages()).isFalse();
    }
    SctpStats stats = victim.stats();
    assertThat(stats.receiveBuffered()).isBetween(0L, MOST_BUFFERED);
    assertThat(stats.bytesInFlight()).isNotNegative();
    assertThat(stats.peerReceiveWindow()).isNotNegative();
    assertThat(stats.congestionWindow()).isPositive();
    assertThat(victim.bufferedAmount()).isNotNegative();
  }

  /** Remembers the highest TSN that was sent. */
  private void noteTsn(ByteBuffer packet) {
    int at = CommonHeader.LENGTH;
    while (at + 8 <= packet.limit()) {
      int type = packet.get(at);
      if (type == 0 || type == 64) {
        lastSentTsn = packet.getInt(at + 4);
      }
      at += Math.max(4, (packet.getShort(at + 2) & 0xffff) + 3 & ~3);
    }
  }

  /** Time passes without a peer, and an abort ends what is still there. */
  private void end() {
    for (int i = 0; i < 50 && victim.nextTimeout() != Long.MAX_VALUE; i++) {
      long next = Math.max(now, victim.nextTimeout());
      timeoutsAtOnce = next == now ? timeoutsAtOnce + 1 : 0;
      assertThat(timeoutsAtOnce).as("timeouts at once").isLessThan(MOST_TIMEOUTS_AT_ONCE);
      now = next;
      victim.handleTimeout(now);
      check();
    }
    for (int stream = 0; stream < 8; stream++) {
      while (victim.readableMessages(stream) > 0) {
        receive(stream);
      }
    }
    check();
    if (!closedEventSeen) {
      victim.abort(now, "enough");
      check();
    }
    assertThat(closedEventSeen).isTrue();
    assertThat(victim.pollTransmit(now, out.clear())).isFalse();
  }
}
