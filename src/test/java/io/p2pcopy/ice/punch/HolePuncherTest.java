package io.p2pcopy.ice.punch;

import static org.assertj.core.api.Assertions.assertThat;

import io.p2pcopy.ice.punch.SimulatedNat.Kind;
import io.p2pcopy.signal.NatBehavior;
import io.p2pcopy.signal.NatBehavior.Mapping;
import io.p2pcopy.signal.NatBehavior.Ports;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two sides behind simulated NATs, in virtual time. */
class HolePuncherTest {

  private static final long SECOND = 1_000_000_000;

  /** One way. */
  private static final long DELAY = 50_000_000;

  private static final int RUNS = 200;

  /** When the other side begins, after the answer was made: at once, or within some minutes. */
  private static final long[] PASTED_AFTER = {0, 30 * SECOND, 90 * SECOND, 135 * SECOND};

  @ParameterizedTest(name = "{0} holds, {1} tries: {2} of 100 within {3} s")
  @CsvSource({
    "PORT_RESTRICTED, SYMMETRIC, 98, 6",
    "SYMMETRIC, PORT_RESTRICTED, 98, 6",
    "PORT_RESTRICTED, SYMMETRIC_STEP, 100, 1",
    "SYMMETRIC_STEP, PORT_RESTRICTED, 100, 1",
    "PORT_RESTRICTED, SYMMETRIC_BLOCK, 100, 3",
    "SYMMETRIC_BLOCK, PORT_RESTRICTED, 100, 3",
    "SYMMETRIC_STEP, SYMMETRIC_STEP, 100, 2",
    "SYMMETRIC_BLOCK, SYMMETRIC_BLOCK, 98, 6",
    "SYMMETRIC_STEP, SYMMETRIC_BLOCK, 97, 6",
    "SYMMETRIC_BLOCK, SYMMETRIC_STEP, 60, 6",
  })
  void strictNatsMeet(Kind holder, Kind trier, int percent, int seconds) {
    int met = 0;
    for (int run = 0; run < RUNS; run++) {
      Random random = new Random(run);
      Pair pair = new Pair(side(holder, false, random), side(trier, false, random), random);
      long pasted = PASTED_AFTER[run % PASTED_AFTER.length];
      long at = pair.meet(pasted, pasted + 8 * SECOND);
      if (at - pasted <= seconds * SECOND) {
        met++;
      }
      pair.assertBounded();
    }

    assertThat(met).isGreaterThanOrEqualTo(RUNS * percent / 100);
  }

  @Test
  void aHelperForTftpLetsTwoRandomNatsMeet() {
    int met = 0;
    for (int run = 0; run < RUNS; run++) {
      Random random = new Random(run);
      Pair pair =
          new Pair(side(Kind.SYMMETRIC, true, random), side(Kind.SYMMETRIC, false, random), random);
      met += pair.meet(SECOND, 10 * SECOND) < Long.MAX_VALUE ? 1 : 0;
    }

    assertThat(met).isGreaterThan(RUNS * 95 / 100);
  }

  /** Ordinary checks of the side that is strict arrive then, so nothing else is needed. */
  @Test
  void aHelperForTftpOpensAPlainNatToAStrictOne() {
    Random random = new Random(1);
    SimulatedNat plain = new SimulatedNat(Kind.PORT_RESTRICTED, true, 256, random);
    Recorder sent = new Recorder();
    HolePuncher puncher = puncher(plain(), strict(Ports.RANDOM, 0), false, sent, random);
    puncher.start(0);

    assertThat(sent.tftpRequests).containsExactly(PunchNetwork.MAIN);
    int port = plain.out(50_000, TftpRequest.PORT, 0);
    assertThat(plain.in(port, 12_345, SECOND)).isEqualTo(50_000);
  }

  @Test
  void twoRandomNatsWithoutHelperDoNotMeetAndStayBounded() {
    Random random = new Random(1);
    Pair pair =
        new Pair(side(Kind.SYMMETRIC, false, random), side(Kind.SYMMETRIC, false, random), random);

    assertThat(pair.meet(SECOND, 60 * SECOND)).isEqualTo(Long.MAX_VALUE);
    pair.assertBounded();
  }

  /** A NAT of which nothing is told may be strict: its servers answered too late. */
  @Test
  void theTryingSideProbesAPeerOfWhichNothingIsKnown() {
    Recorder sent = new Recorder();
    HolePuncher puncher = puncher(plain(), NatBehavior.UNKNOWN, false, sent, new Random(1));

    runToEnd(puncher);

    assertThat(new HashSet<>(sent.ports)).hasSizeGreaterThan(1800);
    assertThat(sent.shortLived).containsExactly(7, 4);
  }

  @Test
  void theHoldingSideSendsHardlyAnythingBetweenPlainNats() {
    Recorder sent = new Recorder();
    HolePuncher puncher = puncher(plain(), NatBehavior.UNKNOWN, true, sent, new Random(1));

    assertThat(puncher.start(0)).isEqualTo(HolePuncher.NEVER);
    assertThat(sent.packets).isEqualTo(1);
  }

  @Test
  void allSocketsAreClosedSoonAfterTheLastProbe() {
    Recorder sent = new Recorder();
    HolePuncher puncher = puncher(strict(Ports.RANDOM, 0), plain(), false, sent, new Random(1));

    long ended = runToEnd(puncher);

    assertThat(sent.open).isEmpty();
    assertThat(ended).isLessThan(8 * SECOND);
  }

  @Test
  void stoppingClosesAllSocketsAtOnce() {
    Recorder sent = new Recorder();
    HolePuncher puncher = puncher(strict(Ports.RANDOM, 0), plain(), true, sent, new Random(1));
    puncher.start(0);
    for (long now = 0; now < SECOND; now += HolePuncher.PACE) {
      puncher.proceed(now);
    }
    assertThat(sent.open).hasSize(256);

    puncher.stop();

    assertThat(sent.open).isEmpty();
    assertThat(puncher.proceed(SECOND)).isEqualTo(HolePuncher.NEVER);
  }

  /** A person may be away for half an hour. */
  @Test
  void aHolderKeepsToTheBoundsInEachAttemptAndThinsOut() {
    Recorder sent = new Recorder();
    HolePuncher puncher = puncher(strict(Ports.RANDOM, 0), plain(), true, sent, new Random(1));
    long halfAnHour = 1800 * SECOND;
    for (long now = puncher.start(0); now < halfAnHour; ) {
      now = puncher.proceed(now);
    }

    assertThat(sent.mostOpen).isEqualTo(256);
    assertThat(sent.packets).isLessThanOrEqualTo(4 * HolePuncher.MAX_PACKETS);
  }

  @Test
  void aSystemWithoutSocketsLeavesTheOthersToDoTheWork() {
    Recorder sent = new Recorder();
    sent.limit = 10;
    HolePuncher puncher = puncher(strict(Ports.RANDOM, 0), plain(), true, sent, new Random(1));
    puncher.start(0);
    for (long now = 0; now < SECOND; now += HolePuncher.PACE) {
      puncher.proceed(now);
    }

    assertThat(sent.open).hasSize(10);
    assertThat(sent.packets).isEqualTo(10 + 1);
  }

  private static long runToEnd(HolePuncher puncher) {
    long now = 0;
    for (long next = puncher.start(0); next != HolePuncher.NEVER; next = puncher.proceed(now)) {
      now = next;
    }
    return now;
  }

  private static HolePuncher puncher(
      NatBehavior own, NatBehavior peer, boolean holds, PunchNetwork network, Random random) {
    return new HolePuncher(own, peer, holds, 50_000, network, random);
  }

  private static NatBehavior plain() {
    return new NatBehavior(Mapping.ENDPOINT_INDEPENDENT, Ports.PRESERVED, 0, false);
  }

  private static NatBehavior strict(Ports ports, int width) {
    return new NatBehavior(Mapping.ENDPOINT_DEPENDENT, ports, width, false);
  }

  private static Side side(Kind kind, boolean helper, Random random) {
    NatBehavior behavior =
        switch (kind) {
          case PORT_RESTRICTED -> plain();
          case SYMMETRIC -> strict(Ports.RANDOM, 0);
          case SYMMETRIC_STEP -> strict(Ports.REGULAR, 1);
          case SYMMETRIC_BLOCK -> strict(Ports.BLOCK, 256);
        };
    return new Side(behavior, new SimulatedNat(kind, helper, 256, random));
  }

  private static final class Recorder implements PunchNetwork {
    final List<Integer> ports = new ArrayList<>();
    final List<Integer> tftpRequests = new ArrayList<>();
    final List<Integer> shortLived = new ArrayList<>();
    final Set<Integer> open = new HashSet<>();
    int limit = Integer.MAX_VALUE;
    int mostOpen;
    int packets;

    @Override
    public boolean open(int socket) {
      if (open.size() >= limit) {
        return false;
      }
      open.add(socket);
      mostOpen = Math.max(mostOpen, open.size());
      return true;
    }

    @Override
    public void sendCheck(int socket, int port) {
      assertThat(socket == MAIN || open.contains(socket)).isTrue();
      ports.add(port);
      packets++;
    }

    @Override
    public void sendShortLivedCheck(int port, int hops) {
      shortLived.add(hops);
      packets++;
    }

    @Override
    public void sendTftpRequest(int socket) {
      tftpRequests.add(socket);
      packets++;
    }

    @Override
    public void close(int socket) {
      open.remove(socket);
    }
  }

  /** One side: its NAT, and the ordinary check to the named port that ICE sends all the time. */
  private static final class Side implements PunchNetwork {
    final NatBehavior behavior;
    final SimulatedNat nat;
    final Map<Integer, Integer> localPorts = new HashMap<>(Map.of(MAIN, 50_000));
    private @Nullable Pair joined;
    private @Nullable Side other;
    int named;
    int nextLocal = 51_000;
    int packets;
    int mostOpen;

    Side(NatBehavior behavior, SimulatedNat nat) {
      this.behavior = behavior;
      this.nat = nat;
    }

    @Override
    public boolean open(int socket) {
      localPorts.put(socket, nextLocal++);
      mostOpen = Math.max(mostOpen, localPorts.size() - 1);
      return true;
    }

    @Override
    public void sendCheck(int socket, int port) {
      packets++;
      sendFrom(localOf(socket), port);
    }

    private int localOf(int socket) {
      return localPorts.getOrDefault(socket, -1);
    }

    private Pair pair() {
      return Objects.requireNonNull(joined);
    }

    Side peer() {
      return Objects.requireNonNull(other);
    }

    void join(Pair pair, Side peer) {
      joined = pair;
      other = peer;
    }

    void sendFrom(int local, int port) {
      int source = nat.out(local, port, pair().now);
      pair().events.add(new Event(pair().now + DELAY, () -> peer().receive(source, port, true)));
    }

    private void receive(int source, int port, boolean request) {
      int local = nat.in(port, source, pair().now);
      if (!localPorts.containsValue(local)) {
        return;
      }
      if (!request) {
        pair().met = Math.min(pair().met, pair().now);
        return;
      }
      // The answer leaves from where the check came in.
      pair().events.add(new Event(pair().now + DELAY, () -> peer().receive(port, source, false)));
    }

    @Override
    public void sendShortLivedCheck(int port, int hops) {
      packets++;
      nat.out(50_000, port, pair().now);
    }

    @Override
    public void sendTftpRequest(int socket) {
      packets++;
      nat.out(localOf(socket), TftpRequest.PORT, pair().now);
    }

    @Override
    public void close(int socket) {
      localPorts.remove(socket);
    }
  }

  private record Event(long at, Runnable action) {}

  private static final class Pair {
    final Side holder;
    final Side trier;
    final Random random;
    final PriorityQueue<Event> events =
        new PriorityQueue<>((one, other) -> Long.compare(one.at(), other.at()));
    long now;
    long met = Long.MAX_VALUE;

    Pair(Side holder, Side trier, Random random) {
      this.holder = holder;
      this.trier = trier;
      this.random = random;
      holder.join(this, trier);
      trier.join(this, holder);
      for (Side side : List.of(holder, trier)) {
        // The mappings towards the servers, the last of which the description names.
        for (int server = 1; server <= 8; server++) {
          side.named = side.nat.out(50_000, server, 0);
        }
        side.nat.otherTraffic(random.nextInt(5));
      }
    }

    /** Returns when a check was answered. */
    long meet(long pasted, long end) {
      run(new HolePuncher(holder.behavior, trier.behavior, true, trier.named, holder, random), 0);
      run(
          new HolePuncher(trier.behavior, holder.behavior, false, holder.named, trier, random),
          pasted);
      for (long at = 0; at < end; at += SECOND) {
        ordinaryCheck(holder, at);
        if (at >= pasted) {
          ordinaryCheck(trier, at);
        }
      }
      while (!events.isEmpty() && met == Long.MAX_VALUE && now < end) {
        Event event = events.remove();
        now = event.at();
        event.action().run();
      }
      return met;
    }

    private void ordinaryCheck(Side side, long at) {
      events.add(new Event(at, () -> side.sendFrom(50_000, side.peer().named)));
    }

    private void run(HolePuncher puncher, long start) {
      events.add(new Event(start, () -> again(puncher, puncher.start(start))));
    }

    private void again(HolePuncher puncher, long at) {
      if (at != HolePuncher.NEVER) {
        events.add(new Event(at, () -> again(puncher, puncher.proceed(at))));
      }
    }

    void assertBounded() {
      assertThat(trier.packets).isLessThanOrEqualTo(HolePuncher.MAX_PACKETS);
      // It may have begun a second attempt.
      assertThat(holder.packets).isLessThanOrEqualTo(2 * HolePuncher.MAX_PACKETS);
      for (Side side : List.of(holder, trier)) {
        assertThat(side.mostOpen).isLessThanOrEqualTo(HolePuncher.MAX_SOCKETS);
      }
    }
  }
}
