package io.p2pcopy.ice;

import static org.assertj.core.api.Assertions.assertThat;

import io.p2pcopy.ice.check.SelectedPath;
import io.p2pcopy.ice.stun.IceRole;
import io.p2pcopy.net.Clock;
import io.p2pcopy.net.FakeAddressSource;
import io.p2pcopy.signal.Candidate;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Computers whose addresses change while they are connected. */
@Timeout(60)
class RoamingTest {

  private static final IceConfig LOOPBACK = IceConfig.local().withLoopback(true);

  private final FakeAddressSource moving = new FakeAddressSource("127.0.0.2");
  private final FakeAddressSource staying = new FakeAddressSource("127.0.0.5");

  @ParameterizedTest
  @EnumSource(IceRole.class)
  void aPeerWhoseOnlyAddressIsReplacedGoesOnFromTheNewOne(IceRole role) throws Exception {
    try (IcePeer mover = new IcePeer("mover", LOOPBACK, Clock.system(), moving);
        IcePeer other = new IcePeer("other", LOOPBACK, Clock.system(), staying)) {
      connect(mover, role, other);

      moving.set("127.0.0.3");

      awaitPath(mover, path -> host(path.local()).equals("127.0.0.3"));
      converse(mover, other);
      awaitPath(other, path -> host(path.remote()).equals("127.0.0.3"));
      assertThat(mover.failed).isNotDone();
      assertThat(other.failed).isNotDone();
    }
  }

  @Test
  void aPeerWithoutAnyAddressForAMomentIsMetAgainAtItsOldOne() throws Exception {
    try (IcePeer mover = new IcePeer("mover", LOOPBACK, Clock.system(), moving);
        IcePeer other = new IcePeer("other", LOOPBACK, Clock.system(), staying)) {
      connect(mover, IceRole.CONTROLLED, other);
      SelectedPath before = mover.onLoop(mover.transport::path);

      moving.set();
      mover.disconnected.get(20, TimeUnit.SECONDS);
      moving.set("127.0.0.2");

      awaitPath(mover, path -> path.local().equals(before.local()));
      converse(mover, other);
    }
  }

  @Test
  void anAddressThatComesIsToldAndTheListenerLearnsOfIt() throws Exception {
    try (IcePeer mover = new IcePeer("mover", LOOPBACK, Clock.system(), moving)) {
      List<Candidate> first = mover.transport.gather().get(10, TimeUnit.SECONDS);

      moving.set("127.0.0.2", "127.0.0.3");

      List<Candidate> both = mover.changes.poll(20, TimeUnit.SECONDS);
      assertThat(both).hasSize(2).containsAll(first);
    }
  }

  @Test
  void addressesToldInsideTheConnectionAreUsedWhenTheKnownOnesAreGone() throws Exception {
    try (IcePeer mover = new IcePeer("mover", LOOPBACK, Clock.system(), moving);
        IcePeer other = new IcePeer("other", LOOPBACK, Clock.system(), staying)) {
      connect(mover, IceRole.CONTROLLED, other);
      staying.set("127.0.0.5", "127.0.0.6");
      List<Candidate> later = other.changes.poll(20, TimeUnit.SECONDS);
      mover.onLoop(
          () -> {
            mover.transport.peerCandidates(List.of(later.get(1)));
            return null;
          });

      // Now the mover leaves and the other side's first address is gone, both at once.
      staying.set("127.0.0.6");
      moving.set("127.0.0.3");

      awaitPath(
          mover,
          path ->
              host(path.local()).equals("127.0.0.3") && host(path.remote()).equals("127.0.0.6"));
      converse(mover, other);
    }
  }

  @Test
  void theCandidatesOfAnInviteWorkAfterTheNetworkHasChanged() throws Exception {
    try (IcePeer mover = new IcePeer("mover", LOOPBACK, Clock.system(), moving);
        IcePeer other = new IcePeer("other", LOOPBACK, Clock.system(), staying)) {
      List<Candidate> invite = mover.transport.gather().get(10, TimeUnit.SECONDS);
      moving.set("127.0.0.2", "127.0.0.3");
      mover.changes.poll(20, TimeUnit.SECONDS);
      List<Candidate> reply = other.transport.gather().get(10, TimeUnit.SECONDS);

      other.transport.start(IceRole.CONTROLLED, mover.credentials, invite);
      mover.transport.start(IceRole.CONTROLLING, other.credentials, reply);

      converse(mover, other);
    }
  }

  private static void connect(IcePeer one, IceRole role, IcePeer other) throws Exception {
    List<Candidate> ours = one.transport.gather().get(10, TimeUnit.SECONDS);
    List<Candidate> theirs = other.transport.gather().get(10, TimeUnit.SECONDS);
    IceRole otherRole = role == IceRole.CONTROLLED ? IceRole.CONTROLLING : IceRole.CONTROLLED;
    one.transport.start(role, other.credentials, theirs);
    other.transport.start(otherRole, one.credentials, ours);
    converse(one, other);
  }

  /** Each side sends until the other has heard it, as a protocol above would. */
  private static void converse(IcePeer one, IcePeer other) throws Exception {
    one.connected.get(20, TimeUnit.SECONDS);
    other.connected.get(20, TimeUnit.SECONDS);
    one.packets.clear();
    other.packets.clear();
    hear(one, other);
    hear(other, one);
  }

  private static void hear(IcePeer speaker, IcePeer listener) throws Exception {
    String heard = null;
    for (int i = 0; i < 100 && heard == null; i++) {
      speaker.send("hello");
      listener.send("acknowledged");
      heard = listener.packets.poll(100, TimeUnit.MILLISECONDS);
    }
    assertThat(heard).isIn("hello", "acknowledged");
  }

  private static void awaitPath(IcePeer peer, Predicate<SelectedPath> wanted) throws Exception {
    SelectedPath path = null;
    for (int i = 0; i < 400 && (path == null || !wanted.test(path)); i++) {
      peer.send("still here");
      path = peer.onLoop(peer.transport::path);
      peer.packets.poll(50, TimeUnit.MILLISECONDS);
    }
    assertThat(path).isNotNull().matches(wanted);
  }

  private static String host(InetSocketAddress address) {
    return address.getAddress().getHostAddress();
  }
}
