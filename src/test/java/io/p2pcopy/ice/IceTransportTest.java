package io.p2pcopy.ice;

import static org.assertj.core.api.Assertions.assertThat;

import io.p2pcopy.ice.check.SelectedPath;
import io.p2pcopy.ice.gather.GatheringStatus;
import io.p2pcopy.ice.stun.IceRole;
import io.p2pcopy.ice.stun.StunFormat;
import io.p2pcopy.ice.stun.StunMessage;
import io.p2pcopy.ice.stun.StunWriter;
import io.p2pcopy.ice.stun.TransactionId;
import io.p2pcopy.limit.PeerLimits;
import io.p2pcopy.net.Clock;
import io.p2pcopy.net.ManualClock;
import io.p2pcopy.signal.Candidate;
import io.p2pcopy.signal.IceCredentials;
import io.p2pcopy.signal.LiteralCredentials;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class IceTransportTest {
  private static final IceConfig LOOPBACK = IceConfig.local().withLoopback(true);

  @Test
  void twoSidesConnectAndPacketsFlowBothWays() throws Exception {
    try (IcePeer offerer = new IcePeer("offerer", LOOPBACK, Clock.system());
        IcePeer answerer = new IcePeer("answerer", LOOPBACK, Clock.system())) {
      List<Candidate> offered = offerer.gather();
      List<Candidate> answered = answerer.gather();
      answerer.transport.start(IceRole.CONTROLLED, offerer.credentials, offered);
      offerer.transport.start(IceRole.CONTROLLING, answerer.credentials, answered);

      expectConversation(offerer, answerer);
      SelectedPath path = offerer.onLoop(offerer.transport::path);
      assertThat(path.localType()).isEqualTo(SelectedPath.CandidateType.HOST);
      assertThat(path.remoteType()).isEqualTo(SelectedPath.CandidateType.HOST);
      assertThat(path.rtt()).isPositive();
    }
  }

  @Test
  void anAnswerThatArrivesHalfAnHourLateStillConnects() throws Exception {
    ManualClock clock = new ManualClock();
    try (IcePeer offerer = new IcePeer("offerer", LOOPBACK, clock);
        IcePeer answerer = new IcePeer("answerer", LOOPBACK, clock)) {
      List<Candidate> offered = offerer.gather();
      List<Candidate> answered = answerer.gather();
      answerer.transport.start(IceRole.CONTROLLED, offerer.credentials, offered);
      for (int second = 0; second < 29 * 60; second++) {
        clock.advance(Duration.ofSeconds(1), answerer.loop);
      }
      assertThat(answerer.states).endsWith(IceState.WAITING);

      offerer.transport.start(IceRole.CONTROLLING, answerer.credentials, answered);

      expectConversation(offerer, answerer);
    }
  }

  @Test
  void theAnswererGivesUpWhenNobodyComesWithinItsPatience() throws Exception {
    ManualClock clock = new ManualClock();
    IceConfig config = LOOPBACK.withPatience(Duration.ofMinutes(10));
    try (IcePeer offerer = new IcePeer("offerer", LOOPBACK, clock);
        IcePeer answerer = new IcePeer("answerer", config, clock)) {
      answerer.transport.start(IceRole.CONTROLLED, offerer.credentials, offerer.gather());
      answerer.onLoop(() -> "started");

      clock.advance(Duration.ofMinutes(9), answerer.loop);
      assertThat(answerer.failed).isNotDone();
      clock.advance(Duration.ofMinutes(1), answerer.loop);

      answerer.failed.get(10, TimeUnit.SECONDS);
      assertThat(answerer.connected).isNotDone();
    }
  }

  @Test
  void aStrangerWithAnotherPasswordNeverConnects() throws Exception {
    ManualClock clock = new ManualClock();
    try (IcePeer offerer = new IcePeer("offerer", LOOPBACK, clock);
        IcePeer stranger = new IcePeer("answerer", LOOPBACK, clock)) {
      LiteralCredentials wrong = new LiteralCredentials("answerer", "notThePasswordOfTheAnswerer");
      List<Candidate> answered = stranger.gather();
      List<Candidate> offered = offerer.gather();
      stranger.transport.start(IceRole.CONTROLLED, offerer.credentials, offered);
      offerer.transport.start(IceRole.CONTROLLING, wrong, answered);
      stranger.onLoop(() -> "started");
      for (int i = 0; i < 310; i++) {
        clock.advance(Duration.ofMillis(100), offerer.loop);
        clock.advance(Duration.ZERO, stranger.loop);
      }

      offerer.failed.get(10, TimeUnit.SECONDS);
      assertThat(offerer.connected).isNotDone();
      assertThat(stranger.connected).isNotDone();
      assertThat(offerer.onLoop(() -> offerer.transport.outgoing().send(ByteBuffer.allocate(1), 1)))
          .isFalse();
    }
  }

  @Test
  void thePeersOwnChecksSufficeWhereItsAddressesAreHidden() throws Exception {
    try (IcePeer offerer = new IcePeer("offerer", LOOPBACK, Clock.system());
        IcePeer answerer = new IcePeer("answerer", LOOPBACK, Clock.system())) {
      List<Candidate> offered = offerer.gather();
      answerer.gather();
      answerer.transport.start(IceRole.CONTROLLED, offerer.credentials, offered);
      offerer.transport.start(
          IceRole.CONTROLLING,
          answerer.credentials,
          List.of(new Candidate.Mdns(new UUID(1, 2), 4321)));

      expectConversation(offerer, answerer);
    }
  }

  @Test
  void theControllingSideNominatesUntilItIsAnswered() throws Exception {
    try (IcePeer offerer = new IcePeer("offerer", LOOPBACK, Clock.system());
        DatagramSocket answerer = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      answerer.setSoTimeout(10_000);
      offerer.gather();
      LiteralCredentials credentials = new LiteralCredentials("other", "passwordOfTheOther123456");
      offerer.transport.start(
          IceRole.CONTROLLING,
          credentials,
          List.of(
              new Candidate.Address(
                  Candidate.Type.HOST, InetAddress.getLoopbackAddress(), answerer.getLocalPort())));

      StunMessage check = takeCheck(answerer, credentials, request -> true);
      while (!check.useCandidate()) {
        check = takeCheck(answerer, credentials, request -> !request.useCandidate());
      }
      TransactionId unanswered = check.id();
      do {
        check = takeCheck(answerer, credentials, request -> true);
      } while (!check.useCandidate());
      assertThat(check.id()).isNotEqualTo(unanswered);
      assertThat(check.role()).isEqualTo(IceRole.CONTROLLING);
      offerer.connected.get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void twoSidesThatBothWantToControlSettleIt() throws Exception {
    try (IcePeer left = new IcePeer("left", LOOPBACK, Clock.system());
        IcePeer right = new IcePeer("right", LOOPBACK, Clock.system())) {
      List<Candidate> ofLeft = left.gather();
      List<Candidate> ofRight = right.gather();
      left.transport.start(IceRole.CONTROLLING, right.credentials, ofRight);
      right.transport.start(IceRole.CONTROLLING, left.credentials, ofLeft);

      expectConversation(left, right);
    }
  }

  @Test
  void aPeerThatFallsSilentIsMissedAndThenGivenUp() throws Exception {
    ManualClock clock = new ManualClock();
    try (IcePeer offerer = new IcePeer("offerer", LOOPBACK, clock);
        IcePeer answerer = new IcePeer("answerer", LOOPBACK, Clock.system())) {
      List<Candidate> offered = offerer.gather();
      List<Candidate> answered = answerer.gather();
      answerer.transport.start(IceRole.CONTROLLED, offerer.credentials, offered);
      offerer.transport.start(IceRole.CONTROLLING, answerer.credentials, answered);
      offerer.connected.get(20, TimeUnit.SECONDS);

      answerer.vanish();
      while (!offerer.disconnected.isDone()) {
        clock.advance(Duration.ofMillis(10), offerer.loop);
      }
      while (!offerer.failed.isDone()) {
        clock.advance(Duration.ofMillis(100), offerer.loop);
      }

      assertThat(offerer.states)
          .endsWith(IceState.CONNECTED, IceState.DISCONNECTED, IceState.FAILED);
    }
  }

  @Test
  void aCheckThatNominatesDoesNotTakeTheConfirmedPathOver() throws Exception {
    try (IcePeer offerer = new IcePeer("offerer", LOOPBACK, Clock.system());
        IcePeer answerer = new IcePeer("answerer", LOOPBACK, Clock.system());
        DatagramSocket hostile = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      List<Candidate> answered = connect(offerer, answerer);
      SelectedPath path = answerer.onLoop(answerer.transport::path);

      makeValid(hostile, answered, answerer.credentials, offerer.credentials, true);
      send(hostile, "?forged", answered);
      assertThat(answerer.packets.poll(10, TimeUnit.SECONDS)).isEqualTo("forged");
      assertThat(answerer.onLoop(answerer.transport::path).remote()).isEqualTo(path.remote());

      answerer.send("to the friend");
      assertThat(offerer.packets.poll(10, TimeUnit.SECONDS)).isEqualTo("to the friend");
    }
  }

  @Test
  void packetsFromAnAddressWithoutAnAnsweredCheckAreDropped() throws Exception {
    try (IcePeer offerer = new IcePeer("offerer", LOOPBACK, Clock.system());
        IcePeer answerer = new IcePeer("answerer", LOOPBACK, Clock.system());
        DatagramSocket stranger = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      List<Candidate> answered = connect(offerer, answerer);

      send(stranger, ">from a stranger", answered);
      offerer.send("from the friend");

      assertThat(answerer.packets.poll(10, TimeUnit.SECONDS)).isEqualTo("from the friend");
    }
  }

  @Test
  void aPeerThatNominatesAnotherPairIsFollowedWhenARecordVerifies() throws Exception {
    try (IcePeer offerer = new IcePeer("offerer", LOOPBACK, Clock.system());
        IcePeer answerer = new IcePeer("answerer", LOOPBACK, Clock.system());
        DatagramSocket moved = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      List<Candidate> answered = connect(offerer, answerer);

      makeValid(moved, answered, answerer.credentials, offerer.credentials, true);
      send(moved, ">moved", answered);

      assertThat(answerer.packets.poll(10, TimeUnit.SECONDS)).isEqualTo("moved");
      assertThat(answerer.onLoop(answerer.transport::path).remote()).isEqualTo(addressOf(moved));
    }
  }

  @Test
  void aPeerWhoseAddressChangesIsFollowedOnceItsOldAddressIsSilent() throws Exception {
    ManualClock clock = new ManualClock();
    try (IcePeer offerer = new IcePeer("offerer", LOOPBACK, Clock.system());
        IcePeer answerer = new IcePeer("answerer", LOOPBACK, clock);
        DatagramSocket moved = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      List<Candidate> answered = connect(offerer, answerer);
      SelectedPath before = answerer.onLoop(answerer.transport::path);
      makeValid(moved, answered, answerer.credentials, offerer.credentials, false);

      send(moved, ">too early", answered);
      assertThat(answerer.packets.poll(10, TimeUnit.SECONDS)).isEqualTo("too early");
      assertThat(answerer.onLoop(answerer.transport::path).remote()).isEqualTo(before.remote());
      clock.advance(Duration.ofSeconds(1), answerer.loop);
      send(moved, ">moved", answered);

      assertThat(answerer.packets.poll(10, TimeUnit.SECONDS)).isEqualTo("moved");
      assertThat(answerer.onLoop(answerer.transport::path).remote()).isEqualTo(addressOf(moved));
    }
  }

  @Test
  void aFloodBesideThePathIsNotVerifiedForLong() throws Exception {
    ManualClock clock = new ManualClock();
    try (IcePeer offerer = new IcePeer("offerer", LOOPBACK, Clock.system());
        IcePeer answerer = new IcePeer("answerer", LOOPBACK, clock);
        DatagramSocket hostile = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      List<Candidate> answered = connect(offerer, answerer);
      makeValid(hostile, answered, answerer.credentials, offerer.credentials, true);

      for (int i = 0; i < 100; i++) {
        send(hostile, "?forged", answered);
      }
      offerer.send("of the friend");
      int forged = 0;
      while (answerer.packets.poll(10, TimeUnit.SECONDS).equals("forged")) {
        forged++;
      }
      assertThat(forged).isEqualTo(PeerLimits.Ice.FORGERIES_PER_SECOND);

      clock.advance(Duration.ofSeconds(1), answerer.loop);
      send(hostile, ">a second later", answered);
      assertThat(answerer.packets.poll(10, TimeUnit.SECONDS)).isEqualTo("a second later");
    }
  }

  /** Connects both and lets each hear the other once; returns the answerer's candidates. */
  private static List<Candidate> connect(IcePeer offerer, IcePeer answerer) throws Exception {
    List<Candidate> offered = offerer.gather();
    List<Candidate> answered = answerer.gather();
    answerer.transport.start(IceRole.CONTROLLED, offerer.credentials, offered);
    offerer.transport.start(IceRole.CONTROLLING, answerer.credentials, answered);
    expectConversation(offerer, answerer);
    return answered;
  }

  /**
   * Sends checks as somebody who knows both descriptions, and answers the one that they trigger.
   *
   * @param nominating whether the check carries USE-CANDIDATE
   */
  private static void makeValid(
      DatagramSocket socket,
      List<Candidate> target,
      IceCredentials targets,
      IceCredentials others,
      boolean nominating)
      throws Exception {
    socket.setSoTimeout(10_000);
    StunWriter check =
        new StunWriter(StunFormat.BINDING_REQUEST, TransactionId.random(new java.util.Random(1)))
            .username(targets.ufrag() + ":" + others.ufrag())
            .priority(1)
            .role(IceRole.CONTROLLING, 1);
    if (nominating) {
      check.useCandidate();
    }
    byte[] bytes = check.signed(targets.password());
    socket.send(new DatagramPacket(bytes, bytes.length, addressOf(target)));
    boolean triggered = false;
    while (!triggered) {
      DatagramPacket packet = new DatagramPacket(new byte[1500], 1500);
      StunMessage message = receive(socket, packet);
      if (message.isBindingRequest()) {
        byte[] response =
            new StunWriter(StunFormat.BINDING_SUCCESS, message.id())
                .xorMappedAddress((InetSocketAddress) packet.getSocketAddress())
                .signed(others.password());
        socket.send(new DatagramPacket(response, response.length, packet.getSocketAddress()));
        triggered = true;
      }
    }
  }

  private static void send(DatagramSocket socket, String text, List<Candidate> target)
      throws Exception {
    byte[] bytes = text.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    socket.send(new DatagramPacket(bytes, bytes.length, addressOf(target)));
  }

  private static InetSocketAddress addressOf(List<Candidate> candidates) {
    Candidate.Address first = (Candidate.Address) candidates.get(0);
    return new InetSocketAddress(first.address(), first.port());
  }

  @Test
  void gatheringWaitsForSilentServersUntilItsLimit() throws Exception {
    ManualClock clock = new ManualClock();
    try (DatagramSocket silent = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        IcePeer peer =
            new IcePeer("peer", LOOPBACK.withStunServers(List.of(addressOf(silent))), clock)) {
      var gathered = peer.transport.gather();
      silent.receive(new DatagramPacket(new byte[1500], 1500));

      clock.advance(Duration.ofMillis(2999), peer.loop);
      assertThat(gathered).isNotDone();
      clock.advance(Duration.ofMillis(1), peer.loop);

      assertThat(gathered.get(10, TimeUnit.SECONDS))
          .isNotEmpty()
          .allMatch(candidate -> candidate.type() == Candidate.Type.HOST);
    }
  }

  @Test
  void aServersAnswerGivesAServerReflexiveCandidate() throws Exception {
    InetSocketAddress mapped = new InetSocketAddress(InetAddress.getByAddress(TEST_NET), 5000);
    try (DatagramSocket server = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        IcePeer peer =
            new IcePeer(
                "peer", LOOPBACK.withStunServers(List.of(addressOf(server))), new ManualClock())) {
      var gathered = peer.transport.gather();
      answer(server, mapped);

      assertThat(gathered.get(10, TimeUnit.SECONDS))
          .last()
          .isEqualTo(
              new Candidate.Address(
                  Candidate.Type.SERVER_REFLEXIVE, mapped.getAddress(), mapped.getPort()));
    }
  }

  @Test
  void anAnswerThatComesAfterTheGatheringIsToldToTheListener() throws Exception {
    InetSocketAddress mapped = new InetSocketAddress(InetAddress.getByAddress(TEST_NET), 5000);
    ManualClock clock = new ManualClock();
    try (DatagramSocket server = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        IcePeer peer =
            new IcePeer("peer", LOOPBACK.withStunServers(List.of(addressOf(server))), clock)) {
      var gathered = peer.transport.gather();
      peer.onLoop(() -> "asked");
      clock.advance(Duration.ofSeconds(3), peer.loop);
      assertThat(gathered.get(10, TimeUnit.SECONDS))
          .allMatch(candidate -> candidate.type() == Candidate.Type.HOST);

      answer(server, mapped);

      assertThat(peer.changes.poll(10, TimeUnit.SECONDS))
          .last()
          .isEqualTo(
              new Candidate.Address(
                  Candidate.Type.SERVER_REFLEXIVE, mapped.getAddress(), mapped.getPort()));
    }
  }

  @Test
  void anAnswerThatComesWithinTheLimitIsWaitedFor() throws Exception {
    InetSocketAddress mapped = new InetSocketAddress(InetAddress.getByAddress(TEST_NET), 5000);
    ManualClock clock = new ManualClock();
    try (DatagramSocket server = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        IcePeer peer =
            new IcePeer("peer", LOOPBACK.withStunServers(List.of(addressOf(server))), clock)) {
      var gathered = peer.transport.gather();
      peer.onLoop(() -> "asked");
      clock.advance(Duration.ofMillis(2500), peer.loop);
      assertThat(gathered).isNotDone();

      answer(server, mapped);

      assertThat(gathered.get(10, TimeUnit.SECONDS))
          .anyMatch(candidate -> candidate.type() == Candidate.Type.SERVER_REFLEXIVE);
      assertThat(peer.onLoop(peer.transport::gatheringStatus).publicIpv4()).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0.0.0.0, 0",
    "192.0.2.1, 0",
    "0.0.0.0, 5000",
    "224.0.0.251, 5353",
    "255.255.255.255, 1"
  })
  void anAddressThatNobodyCanReachIsNoAnswer(String address, int port) throws Exception {
    try (DatagramSocket server = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        IcePeer peer =
            new IcePeer(
                "peer", LOOPBACK.withStunServers(List.of(addressOf(server))), new ManualClock())) {
      var gathered = peer.transport.gather();
      answer(server, new InetSocketAddress(address, port));

      assertThat(gathered.get(10, TimeUnit.SECONDS))
          .isNotEmpty()
          .allMatch(candidate -> candidate.type() == Candidate.Type.HOST);
    }
  }

  @Test
  void aServerThatIsNotFoundIsNamedAtOnce() throws Exception {
    // Too long for a name, so that nobody is asked for it.
    String name = "x".repeat(64);
    InetSocketAddress unknown = InetSocketAddress.createUnresolved(name, 3478);
    try (IcePeer peer =
        new IcePeer("peer", LOOPBACK.withStunServers(List.of(unknown)), new ManualClock())) {
      assertThat(peer.transport.gather().get(10, TimeUnit.SECONDS)).isNotEmpty();

      GatheringStatus status = peer.onLoop(peer.transport::gatheringStatus);
      assertThat(status.unknownServers()).containsExactly(name);
      assertThat(status.pending()).isFalse();
    }
  }

  @Test
  void afterAFailedAttemptAnotherPeerConnects() throws Exception {
    ManualClock clock = new ManualClock();
    try (IcePeer offerer = new IcePeer("offerer", LOOPBACK, clock);
        IcePeer answerer = new IcePeer("answerer", LOOPBACK, clock)) {
      offerer.waitsAfterFailure = true;
      List<Candidate> offered = offerer.gather();
      List<Candidate> answered = answerer.gather();
      offerer.transport.start(
          IceRole.CONTROLLING, new LiteralCredentials("gone", "x".repeat(24)), answered);
      assertThat(offerer.arrivals.poll(10, TimeUnit.SECONDS)).isNotNull();
      clock.advance(Duration.ofSeconds(31), offerer.loop);
      assertThat(offerer.failedAttempts.poll(10, TimeUnit.SECONDS)).isNotNull();
      assertThat(offerer.failed).isNotDone();
      assertThat(offerer.arrivals).as("each arrival is reported once").isEmpty();

      answerer.transport.start(IceRole.CONTROLLED, offerer.credentials, offered);
      offerer.transport.start(IceRole.CONTROLLING, answerer.credentials, answered);

      expectConversation(offerer, answerer);
    }
  }

  @Test
  void aMappingIsKeptAliveWhileTheAnswerIsAwaited() throws Exception {
    InetSocketAddress mapped = new InetSocketAddress(InetAddress.getByAddress(TEST_NET), 5000);
    ManualClock clock = new ManualClock();
    try (DatagramSocket server = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        IcePeer peer =
            new IcePeer("peer", LOOPBACK.withStunServers(List.of(addressOf(server))), clock)) {
      var gathered = peer.transport.gather();
      InetSocketAddress first = answer(server, mapped);
      gathered.get(10, TimeUnit.SECONDS);

      for (int i = 0; i < 10; i++) {
        clock.advance(Duration.ofSeconds(15), peer.loop);
        assertThat(answer(server, mapped)).isEqualTo(first);
      }
    }
  }

  @Test
  void nothingIsLeftAfterClosing() throws Exception {
    IcePeer offerer = new IcePeer("offerer", LOOPBACK, Clock.system());
    IcePeer answerer = new IcePeer("answerer", LOOPBACK, Clock.system());
    List<Candidate> offered = offerer.gather();
    List<Candidate> answered = answerer.gather();
    answerer.transport.start(IceRole.CONTROLLED, offerer.credentials, offered);
    offerer.transport.start(IceRole.CONTROLLING, answerer.credentials, answered);
    expectConversation(offerer, answerer);

    offerer.vanish();
    answerer.vanish();

    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (isOurs(thread.getName())) {
        thread.join(10_000);
        assertThat(thread.isAlive())
            .as("%s at %s", thread.getName(), List.of(thread.getStackTrace()))
            .isFalse();
      }
    }
    for (Candidate candidate : offered) {
      new DatagramSocket(candidate.port(), InetAddress.getLoopbackAddress()).close();
    }
  }

  private static final byte[] TEST_NET = {(byte) 198, 51, 100, 7};

  private static boolean isOurs(String threadName) {
    return threadName.startsWith("p2pcopy")
        || threadName.startsWith("IceConnector")
        || threadName.endsWith(" loop");
  }

  private static void expectConversation(IcePeer left, IcePeer right) throws Exception {
    left.connected.get(20, TimeUnit.SECONDS);
    right.connected.get(20, TimeUnit.SECONDS);
    left.send("from left");
    right.send("from right");
    assertThat(right.packets.poll(10, TimeUnit.SECONDS)).isEqualTo("from left");
    assertThat(left.packets.poll(10, TimeUnit.SECONDS)).isEqualTo("from right");
  }

  private static InetSocketAddress addressOf(DatagramSocket socket) {
    return (InetSocketAddress) socket.getLocalSocketAddress();
  }

  /** Waits for a check, and answers it as a peer does if it is to be answered. */
  private static StunMessage takeCheck(
      DatagramSocket socket, IceCredentials credentials, Predicate<StunMessage> toBeAnswered)
      throws Exception {
    DatagramPacket packet = new DatagramPacket(new byte[1500], 1500);
    StunMessage request = receive(socket, packet);
    if (toBeAnswered.test(request)) {
      byte[] response =
          new StunWriter(StunFormat.BINDING_SUCCESS, request.id())
              .xorMappedAddress((InetSocketAddress) packet.getSocketAddress())
              .signed(credentials.password());
      socket.send(new DatagramPacket(response, response.length, packet.getSocketAddress()));
    }
    return request;
  }

  /** Answers one Binding request as a STUN server behind a translator would; returns its source. */
  private static InetSocketAddress answer(DatagramSocket server, InetSocketAddress mapped)
      throws Exception {
    DatagramPacket packet = new DatagramPacket(new byte[1500], 1500);
    StunMessage request = receive(server, packet);
    byte[] response =
        new StunWriter(StunFormat.BINDING_SUCCESS, request.id())
            .xorMappedAddress(mapped)
            .unsigned();
    server.send(new DatagramPacket(response, response.length, packet.getSocketAddress()));
    return (InetSocketAddress) packet.getSocketAddress();
  }

  private static StunMessage receive(DatagramSocket socket, DatagramPacket packet)
      throws Exception {
    socket.receive(packet);
    StunMessage request = StunMessage.parse(Arrays.copyOf(packet.getData(), packet.getLength()));
    assertThat(request).isNotNull();
    return request;
  }
}
