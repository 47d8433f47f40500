package io.p2pcopy.sctp.scenario;

import static io.p2pcopy.sctp.sim.ImpolitePeer.FIRST_TSN;
import static io.p2pcopy.sctp.sim.Units.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.p2pcopy.sctp.AssociationEvent;
import io.p2pcopy.sctp.OutgoingMessage;
import io.p2pcopy.sctp.SctpConfig;
import io.p2pcopy.sctp.SctpState;
import io.p2pcopy.sctp.sim.ImpolitePeer;
import io.p2pcopy.sctp.sim.PacketForge;
import io.p2pcopy.sctp.sim.SeenPacket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Every state of an association crossed with every type of chunk, one well-formed packet each. */
class StatesAndChunksTest {
  private static final int I_FORWARD_TSN = 194;

  /**
   * What state follows, by RFC 9260: sections 3.3.3 (INIT ACK), 5.2 (unexpected INIT, COOKIE ECHO
   * and others), 6 (DATA), 8.5.1 (SHUTDOWN ACK and SHUTDOWN COMPLETE) and 9.2; "=" is the same as
   * before. The columns are COOKIE_WAIT, COOKIE_ECHOED, ESTABLISHED, SHUTDOWN_PENDING,
   * SHUTDOWN_SENT, SHUTDOWN_RECEIVED and SHUTDOWN_ACK_SENT. An association that has not begun, or
   * has ended, stays as it is whatever comes.
   */
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "DATA,               =, =, =, =, =, =, =",
    "INIT,               =, =, =, =, =, =, =",
    "INIT_ACK,           COOKIE_ECHOED, =, =, =, =, =, =",
    "SACK,               =, =, =, =, =, =, =",
    "HEARTBEAT,          =, =, =, =, =, =, =",
    "HEARTBEAT_ACK,      =, =, =, =, =, =, =",
    "ABORT,              CLOSED, CLOSED, CLOSED, CLOSED, CLOSED, CLOSED, CLOSED",
    "SHUTDOWN,           =, =, SHUTDOWN_RECEIVED, SHUTDOWN_RECEIVED, SHUTDOWN_ACK_SENT, =, =",
    "SHUTDOWN_ACK,       =, =, =, =, CLOSED, =, CLOSED",
    "ERROR,              =, =, =, =, =, =, =",
    "COOKIE_ECHO,        =, =, =, =, =, =, =",
    "COOKIE_ACK,         =, ESTABLISHED, =, =, =, =, =",
    "ECNE,               =, =, =, =, =, =, =",
    "CWR,                =, =, =, =, =, =, =",
    "SHUTDOWN_COMPLETE,  =, =, =, =, =, =, CLOSED",
    "AUTH,               =, =, =, =, =, =, =",
    "I_DATA,             =, =, =, =, =, =, =",
    "ASCONF_ACK,         =, =, =, =, =, =, =",
    "RE_CONFIG,          =, =, =, =, =, =, =",
    "PAD,                =, =, =, =, =, =, =",
    "FORWARD_TSN,        =, =, =, =, =, =, =",
    "ASCONF,             =, =, =, =, =, =, =",
    "I_FORWARD_TSN,      =, =, =, =, =, =, =",
    "UNKNOWN_STOP,       =, =, =, =, =, =, =",
    "UNKNOWN_SKIP,       =, =, =, =, =, =, =",
  })
  void everyStateCopesWithTheChunk(
      ChunkKind kind,
      String cookieWait,
      String cookieEchoed,
      String established,
      String pending,
      String sent,
      String received,
      String ackSent) {
    Iterator<String> expected =
        List.of("=", cookieWait, cookieEchoed, established, pending, sent, received, ackSent)
            .iterator();
    for (SctpState state : SctpState.values()) {
      String following = expected.next();
      SctpState next = following.equals("=") ? state : SctpState.valueOf(following);
      ImpolitePeer peer = inState(state);
      peer.send(kind.packet(peer, kind == ChunkKind.INIT ? 0 : peer.theirTag()));
      assertThat(peer.association().state()).as("%s in %s", kind, state).isEqualTo(next);
      assertThat(closedEvents(peer))
          .as("%s in %s", kind, state)
          .hasSize(next == SctpState.CLOSED && state != SctpState.CLOSED ? 1 : 0);
      assertEndsInTime(peer);
    }
  }

  @ParameterizedTest
  @EnumSource(SctpState.class)
  void packetsWithTheWrongTagChangeNothing(SctpState state) {
    for (ChunkKind kind : ChunkKind.values()) {
      ImpolitePeer peer = inState(state);
      peer.send(kind.packet(peer, peer.theirTag() + 1));

      assertThat(peer.association().state()).as("%s in %s", kind, state).isEqualTo(state);
      assertThat(closedEvents(peer)).as("%s in %s", kind, state).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(ChunkKind.class)
  void anAssociationThatHasEndedIsMovedByNothing(ChunkKind kind) {
    ImpolitePeer peer = inState(SctpState.ESTABLISHED);
    peer.association().abort(peer.now(), "");
    peer.poll();
    peer.events().clear();
    peer.send(kind.packet(peer, kind == ChunkKind.INIT ? 0 : peer.theirTag()));

    assertThat(peer.association().state()).isEqualTo(SctpState.CLOSED);
    assertThat(peer.events()).isEmpty();
    assertThat(peer.association().nextTimeout()).isEqualTo(Long.MAX_VALUE);
  }

  /** After silence the association is over; it has sent no more than its timers allow. */
  private static void assertEndsInTime(ImpolitePeer peer) {
    peer.takeSeen();
    peer.association().shutdown(peer.now());
    peer.run(seconds(3600));
    assertThat(peer.takeSeen()).hasSizeLessThan(2000);
    assertThat(peer.association().state()).isEqualTo(SctpState.CLOSED);
    assertThat(peer.association().stats().receiveBuffered()).isLessThan(100);
  }

  private static List<AssociationEvent> closedEvents(ImpolitePeer peer) {
    return new ArrayList<>(
        peer.events().stream().filter(AssociationEvent.Closed.class::isInstance).toList());
  }

  private static ImpolitePeer inState(SctpState state) {
    var config = SctpConfig.defaults().withAssociationMaxRetransmits(5).withMaxInitRetransmits(5);
    var peer = new ImpolitePeer(config);
    switch (state) {
      case CLOSED -> {}
      case COOKIE_WAIT, COOKIE_ECHOED -> {
        peer.association().connect(peer.now());
        peer.poll();
        peer.learn(peer.takeSeen().get(0));
        if (state == SctpState.COOKIE_ECHOED) {
          peer.send(ChunkKind.INIT_ACK.packet(peer, peer.theirTag()));
        }
      }
      default -> {
        peer.connect();
        boolean outstanding =
            state == SctpState.ESTABLISHED
                || state == SctpState.SHUTDOWN_PENDING
                || state == SctpState.SHUTDOWN_RECEIVED;
        if (outstanding) {
          peer.association().send(peer.now(), new OutgoingMessage(1, 53, new byte[10], false));
          peer.poll();
        }
        if (state == SctpState.SHUTDOWN_PENDING || state == SctpState.SHUTDOWN_SENT) {
          peer.association().shutdown(peer.now());
          peer.poll();
        } else if (state != SctpState.ESTABLISHED) {
          peer.send(ChunkKind.SHUTDOWN.packet(peer, peer.theirTag()));
        }
      }
    }
    assertThat(peer.association().state()).isEqualTo(state);
    return peer;
  }

  /** A type of chunk, and one of it that a peer could send. */
  enum ChunkKind {
    DATA(SeenPacket.DATA),
    INIT(SeenPacket.INIT),
    INIT_ACK(SeenPacket.INIT_ACK),
    SACK(SeenPacket.SACK),
    HEARTBEAT(SeenPacket.HEARTBEAT),
    HEARTBEAT_ACK(SeenPacket.HEARTBEAT_ACK),
    ABORT(SeenPacket.ABORT),
    SHUTDOWN(SeenPacket.SHUTDOWN),
    SHUTDOWN_ACK(SeenPacket.SHUTDOWN_ACK),
    ERROR(SeenPacket.ERROR),
    COOKIE_ECHO(SeenPacket.COOKIE_ECHO),
    COOKIE_ACK(SeenPacket.COOKIE_ACK),
    ECNE(12),
    CWR(13),
    SHUTDOWN_COMPLETE(SeenPacket.SHUTDOWN_COMPLETE),
    AUTH(15),
    I_DATA(SeenPacket.I_DATA),
    ASCONF_ACK(128),
    RE_CONFIG(SeenPacket.RE_CONFIG),
    PAD(132),
    FORWARD_TSN(SeenPacket.FORWARD_TSN),
    ASCONF(193),
    I_FORWARD_TSN(StatesAndChunksTest.I_FORWARD_TSN),
    UNKNOWN_STOP(63),
    UNKNOWN_SKIP(191);

    private final int type;

    ChunkKind(int type) {
      this.type = type;
    }

    PacketForge packet(ImpolitePeer peer, int tag) {
      PacketForge packet = PacketForge.packet(tag);
      int lastTheirs = peer.theirFirstTsn() - 1;
      return switch (this) {
        case DATA -> packet.data(3, FIRST_TSN, 1, 0, 53, new byte[10]);
        case I_DATA -> packet.interleaved(3, FIRST_TSN, 1, 0, 53, new byte[10]);
        case INIT -> packet.chunk(type, 0, peer.init());
        case INIT_ACK -> packet.chunk(type, 0, withCookie(peer.init()));
        case SACK -> packet.chunk(type, 0, ints(lastTheirs, 100_000, 0));
        case SHUTDOWN -> packet.chunk(type, 0, ints(lastTheirs));
        case RE_CONFIG ->
            packet.chunk(type, 0, ints(0x000d_0012, FIRST_TSN, 0, FIRST_TSN - 1, 1 << 16));
        case FORWARD_TSN, I_FORWARD_TSN -> packet.chunk(type, 0, ints(FIRST_TSN));
        case HEARTBEAT, HEARTBEAT_ACK -> packet.chunk(type, 0, ints(0x0001_0008, 7));
        case COOKIE_ACK, SHUTDOWN_ACK, SHUTDOWN_COMPLETE, ABORT ->
            packet.chunk(type, 0, new byte[0]);
        case ERROR -> packet.chunk(type, 0, ints(0x0006_0008, 0));
        default -> packet.chunk(type, 0, ints(1, 2, 3));
      };
    }

    private static byte[] withCookie(byte[] init) {
      return ByteBuffer.allocate(((init.length + 3) & ~3) + 8)
          .put(init)
          .position((init.length + 3) & ~3)
          .putInt(0x0007_0008)
          .putInt(42)
          .array();
    }

    private static byte[] ints(int... values) {
      ByteBuffer bytes = ByteBuffer.allocate(4 * values.length);
      for (int value : values) {
        bytes.putInt(value);
      }
      return bytes.array();
    }
  }
}
