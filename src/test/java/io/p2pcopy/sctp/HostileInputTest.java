package io.p2pcopy.sctp;

import static org.assertj.core.api.Assertions.assertThat;

import io.p2pcopy.sctp.association.Association;
import io.p2pcopy.sctp.packet.ChunkType;
import io.p2pcopy.sctp.packet.CommonHeader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class HostileInputTest {

  private static final int[] TYPES = {
    0, 0, 0, 1, 2, 3, 3, 3, 4, 5, 6, 7, 8, 9, 10, 11, 14, 0x3f, 0x7f, 0xbf, 0xff, 130, 130, 192, 192
  };

  /** The random sources of {@link Pump} give its right end always the same verification tag. */
  private static final int TAG = rightTag();

  @Property(tries = 300)
  void noPacketWithARightTagMakesAnAssociationThrow(@ForAll long seed) {
    var random = new Random(seed);
    for (SctpState state : SctpState.values()) {
      Association victim = inState(state);
      for (int i = 0; i < 30; i++) {
        victim.handlePacket(1_000_000L * i, packet(random));
        drain(victim, 1_000_000L * i);
        victim.handleTimeout(1_000_000L * i);
      }
      assertThat(victim.stats().packetsReceived()).isGreaterThanOrEqualTo(30);
    }
  }

  @Example
  void aFloodOfFragmentsStaysWithinTheReceiveWindow() {
    var pump =
        Pump.connected(
            SctpConfig.defaults(),
            SctpConfig.defaults().withReceiveWindow(64 * 1024).withMaxMessageSize(64 * 1024));
    byte[] first = nextPacketFromLeft(pump);
    int tag = CommonHeader.verificationTag(ByteBuffer.wrap(first));
    int tsn = ByteBuffer.wrap(first).getInt(CommonHeader.LENGTH + 4);
    byte[] payload = new byte[1000];
    for (int i = 1; i < 5000; i++) {
      var chunk = ByteBuffer.allocate(16 + payload.length);
      chunk.put((byte) 0).put((byte) 0).putShort((short) chunk.capacity());
      chunk.putInt(tsn + 2 * i).putShort((short) 1).putShort((short) 0).putInt(53).put(payload);
      pump.right.handlePacket(pump.now, seal(tag, chunk.array()));
    }

    assertThat(pump.right.stats().receiveBuffered()).isLessThanOrEqualTo(64 * 1024);
    assertThat(pump.right.stats().droppedChunks()).isPositive();
  }

  /** Returns a packet with DATA that does not arrive. */
  private static byte[] nextPacketFromLeft(Pump pump) {
    var packets = new ArrayList<byte[]>();
    pump.passesFromLeft = bytes -> !packets.add(bytes);
    pump.sendLeft(0, new byte[] {1});
    pump.run(1);
    return packets.get(0);
  }

  /** Returns the right end of a pump in a state that is reached by the loss of packets. */
  private static Association inState(SctpState state) {
    var pump = new Pump();
    switch (state) {
      case CLOSED -> {}
      case COOKIE_WAIT -> {
        pump.passesFromRight = bytes -> false;
        pump.right.connect(pump.now);
        pump.run(1);
      }
      case COOKIE_ECHOED -> {
        pump.passesFromRight = bytes -> bytes[12] != 10;
        pump.right.connect(pump.now);
        pump.run(30 * Pump.MILLISECOND);
      }
      default -> {
        pump.left.connect(pump.now);
        pump.run(100 * Pump.MILLISECOND);
        pump.right.send(pump.now, new OutgoingMessage(1, 1, new byte[5000], false));
        pump.passesFromLeft = bytes -> false;
        switch (state) {
          case SHUTDOWN_PENDING -> pump.right.shutdown(pump.now);
          case SHUTDOWN_SENT -> {
            pump.passesFromLeft = bytes -> true;
            pump.run(300 * Pump.MILLISECOND);
            pump.passesFromLeft = bytes -> false;
            pump.right.shutdown(pump.now);
          }
          case SHUTDOWN_RECEIVED, SHUTDOWN_ACK_SENT -> {
            pump.passesFromLeft = bytes -> true;
            pump.passesFromRight = bytes -> state == SctpState.SHUTDOWN_ACK_SENT && bytes[12] != 8;
            pump.left.shutdown(pump.now);
          }
          default -> {}
        }
        pump.run(300 * Pump.MILLISECOND);
      }
    }
    assertThat(pump.right.state()).isEqualTo(state);
    return pump.right;
  }

  private static void drain(Association association, long now) {
    var out = ByteBuffer.allocate(2000);
    while (association.pollTransmit(now, out.clear())) {
      assertThat(out.position()).isLessThanOrEqualTo(1200);
    }
    while (association.pollEvent() != null) {
      association.receive(1);
    }
  }

  private static ByteBuffer packet(Random random) {
    var chunks = ByteBuffer.allocate(1000);
    int count = 1 + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      int length = 4 + random.nextInt(60);
      int start = chunks.position();
      byte[] value = new byte[(length + 3) & ~3];
      random.nextBytes(value);
      if (random.nextBoolean()) {
        // Small numbers reach further than random ones.
        for (int at = 0; at < value.length; at++) {
          value[at] = (byte) (random.nextInt(4) == 0 ? value[at] & 7 : 0);
        }
      }
      chunks.put(value);
      chunks.put(start, (byte) TYPES[random.nextInt(TYPES.length)]);
      if (random.nextInt(10) != 0) {
        chunks.putShort(start + 2, (short) length);
      }
    }
    byte[] bytes = new byte[chunks.position()];
    chunks.flip().get(bytes);
    return seal(bytes[0] == ChunkType.INIT ? 0 : TAG, bytes);
  }

  private static int rightTag() {
    var pump = new Pump();
    var init = new ArrayList<byte[]>();
    pump.passesFromRight = bytes -> init.add(bytes);
    pump.right.connect(pump.now);
    pump.run(1);
    return ByteBuffer.wrap(init.get(0)).getInt(CommonHeader.LENGTH + 4);
  }

  private static ByteBuffer seal(int tag, byte[] chunks) {
    var out = ByteBuffer.allocate(CommonHeader.LENGTH + chunks.length);
    CommonHeader.begin(out, 5000, 5000, tag);
    out.put(chunks);
    CommonHeader.finish(out, 0);
    return out.flip();
  }
}
