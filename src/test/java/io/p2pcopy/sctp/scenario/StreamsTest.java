package io.p2pcopy.sctp.scenario;

import static io.p2pcopy.sctp.sim.MessageSpec.message;
import static io.p2pcopy.sctp.sim.PathProperty.loss;
import static io.p2pcopy.sctp.sim.PathProperty.queue;
import static io.p2pcopy.sctp.sim.PathProperty.rate;
import static io.p2pcopy.sctp.sim.PathProperty.rtt;
import static io.p2pcopy.sctp.sim.Units.KIB;
import static io.p2pcopy.sctp.sim.Units.megabits;
import static io.p2pcopy.sctp.sim.Units.millis;
import static io.p2pcopy.sctp.sim.Units.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.p2pcopy.sctp.SctpConfig;
import io.p2pcopy.sctp.sim.AssociationPair;
import io.p2pcopy.sctp.sim.AssociationPair.Side;
import io.p2pcopy.sctp.sim.NearWrap;
import io.p2pcopy.sctp.sim.SeedReport;
import io.p2pcopy.sctp.sim.VirtualPath;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SeedReport.class)
class StreamsTest {
  private static final int STREAMS = 65_535;

  private final VirtualPath path =
      VirtualPath.with(rtt(millis(20)), rate(megabits(100)), queue(500 * KIB));

  @Test
  void allStreamsCanBeUsedAtOnce() {
    var pair = AssociationPair.connectedOver(path);

    for (int id = 0; id < STREAMS; id++) {
      pair.left().send(message(20).onStream(id));
    }
    pair.runUntilDelivered();

    assertThat(pair.right().received()).isEqualTo(STREAMS);
    assertThat(pair.right().receivedBytesOn(STREAMS - 1)).isEqualTo(20);
  }

  @Test
  void theStreamsAreAsManyAsTheOtherSideAllows() {
    var pair =
        AssociationPair.over(
            path,
            new Side(SctpConfig.defaults(), path.newRandom()),
            new Side(SctpConfig.defaults().withStreams(300, 100), path.newRandom()));
    pair.connect();

    pair.left().send(message(20).onStream(99));
    pair.right().send(message(20).onStream(299));
    pair.runUntilDelivered();

    assertThat(pair.left().received() + pair.right().received()).isEqualTo(2);
  }

  @Test
  void streamsShareTheLineEvenly() {
    var pair = AssociationPair.connectedOver(path);
    for (int id = 0; id < 5; id++) {
      pair.left().sendContinuously(message(16 * KIB).onStream(id), 100_000, 256 * KIB);
    }

    pair.runFor(seconds(5));

    long all = pair.right().receivedBytes();
    for (int id = 0; id < 5; id++) {
      assertThat(pair.right().receivedBytesOn(id) / (double) all).isBetween(0.19, 0.21);
    }
  }

  @Test
  void aSmallMessageOvertakesTheBacklogOfAnotherStream() {
    var pair = AssociationPair.connectedOver(path);
    pair.left().sendContinuously(message(64 * KIB).onStream(1), 1_000, 20 * 1024 * KIB);
    pair.runFor(seconds(1));
    pair.restartStopwatch();

    pair.left().send(message(100).onStream(2));
    pair.runUntil(() -> pair.right().receivedBytesOn(2) > 0);

    // The backlog alone takes 1.7 s; a turn of the other stream, the queue and half a round trip
    // take 60 ms.
    assertThat(pair.elapsed()).isLessThan(millis(150));
  }

  @Test
  void tagsTsnsAndRequestNumbersWrapAround() {
    List<Integer> tsns = new ArrayList<>();
    path.fromLeft().observe(packet -> tsns.addAll(packet.tsns()));
    var pair =
        AssociationPair.over(
            path,
            new Side(SctpConfig.defaults(), new NearWrap()),
            new Side(SctpConfig.defaults(), new NearWrap()));
    pair.connect();
    path.change(loss(0.05));

    for (int i = 0; i < 40; i++) {
      pair.left().send(message(10_000).onStream(i % 3));
      pair.right().send(message(10_000).onStream(i % 3).asUnordered());
      pair.left().resetStreams(i % 3);
      pair.right().resetStreams(i % 3);
      pair.runFor(millis(300));
    }
    pair.runUntilDelivered();

    assertThat(tsns.get(0)).isBetween(-20, -1);
    assertThat(tsns).contains(-1, 0, 1);
    assertThat(pair.left().received() + pair.right().received()).isEqualTo(80);
  }

  @Test
  void streamSequenceNumbersWrapAround() {
    List<Integer> numbers = new ArrayList<>();
    var pair = AssociationPair.connectedOver(path);
    path.fromLeft().observe(packet -> numbers.addAll(packet.streamSequenceNumbers(4)));
    path.change(loss(0.01));

    pair.left().sendContinuously(message(5).onStream(4), 70_000, 10_000);
    pair.runUntilDelivered();

    assertThat(pair.right().received()).isEqualTo(70_000);
    assertThat(numbers.indexOf(65_535)).isPositive();
    assertThat(numbers.subList(numbers.indexOf(65_535) + 1, numbers.size())).contains(0, 1, 2);
  }

  @Test
  void tensOfThousandsOfMessagesMayWaitForOneLostMessage() {
    var pair = AssociationPair.connectedOver(path);
    List<Integer> tsns = new ArrayList<>();
    path.fromLeft().observe(packet -> tsns.addAll(packet.tsns()));
    long recovery = path.clock().now() + seconds(2);
    path.dropEvery()
        .packetsFromLeft(
            packet ->
                path.clock().now() < recovery
                    && !tsns.isEmpty()
                    && packet.tsns().contains(tsns.get(0)));

    pair.left().sendContinuously(message(1), 60_000, 60_000);
    pair.runUntil(() -> path.clock().now() >= recovery);
    assertThat(tsns.size()).isGreaterThan(30_000);
    assertThat(pair.right().received()).isZero();
    pair.runUntilDelivered();

    assertThat(pair.right().received()).isEqualTo(60_000);
  }
}
