package io.p2pcopy.sctp.sim;

import io.p2pcopy.sctp.AssociationEvent;
import io.p2pcopy.sctp.SctpConfig;
import io.p2pcopy.sctp.association.Association;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A peer that sends what a test tells it to, whether or not it should, and answers nothing by
 * itself. Packets take no time.
 */
public final class ImpolitePeer {
  public static final int TAG = 0x1234_5678;
  public static final int FIRST_TSN = 1000;

  /** The parameters by which a peer says that it takes RE-CONFIG, and with I-DATA and its own. */
  private static final byte[] EXTENSIONS = {(byte) 130, (byte) 192};

  private static final byte[] INTERLEAVING = {(byte) 130, (byte) 192, 64, (byte) 194};

  private final Association association;
  private final boolean interleaving;
  private final List<SeenPacket> seen = new ArrayList<>();
  private final List<AssociationEvent> events = new ArrayList<>();
  private final ByteBuffer out = ByteBuffer.allocate(2000);
  private long now = Units.seconds(1);
  private int theirTag = 1;
  private int theirFirstTsn;
  private int streams = 65_535;

  public ImpolitePeer(SctpConfig config) {
    association = Association.create(config, new SplittableRandom(5));
    interleaving = config.interleaving();
  }

  public ImpolitePeer withStreams(int count) {
    streams = count;
    return this;
  }

  /** Connects as a polite peer does, by an INIT of its own. */
  public ImpolitePeer connect() {
    send(PacketForge.packet(0).chunk(SeenPacket.INIT, 0, init()));
    SeenPacket initAck = seen.get(seen.size() - 1);
    learn(initAck);
    send(SeenPacket.COOKIE_ECHO, 0, cookie(initAck));
    seen.clear();
    return this;
  }

  /** Returns the value of an INIT of this peer. */
  public byte[] init() {
    return init(streams, interleaving);
  }

  /** Returns the value of an INIT of a peer with so many streams in each direction. */
  public static byte[] init(int streams, boolean interleaving) {
    byte[] extensions = interleaving ? INTERLEAVING : EXTENSIONS;
    return ByteBuffer.allocate(16 + 4 + 4 + extensions.length)
        .putInt(TAG)
        .putInt(1 << 20)
        .putShort((short) streams)
        .putShort((short) streams)
        .putInt(FIRST_TSN)
        // Forward-TSN-Supported and Supported Extensions.
        .putInt(0xc000_0004)
        .putShort((short) 0x8008)
        .putShort((short) (4 + extensions.length))
        .put(extensions)
        .array();
  }

  /** Remembers the other side's tag and first TSN from its INIT or INIT ACK. */
  public void learn(SeenPacket packet) {
    ByteBuffer chunk = ByteBuffer.wrap(packet.bytes());
    theirTag = chunk.getInt(16);
    theirFirstTsn = chunk.getInt(28);
  }

  /** Returns the cookie that has to be echoed. */
  public static byte[] cookie(SeenPacket initAck) {
    ByteBuffer bytes = ByteBuffer.wrap(initAck.bytes());
    int at = 32;
    while (bytes.getShort(at) != 7) {
      at += (bytes.getShort(at + 2) + 3) & ~3;
    }
    byte[] cookie = new byte[bytes.getShort(at + 2) - 4];
    bytes.get(at + 4, cookie);
    return cookie;
  }

  public void send(int type, int flags, byte[] value) {
    send(PacketForge.packet(theirTag).chunk(type, flags, value));
  }

  public void send(PacketForge packet) {
    association.handlePacket(now, ByteBuffer.wrap(packet.build()));
    poll();
  }

  /** Sends one whole ordered message. */
  public void sendData(int tsn, int streamId, int ssn, byte[] payload) {
    send(packet().data(3, tsn, streamId, ssn, 53, payload));
  }

  /** Returns an empty packet with the right verification tag. */
  public PacketForge packet() {
    return PacketForge.packet(theirTag);
  }

  /** Sends a request to reset streams of this peer (RFC 6525, section 4.1). */
  public void sendReset(int requestNumber, int lastTsn, int... streamIds) {
    ByteBuffer value =
        ByteBuffer.allocate(16 + 2 * streamIds.length)
            .putShort((short) 13)
            .putShort((short) (16 + 2 * streamIds.length))
            .putInt(requestNumber)
            .putInt(0)
            .putInt(lastTsn);
    for (int streamId : streamIds) {
      value.putShort((short) streamId);
    }
    send(SeenPacket.RE_CONFIG, 0, value.array());
  }

  /** Returns the results in the responses that have come since the last call. */
  public List<Integer> resetResults() {
    List<Integer> results = new ArrayList<>();
    for (SeenPacket packet : seen) {
      for (SeenPacket.Chunk chunk : packet.chunks()) {
        ByteBuffer bytes = ByteBuffer.wrap(packet.bytes());
        if (chunk.type() == SeenPacket.RE_CONFIG && bytes.getShort(chunk.start() + 4) == 16) {
          results.add(bytes.getInt(chunk.start() + 12));
        }
      }
    }
    seen.clear();
    return results;
  }

  /** Lets time pass, with what is due. */
  public void run(long duration) {
    long end = now + duration;
    while (association.nextTimeout() <= end) {
      now = Math.max(now, association.nextTimeout());
      association.handleTimeout(now);
      poll();
    }
    now = end;
  }

  /** Takes packets and events until there are none. */
  public void poll() {
    while (association.pollTransmit(now, out.clear())) {
      seen.add(new SeenPacket(out.flip()));
      if (seen.size() > 100_000) {
        throw new AssertionError("it never stops sending");
      }
    }
    AssociationEvent event = association.pollEvent();
    while (event != null) {
      events.add(event);
      event = association.pollEvent();
    }
  }

  public Association association() {
    return association;
  }

  public long now() {
    return now;
  }

  public int theirTag() {
    return theirTag;
  }

  public int theirFirstTsn() {
    return theirFirstTsn;
  }

  public List<AssociationEvent> events() {
    return events;
  }

  /** Returns the packets since the last call. */
  public List<SeenPacket> takeSeen() {
    List<SeenPacket> taken = List.copyOf(seen);
    seen.clear();
    return taken;
  }
}
