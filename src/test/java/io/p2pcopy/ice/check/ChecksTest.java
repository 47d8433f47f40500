package io.p2pcopy.ice.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.p2pcopy.ice.stun.IceRole;
import io.p2pcopy.ice.stun.StunFormat;
import io.p2pcopy.ice.stun.StunMessage;
import io.p2pcopy.ice.stun.StunWriter;
import io.p2pcopy.ice.stun.TransactionId;
import io.p2pcopy.net.Clock;
import io.p2pcopy.net.EventLoop;
import io.p2pcopy.net.UdpSocket;
import io.p2pcopy.signal.IceCredentials;
import io.p2pcopy.signal.LiteralCredentials;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ChecksTest {

  private static final IceCredentials LOCAL = new LiteralCredentials("here", "p".repeat(22));
  private static final IceCredentials REMOTE = new LiteralCredentials("there", "q".repeat(22));

  @Test
  void severalAnswersOfOneRoleConflictSetTheRoleOnce() throws Exception {
    try (EventLoop loop =
            EventLoop.start("checks loop", Clock.system(), Throwable::printStackTrace);
        DatagramSocket peer = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        UdpSocket socket =
            UdpSocket.open(
                loop,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                (from, packet, source) -> {})) {
      peer.setSoTimeout(10_000);
      CandidatePair pair =
          new CandidatePair(socket, (InetSocketAddress) peer.getLocalSocketAddress());
      Checks checks = new Checks(loop, LOCAL, 1, new Random(1), new UnobservedChecks());
      onLoop(loop, () -> checks.peerIs(IceRole.CONTROLLING, REMOTE));

      // Both were sent before the first answer came.
      onLoop(loop, () -> checks.send(pair));
      onLoop(loop, () -> checks.send(pair));
      StunMessage first = takeCheck(peer);
      StunMessage second = takeCheck(peer);
      onLoop(loop, () -> checks.handleResponse(pair, roleConflict(first)));
      assertThat(checks.role()).isEqualTo(IceRole.CONTROLLED);
      onLoop(loop, () -> checks.handleResponse(pair, roleConflict(second)));
      assertThat(checks.role()).isEqualTo(IceRole.CONTROLLED);

      // RFC 8445, 7.2.5.1, in the other direction.
      onLoop(loop, () -> checks.send(pair));
      StunMessage third = takeCheck(peer);
      assertThat(third.role()).isEqualTo(IceRole.CONTROLLED);
      onLoop(loop, () -> checks.handleResponse(pair, roleConflict(third)));
      assertThat(checks.role()).isEqualTo(IceRole.CONTROLLING);
    }
  }

  @Test
  void afterANominationNobodyChangesTheRole() throws Exception {
    try (EventLoop loop =
            EventLoop.start("checks loop", Clock.system(), Throwable::printStackTrace);
        DatagramSocket peer = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        UdpSocket socket =
            UdpSocket.open(
                loop,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                (from, packet, source) -> {})) {
      peer.setSoTimeout(10_000);
      CandidatePair pair =
          new CandidatePair(socket, (InetSocketAddress) peer.getLocalSocketAddress());
      Checks checks = new Checks(loop, LOCAL, 1, new Random(1), new UnobservedChecks());
      onLoop(loop, () -> checks.peerIs(IceRole.CONTROLLING, REMOTE));
      onLoop(loop, () -> checks.send(pair));
      StunMessage check = takeCheck(peer);
      onLoop(loop, checks::settleRole);

      onLoop(loop, () -> checks.handleResponse(pair, roleConflict(check)));
      assertThat(checks.role()).isEqualTo(IceRole.CONTROLLING);
      // With the larger tie-breaker.
      StunMessage conflict = request(new Random(2), IceRole.CONTROLLING, 2);
      onLoop(loop, () -> checks.handleRequest(pair, conflict));
      assertThat(checks.role()).isEqualTo(IceRole.CONTROLLING);
    }
  }

  @Test
  void aRepeatedRequestIsAnsweredAFewTimesOnly() throws Exception {
    int[] received = {0};
    try (EventLoop loop =
            EventLoop.start("checks loop", Clock.system(), Throwable::printStackTrace);
        DatagramSocket peer = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        UdpSocket socket =
            UdpSocket.open(
                loop,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                (from, packet, source) -> {})) {
      CandidatePair pair =
          new CandidatePair(socket, (InetSocketAddress) peer.getLocalSocketAddress());
      Checks checks =
          new Checks(
              loop,
              LOCAL,
              1,
              new Random(1),
              new UnobservedChecks() {
                @Override
                public void checkReceived(CandidatePair on, StunMessage request) {
                  received[0]++;
                }
              });
      onLoop(loop, () -> checks.peerIs(IceRole.CONTROLLED, REMOTE));
      StunMessage repeated = request(new Random(2), IceRole.CONTROLLING, 2);
      onLoop(
          loop,
          () -> {
            for (int i = 0; i < 20_000; i++) {
              checks.handleRequest(pair, repeated);
            }
          });
      assertThat(received[0]).isEqualTo(7);
    }
  }

  @Test
  void theAgentIsGivenAnswersToItsOwnChecksOnly() throws Exception {
    try (EventLoop loop =
            EventLoop.start("checks loop", Clock.system(), Throwable::printStackTrace);
        DatagramSocket peer = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        UdpSocket socket =
            UdpSocket.open(
                loop,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                (from, packet, source) -> {})) {
      peer.setSoTimeout(10_000);
      CandidatePair pair =
          new CandidatePair(socket, (InetSocketAddress) peer.getLocalSocketAddress());
      Checks checks = new Checks(loop, LOCAL, 1, new Random(1), new UnobservedChecks());
      onLoop(loop, () -> checks.peerIs(IceRole.CONTROLLED, REMOTE));
      onLoop(loop, () -> checks.send(pair));
      StunMessage own = takeCheck(peer);
      StunMessage ofAgent = request(new Random(3), IceRole.CONTROLLED, 1);
      StunMessage ofNobody = request(new Random(4), IceRole.CONTROLLED, 1);
      onLoop(
          loop,
          () -> {
            checks.watch(pair, ofAgent);
            assertThat(checks.handleResponse(pair, roleConflict(own))).isFalse();
            assertThat(checks.handleResponse(pair, roleConflict(ofNobody))).isFalse();
            assertThat(checks.handleResponse(pair, roleConflict(ofAgent))).isTrue();
          });
    }
  }

  private static StunMessage request(Random random, IceRole role, long tieBreaker) {
    byte[] bytes =
        new StunWriter(StunFormat.BINDING_REQUEST, TransactionId.random(random))
            .username(LOCAL.ufrag() + ":" + REMOTE.ufrag())
            .priority(1)
            .role(role, tieBreaker)
            .signed(LOCAL.password());
    StunMessage message = StunMessage.parse(bytes);
    if (message == null) {
      throw new AssertionError("not a STUN message");
    }
    return message;
  }

  private static StunMessage takeCheck(DatagramSocket peer) throws Exception {
    DatagramPacket packet = new DatagramPacket(new byte[1500], 1500);
    peer.receive(packet);
    StunMessage message = StunMessage.parse(Arrays.copyOf(packet.getData(), packet.getLength()));
    if (message == null) {
      throw new AssertionError("not a STUN message");
    }
    return message;
  }

  private static StunMessage roleConflict(StunMessage request) {
    byte[] bytes =
        new StunWriter(StunFormat.BINDING_ERROR, request.id())
            .errorCode(487, "Role Conflict")
            .signed(REMOTE.password());
    StunMessage message = StunMessage.parse(bytes);
    if (message == null) {
      throw new AssertionError("not a STUN message");
    }
    return message;
  }

  private static void onLoop(EventLoop loop, Runnable task) throws Exception {
    CompletableFuture.runAsync(task, loop).get(10, TimeUnit.SECONDS);
  }
}
