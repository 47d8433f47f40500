package io.p2pcopy.ice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.p2pcopy.ice.check.Checks;
import io.p2pcopy.ice.check.UnobservedChecks;
import io.p2pcopy.ice.punch.HolePuncher;
import io.p2pcopy.ice.stun.IceRole;
import io.p2pcopy.ice.stun.StunMessage;
import io.p2pcopy.net.EventLoop;
import io.p2pcopy.net.UdpSocket;
import io.p2pcopy.signal.Candidate;
import io.p2pcopy.signal.LiteralCredentials;
import io.p2pcopy.signal.NatBehavior;
import io.p2pcopy.signal.NatBehavior.Mapping;
import io.p2pcopy.signal.NatBehavior.Ports;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The peer is a plain socket on the loopback interface, which stands for the public address. */
@Timeout(30)
class StrictNatPunchingTest {

  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
  private static final NatBehavior STRICT =
      new NatBehavior(Mapping.ENDPOINT_DEPENDENT, Ports.RANDOM, 0, false);
  private static final LiteralCredentials OURS =
      new LiteralCredentials("ours", "passwordOfThisSide0123456789");
  private static final LiteralCredentials THEIRS =
      new LiteralCredentials("them", "passwordOfTheOther0123456789");

  private final AtomicLong skipped = new AtomicLong();
  private final BlockingQueue<UdpSocket> heard = new LinkedBlockingQueue<>();
  private final Set<UdpSocket> used = ConcurrentHashMap.newKeySet();
  private final BlockingQueue<String> announced = new LinkedBlockingQueue<>();
  private DatagramSocket peer;
  private EventLoop loop;
  private UdpSocket main;
  private StrictNatPunching punching;

  @BeforeEach
  void open() throws Exception {
    peer = new DatagramSocket(0, LOOPBACK);
    peer.setReceiveBufferSize(1 << 20);
    loop =
        EventLoop.start(
            "test", () -> System.nanoTime() + skipped.get(), Throwable::printStackTrace);
    main = UdpSocket.open(loop, new InetSocketAddress(LOOPBACK, 0), (s, packet, source) -> {});
    Checks checks = new Checks(loop, OURS, 1, new Random(1), new UnobservedChecks());
    checks.peerIs(IceRole.CONTROLLED, THEIRS);
    punching =
        new StrictNatPunching(
            loop,
            new Random(1),
            checks,
            (socket, packet, source) -> heard.add(socket),
            new StrictNatPunching.Observer() {
              @Override
              public void attemptBegins(NatBehavior own, NatBehavior theirs) {
                announced.add("begins");
              }

              @Override
              public boolean isUsed(UdpSocket socket) {
                return used.contains(socket);
              }
            },
            address -> true);
  }

  @AfterEach
  void close() {
    loop.close();
    peer.close();
  }

  @Test
  void theSocketsOfAStrictSideSendAuthenticatedChecksAndOnlyTheOneThatIsAnsweredStays()
      throws Exception {
    schedule(true, candidate());
    skip(StrictNatPunching.ORDINARY_CHECKS_TAKE);

    Set<Integer> ports = sources(HolePuncher.MAX_SOCKETS);
    Iterator<Integer> each = ports.iterator();
    int answered = each.next();
    int other = each.next();
    peer.send(new DatagramPacket(new byte[1], 1, LOOPBACK, answered));
    UdpSocket winner = heard.take();
    used.add(winner);
    loop.execute(punching::pathFound);
    onLoop();
    skip(TimeUnit.SECONDS.toNanos(1));
    onLoop();

    assertThat(winner.localAddress().getPort()).isEqualTo(answered);
    assertThat(announced).isEmpty();
    new DatagramSocket(other, LOOPBACK).close();
    assertThatThrownBy(() -> new DatagramSocket(answered, LOOPBACK).close())
        .isInstanceOf(BindException.class);
  }

  @Test
  void theTryingSideAnnouncesTheAttempt() throws Exception {
    schedule(false, candidate());
    skip(StrictNatPunching.ORDINARY_CHECKS_TAKE);

    assertThat(announced.take()).isEqualTo("begins");
    assertThat(sources(20)).hasSize(20);
  }

  @Test
  void nothingIsSentOnceTheOrdinaryChecksHaveFoundAPath() throws Exception {
    schedule(false, candidate());
    loop.execute(punching::pathFound);
    onLoop();
    skip(StrictNatPunching.ORDINARY_CHECKS_TAKE * 2);
    onLoop();

    assertThat(announced).isEmpty();
    peer.setSoTimeout(1);
    assertThatThrownBy(this::receive).isInstanceOf(java.net.SocketTimeoutException.class);
  }

  @Test
  void aRelayedAddressIsNoNat() throws Exception {
    schedule(false, new Candidate.Address(Candidate.Type.RELAYED, LOOPBACK, peer.getLocalPort()));
    skip(StrictNatPunching.ORDINARY_CHECKS_TAKE * 2);
    onLoop();

    assertThat(announced).isEmpty();
  }

  private void schedule(boolean holds, Candidate candidate) {
    loop.execute(
        () ->
            punching.schedule(
                () -> STRICT, () -> List.of(main), NatBehavior.UNKNOWN, holds, List.of(candidate)));
    onLoop();
  }

  private Candidate candidate() {
    return new Candidate.Address(Candidate.Type.SERVER_REFLEXIVE, LOOPBACK, peer.getLocalPort());
  }

  private void skip(long nanos) {
    skipped.addAndGet(nanos);
    loop.execute(() -> {});
  }

  /** Waits for what the loop was asked to do before, and its timers. */
  private void onLoop() {
    CompletableFuture<Void> done = new CompletableFuture<>();
    loop.execute(() -> loop.execute(() -> done.complete(null)));
    done.join();
  }

  /** Returns the sources of checks until there are so many. */
  private Set<Integer> sources(int count) throws Exception {
    Set<Integer> ports = new HashSet<>();
    while (ports.size() < count) {
      DatagramPacket packet = receive();
      byte[] bytes = Arrays.copyOf(packet.getData(), packet.getLength());
      StunMessage check = Objects.requireNonNull(StunMessage.parse(bytes));
      assertThat(check.isBindingRequest()).isTrue();
      assertThat(check.isSignedWith(THEIRS.password())).isTrue();
      ports.add(packet.getPort());
    }
    return ports;
  }

  private DatagramPacket receive() throws Exception {
    DatagramPacket packet = new DatagramPacket(new byte[1500], 1500);
    peer.receive(packet);
    return packet;
  }
}
