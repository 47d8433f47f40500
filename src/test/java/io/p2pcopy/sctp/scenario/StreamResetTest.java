package io.p2pcopy.sctp.scenario;

import static io.p2pcopy.sctp.sim.MessageSpec.message;
import static io.p2pcopy.sctp.sim.PathProperty.duplication;
import static io.p2pcopy.sctp.sim.PathProperty.loss;
import static io.p2pcopy.sctp.sim.PathProperty.queue;
import static io.p2pcopy.sctp.sim.PathProperty.rate;
import static io.p2pcopy.sctp.sim.PathProperty.reordering;
import static io.p2pcopy.sctp.sim.PathProperty.rtt;
import static io.p2pcopy.sctp.sim.SeenPacket.RE_CONFIG;
import static io.p2pcopy.sctp.sim.SeenPacket.containing;
import static io.p2pcopy.sctp.sim.Units.KIB;
import static io.p2pcopy.sctp.sim.Units.megabits;
import static io.p2pcopy.sctp.sim.Units.millis;
import static io.p2pcopy.sctp.sim.Units.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.p2pcopy.sctp.AssociationEvent.CloseReason;
import io.p2pcopy.sctp.AssociationEvent.IncomingStreamsReset;
import io.p2pcopy.sctp.AssociationEvent.OutgoingStreamsReset;
import io.p2pcopy.sctp.SctpConfig;
import io.p2pcopy.sctp.sim.AssociationPair;
import io.p2pcopy.sctp.sim.Endpoint;
import io.p2pcopy.sctp.sim.SeedReport;
import io.p2pcopy.sctp.sim.VirtualPath;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(SeedReport.class)
class StreamResetTest {

  private final SctpConfig config = kind();

  SctpConfig kind() {
    return SctpConfig.defaults();
  }

  private static final long RTT = millis(40);

  private final VirtualPath path = VirtualPath.with(rtt(RTT), rate(megabits(50)), queue(300 * KIB));
  private final AssociationPair pair = AssociationPair.connectedOver(path, config);

  @Test
  void anIdleStreamIsResetInOneRoundTrip() {
    pair.left().send(message(100).onStream(3));
    pair.runUntilDelivered();
    pair.runFor(seconds(1));
    pair.restartStopwatch();

    pair.left().resetStreams(3);
    runUntilOutgoingReset(pair.left(), 1);

    assertThat(pair.elapsed()).isLessThanOrEqualTo(RTT + millis(1));
    assertThat(incoming(pair.right())).containsExactly(List.of(3));
    assertThat(outgoing(pair.left())).containsExactly(new OutgoingStreamsReset(List.of(3), true));
  }

  @Test
  void everythingQueuedArrivesBeforeTheReset() {
    for (int i = 0; i < 20; i++) {
      pair.left().send(message(64 * KIB).onStream(3));
    }

    pair.left().resetStreams(3);
    pair.runUntil(() -> !incoming(pair.right()).isEmpty(), seconds(30));

    assertThat(pair.right().receivedBytesOn(3)).isEqualTo(20L * 64 * KIB);
  }

  @Test
  void aResetStreamRestartsAtSequenceNumberZero() {
    List<Integer> numbers = new ArrayList<>();
    path.fromLeft().observe(packet -> numbers.addAll(packet.numbers(3)));
    pair.left().send(message(100).onStream(3));
    pair.left().send(message(100).onStream(3));

    pair.left().resetStreams(3);
    runUntilOutgoingReset(pair.left(), 1);
    pair.left().send(message(100).onStream(3));
    pair.left().send(message(100).onStream(3));
    pair.runUntilDelivered();

    assertThat(numbers).containsExactly(0, 1, 0, 1);
    assertThat(pair.right().received()).isEqualTo(4);
  }

  @Test
  void messagesSentRightAfterTheResetFollowIt() {
    for (int i = 0; i < 5; i++) {
      pair.left().send(message(10_000).onStream(3));
      pair.left().resetStreams(3);
      pair.left().send(message(10_000).onStream(3));
    }

    pair.runUntilDelivered();
    pair.runFor(seconds(2));

    assertThat(pair.right().received()).isEqualTo(10);
    assertThat(incoming(pair.right())).isNotEmpty().allMatch(List.of(3)::equals);
  }

  @Test
  void otherStreamsDoNotWaitForAReset() {
    pair.left().sendContinuously(message(64 * KIB).onStream(1), 100);
    pair.left().send(message(1_000).onStream(3));
    pair.runFor(millis(500));
    long before = pair.right().receivedBytesOn(1);
    path.dropNext(5).packetsFromLeft(containing(RE_CONFIG));

    pair.left().resetStreams(3);
    pair.runFor(millis(500));

    // Half of what the line carries in that time, even while the reset is lost again and again.
    assertThat(pair.right().receivedBytesOn(1) - before).isGreaterThan(1_500_000);
    pair.runUntilDelivered();
    runUntilOutgoingReset(pair.left(), 1);
  }

  @Test
  void bothSidesMayResetTheSameStreamAtOnce() {
    pair.left().send(message(50_000).onStream(7));
    pair.right().send(message(50_000).onStream(7));

    pair.left().resetStreams(7);
    pair.right().resetStreams(7);
    runUntilOutgoingReset(pair.left(), 1);
    runUntilOutgoingReset(pair.right(), 1);

    assertThat(incoming(pair.left())).containsExactly(List.of(7));
    assertThat(incoming(pair.right())).containsExactly(List.of(7));
    assertThat(pair.left().received() + pair.right().received()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void aLostRequestOrResponseIsSentAgain(int nth) {
    path.dropNth(nth).packetsFromLeft(containing(RE_CONFIG));
    path.dropNth(nth).packetsFromRight(containing(RE_CONFIG));

    for (int round = 0; round < 4; round++) {
      pair.left().send(message(1_000).onStream(3));
      pair.left().resetStreams(3);
      runUntilOutgoingReset(pair.left(), round + 1);
    }

    assertThat(incoming(pair.right())).hasSize(4);
    assertThat(pair.right().received()).isEqualTo(4);
    assertThat(pair.elapsed()).isLessThan(seconds(4));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void streamsAreResetAndReusedOverAHostilePath(long seed) {
    var hostile = VirtualPath.seeded(seed, rtt(RTT), rate(megabits(50)), queue(300 * KIB));
    var ends = AssociationPair.connectedOver(hostile, config);
    hostile.change(loss(0.08), duplication(0.05), reordering(0.1, millis(30)));

    for (int round = 1; round <= 6; round++) {
      for (int id = 0; id < 4; id++) {
        ends.left().send(message(20_000).onStream(id));
        ends.right().send(message(3_000).onStream(id));
      }
      ends.left().resetStreams(0, 1);
      ends.left().resetStreams(2);
      ends.right().resetStreams(0, 3);
      int rounds = round;
      ends.runUntil(
          () ->
              streamsIn(outgoing(ends.left())) == 3 * rounds
                  && streamsIn(outgoing(ends.right())) == 2 * rounds,
          seconds(120));
    }
    ends.runUntilDelivered();

    assertThat(ends.right().received()).isEqualTo(24);
    assertThat(ends.left().received()).isEqualTo(24);
    assertThat(incoming(ends.right()).stream().mapToInt(List::size).sum()).isEqualTo(18);
    assertThat(incoming(ends.left()).stream().mapToInt(List::size).sum()).isEqualTo(12);
  }

  @Test
  void aThousandStreamsAreResetTogether() {
    int[] ids = new int[1_000];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = i * 60;
      pair.left().send(message(50).onStream(ids[i]));
    }

    pair.left().resetStreams(ids);
    pair.runUntil(() -> streamsIn(outgoing(pair.left())) == 1_000, seconds(60));

    assertThat(pair.right().received()).isEqualTo(1_000);
    assertThat(incoming(pair.right()).stream().mapToInt(List::size).sum()).isEqualTo(1_000);
  }

  @Test
  void unreadMessagesAreKeptAcrossAReset() {
    pair.right().stopReading();
    pair.left().send(message(5_000).onStream(3));
    pair.left().resetStreams(3);
    runUntilOutgoingReset(pair.left(), 1);
    pair.left().send(message(6_000).onStream(3));
    pair.runFor(seconds(1));

    pair.right().readEverything();
    pair.runUntilDelivered();

    assertThat(pair.right().received()).isEqualTo(2);
  }

  @Test
  void aShutdownWaitsForNoReset() {
    pair.left().send(message(50_000).onStream(3));
    pair.left().resetStreams(3);
    pair.left().shutdown();

    pair.runUntil(() -> pair.left().isClosed() && pair.right().isClosed(), seconds(30));

    assertThat(pair.right().received()).isEqualTo(1);
    assertThat(pair.left().closeReason()).isEqualTo(CloseReason.SHUTDOWN);
  }

  private void runUntilOutgoingReset(Endpoint end, int times) {
    pair.runUntil(() -> outgoing(end).size() == times, seconds(60));
  }

  private static List<OutgoingStreamsReset> outgoing(Endpoint end) {
    return end.events(OutgoingStreamsReset.class);
  }

  private static List<List<Integer>> incoming(Endpoint end) {
    return end.events(IncomingStreamsReset.class).stream()
        .map(IncomingStreamsReset::streamIds)
        .toList();
  }

  private static int streamsIn(List<OutgoingStreamsReset> events) {
    return events.stream().mapToInt(event -> event.streamIds().size()).sum();
  }
}
