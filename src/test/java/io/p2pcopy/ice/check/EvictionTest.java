package io.p2pcopy.ice.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.p2pcopy.ice.check.SelectedPath.CandidateType;
import io.p2pcopy.limit.PeerLimits;
import io.p2pcopy.net.Clock;
import io.p2pcopy.net.EventLoop;
import io.p2pcopy.net.UdpSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Somebody who sends from very many addresses takes a bounded place, and not that of the peer. */
class EvictionTest {

  private EventLoop loop;
  private UdpSocket socket;

  @BeforeEach
  void open() throws Exception {
    loop = EventLoop.start("eviction", Clock.system(), Throwable::printStackTrace);
    socket =
        UdpSocket.open(
            loop,
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            (to, packet, from) -> {});
  }

  @AfterEach
  void close() {
    socket.close();
    loop.close();
  }

  @Test
  void theSelectedPairStaysWhileTheOldestOthersGo() {
    ValidPairs pairs = new ValidPairs(new Random(1));
    succeed(pairs, pair(1));
    pairs.nominate(pair(1), true);
    pairs.recordVerified(pair(1), false);
    assertThat(pairs.select()).isTrue();

    for (int port = 2; port <= 3 * PeerLimits.Ice.VALID_PAIRS; port++) {
      succeed(pairs, pair(port));
    }

    assertThat(pairs.remotes()).hasSize(PeerLimits.Ice.VALID_PAIRS).contains(pair(1).remote());
    assertThat(pairs.isSelected(pair(1))).isTrue();
    assertThat(pairs.contains(pair(2))).isFalse();
    assertThat(pairs.contains(pair(3 * PeerLimits.Ice.VALID_PAIRS))).isTrue();
  }

  @Test
  void aNominationFromAnAddressThatTheDescriptionDoesNotNameIsNoChoice() {
    ValidPairs pairs = new ValidPairs(new Random(1));
    succeed(pairs, pair(1));
    succeed(pairs, pair(2));
    pairs.nominate(pair(1), true);

    pairs.nominate(pair(2), false);
    pairs.select();

    assertThat(pairs.isSelected(pair(1))).isTrue();
  }

  @Test
  void theSourceThatWasBarredFirstIsForgottenFirst() {
    BarredSources barred = new BarredSources();
    for (int port = 1; port <= PeerLimits.Ice.BARRED_SOURCES + 1; port++) {
      barred.add(address(port), 0);
    }

    assertThat(barred.contains(address(1), 1)).isFalse();
    assertThat(barred.contains(address(2), 1)).isTrue();
    assertThat(barred.contains(address(PeerLimits.Ice.BARRED_SOURCES + 1), 1)).isTrue();
  }

  @Test
  void theCheckThatWasTriggeredFirstIsForgottenFirst() {
    TriggeredChecks triggered = new TriggeredChecks();
    for (int port = 1; port <= PeerLimits.Ice.TRIGGERED_PAIRS + 1; port++) {
      assertThat(triggered.trigger(pair(port), 0)).isTrue();
    }

    assertThat(triggered.contains(pair(1))).isFalse();
    assertThat(triggered.contains(pair(2))).isTrue();
    assertThat(triggered.contains(pair(PeerLimits.Ice.TRIGGERED_PAIRS + 1))).isTrue();
  }

  @Test
  void theLatestEarlyPacketsAreKept() {
    EarlyPackets early = new EarlyPackets();
    for (int i = 0; i <= PeerLimits.Ice.EARLY_PACKETS; i++) {
      early.keep(pair(1), ByteBuffer.wrap(new byte[] {(byte) i}));
    }
    early.keep(pair(1), ByteBuffer.allocate(PeerLimits.Ice.EARLY_PACKET_BYTES + 1));

    List<Integer> released = new ArrayList<>();
    early.release(pair(1), packet -> released.add((int) packet.get()));

    assertThat(released).hasSize(PeerLimits.Ice.EARLY_PACKETS).startsWith(1);
  }

  private static void succeed(ValidPairs pairs, CandidatePair pair) {
    pairs.succeeded(pair, CandidateType.HOST, CandidateType.HOST, 1_000_000, 0);
  }

  private CandidatePair pair(int port) {
    return new CandidatePair(socket, address(port));
  }

  private static InetSocketAddress address(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }
}
