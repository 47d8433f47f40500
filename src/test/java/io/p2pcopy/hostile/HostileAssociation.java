package io.p2pcopy.hostile;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.p2pcopy.sctp.sim.SeenPacket;
import java.nio.ByteBuffer;
import java.util.List;

/** What a hostile peer does to an established association, and to the channels above it. */
public final class HostileAssociation {

  /** How often each is sent: a bound that counts is not reached by the first. */
  private static final int TIMES = 20;

  private static final int WHOLE = 3;
  private static final int BEGINNING = 2;
  private static final int DCEP = 50;
  private static final int BINARY = 53;
  private static final int DCEP_OPEN = 3;
  private static final int DCEP_ACK = 2;
  private static final int COOKIE_ACK = 11;

  /** What the hostile peer does. */
  @FunctionalInterface
  public interface Script {
    void run(SctpByHand peer) throws Exception;
  }

  /**
   * One of them.
   *
   * @param name in the test's name and on the command line
   */
  public record Attack(String name, Script script) {
    @Override
    public String toString() {
      return name;
    }
  }

  /** All of them. */
  public static final List<Attack> ATTACKS =
      List.of(
          attack("packet-without-chunks", peer -> peer.send(peer.packet())),
          attack(
              "chunk-of-no-length", peer -> peer.send(peer.packet().chunk(0, 3, 0, new byte[20]))),
          attack(
              "chunk-longer-than-its-packet",
              peer -> peer.send(peer.packet().chunk(0, 3, 65_535, new byte[20]))),
          attack("unknown-chunks", HostileAssociation::unknownChunks),
          attack("chunks-without-content", HostileAssociation::chunksWithoutContent),
          attack("chunks-of-random-content", HostileAssociation::chunksOfRandomContent),
          attack("acknowledges-what-was-not-sent", peer -> acknowledge(peer, 1 << 20, new byte[4])),
          attack(
              "gap-blocks-that-are-not-there",
              peer -> acknowledge(peer, 0, new byte[] {(byte) 255, (byte) 255, 0, 0})),
          attack("data-far-ahead", peer -> data(peer, 1 << 30, new byte[100])),
          attack("data-without-content", peer -> data(peer, 0, new byte[0])),
          attack("messages-without-end", HostileAssociation::messagesWithoutEnd),
          attack("fragments-of-one-byte", HostileAssociation::fragmentsOfOneByte),
          attack("content-on-a-channel-that-is-not-open", peer -> data(peer, 0, new byte[1000])),
          attack("open-cut-off", peer -> dcep(peer, new byte[] {DCEP_OPEN})),
          attack("open-of-an-impossible-length", HostileAssociation::openOfAnImpossibleLength),
          attack("open-on-every-stream", HostileAssociation::openOnEveryStream),
          attack(
              "acknowledges-a-channel-that-is-not-open", peer -> dcep(peer, new byte[] {DCEP_ACK})),
          attack("resets-what-is-not-there", HostileAssociation::resets),
          attack(
              "skips-far-ahead",
              peer ->
                  peer.send(
                      peer.packet()
                          .chunk(
                              SeenPacket.FORWARD_TSN,
                              0,
                              ByteBuffer.allocate(4).putInt(peer.firstTsn() + (1 << 30)).array()))),
          attack(
              "init-again",
              peer -> peer.send(peer.packet().chunk(SeenPacket.INIT, 0, new byte[16]))),
          attack(
              "cookie-by-hand",
              peer -> peer.send(peer.packet().chunk(SeenPacket.COOKIE_ECHO, 0, new byte[100]))),
          attack(
              "answers-nobody-asked-for",
              peer -> {
                for (int type :
                    new int[] {SeenPacket.INIT_ACK, COOKIE_ACK, SeenPacket.HEARTBEAT_ACK}) {
                  peer.send(peer.packet().chunk(type, 0, new byte[24]));
                }
              }),
          attack("shutdown-acknowledged", peer -> plain(peer, SeenPacket.SHUTDOWN_ACK)),
          attack("shutdown-complete", peer -> plain(peer, SeenPacket.SHUTDOWN_COMPLETE)),
          attack(
              "shutdown-of-what-was-not-sent",
              peer ->
                  peer.send(
                      peer.packet()
                          .chunk(
                              SeenPacket.SHUTDOWN,
                              0,
                              ByteBuffer.allocate(4).putInt(peer.theirFirstTsn() + 999).array()))),
          attack(
              "abort-with-a-broken-cause",
              peer -> peer.send(peer.packet().chunk(6, 0, new byte[] {0, 3, 0}))));

  private HostileAssociation() {}

  static Attack find(String name) {
    return ATTACKS.stream()
        .filter(attack -> attack.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no attack " + name));
  }

  private static Attack attack(String name, Script once) {
    return new Attack(
        name,
        peer -> {
          for (int i = 0; i < TIMES; i++) {
            once.run(peer);
          }
        });
  }

  private static void plain(SctpByHand peer, int type) {
    peer.send(peer.packet().chunk(type, 0, new byte[0]));
  }

  private static void unknownChunks(SctpByHand peer) {
    for (int type : new int[] {0x3f, 0x7f, 0xbf, 0xff}) {
      peer.send(peer.packet().chunk(type, 255, new byte[40]));
    }
  }

  private static void chunksWithoutContent(SctpByHand peer) {
    for (int type = 0; type < 256; type++) {
      if (type != SeenPacket.ABORT) {
        plain(peer, type);
      }
    }
  }

  /** The same content each time, so that a failure can be repeated. */
  private static void chunksOfRandomContent(SctpByHand peer) {
    var random = new java.util.SplittableRandom(1);
    for (int type = 0; type < 256; type++) {
      byte[] value = new byte[random.nextInt(60)];
      random.nextBytes(value);
      if (type != SeenPacket.ABORT) {
        peer.send(peer.packet().chunk(type, random.nextInt(256), value));
      }
    }
  }

  private static void acknowledge(SctpByHand peer, int ahead, byte[] block) {
    peer.send(
        peer.packet()
            .chunk(
                SeenPacket.SACK,
                0,
                ByteBuffer.allocate(16)
                    .putInt(peer.theirFirstTsn() - 1 + ahead)
                    .putInt(1 << 20)
                    .putShort((short) 1)
                    .putShort((short) 0)
                    .put(block)
                    .array()));
  }

  private static void data(SctpByHand peer, int ahead, byte[] content) {
    peer.send(peer.packet().data(WHOLE, peer.firstTsn() + ahead, 2, 0, BINARY, content));
  }

  private static void dcep(SctpByHand peer, byte[] message) {
    for (int stream = 0; stream < 4; stream++) {
      peer.send(peer.packet().data(WHOLE, peer.firstTsn() + stream, stream, 0, DCEP, message));
    }
  }

  private static void messagesWithoutEnd(SctpByHand peer) {
    for (int i = 0; i < 200; i++) {
      peer.send(
          peer.packet().data(BEGINNING, peer.firstTsn() + 2 * i, i, 0, BINARY, new byte[1000]));
    }
  }

  private static void fragmentsOfOneByte(SctpByHand peer) {
    peer.send(peer.packet().data(BEGINNING, peer.firstTsn(), 2, 0, BINARY, new byte[1]));
    for (int i = 1; i < 1000; i++) {
      peer.send(peer.packet().data(0, peer.firstTsn() + i, 2, 0, BINARY, new byte[1]));
    }
  }

  private static void openOfAnImpossibleLength(SctpByHand peer) {
    byte[] open =
        ByteBuffer.allocate(20)
            .put((byte) DCEP_OPEN)
            .put((byte) 0)
            .putShort((short) 0)
            .putInt(0)
            .putShort((short) 65_535)
            .putShort((short) 65_535)
            .array();
    dcep(peer, open);
  }

  private static void openOnEveryStream(SctpByHand peer) {
    byte[] label = "x".repeat(1000).getBytes(UTF_8);
    byte[] open =
        ByteBuffer.allocate(12 + label.length)
            .put((byte) DCEP_OPEN)
            .put((byte) 0)
            .putShort((short) 0)
            .putInt(0)
            .putShort((short) label.length)
            .putShort((short) 0)
            .put(label)
            .array();
    for (int stream = 0; stream < 500; stream++) {
      peer.send(peer.packet().data(WHOLE, peer.firstTsn() + stream, stream, 0, DCEP, open));
    }
  }

  /** Requests of every kind whose lengths and stream numbers are wrong (RFC 6525). */
  private static void resets(SctpByHand peer) {
    for (int type = 13; type <= 18; type++) {
      for (int length : new int[] {0, 4, 5, 20, 65_535}) {
        peer.send(
            peer.packet()
                .chunk(
                    SeenPacket.RE_CONFIG,
                    0,
                    ByteBuffer.allocate(20)
                        .putShort((short) type)
                        .putShort((short) length)
                        .putInt(peer.firstTsn())
                        .putInt(peer.theirFirstTsn())
                        .putInt(peer.firstTsn() - 1)
                        .putShort((short) 9)
                        .putShort((short) 9)
                        .array()));
      }
    }
  }
}
