package io.p2pcopy.sctp.sim;

import static io.p2pcopy.sctp.sim.PathProperty.blackOut;
import static io.p2pcopy.sctp.sim.PathProperty.burstLoss;
import static io.p2pcopy.sctp.sim.PathProperty.corruption;
import static io.p2pcopy.sctp.sim.PathProperty.delay;
import static io.p2pcopy.sctp.sim.PathProperty.duplication;
import static io.p2pcopy.sctp.sim.PathProperty.fromLeft;
import static io.p2pcopy.sctp.sim.PathProperty.jitter;
import static io.p2pcopy.sctp.sim.PathProperty.loss;
import static io.p2pcopy.sctp.sim.PathProperty.mtu;
import static io.p2pcopy.sctp.sim.PathProperty.overhead;
import static io.p2pcopy.sctp.sim.PathProperty.queue;
import static io.p2pcopy.sctp.sim.PathProperty.rate;
import static io.p2pcopy.sctp.sim.PathProperty.reordering;
import static io.p2pcopy.sctp.sim.PathProperty.reorderingJitter;
import static io.p2pcopy.sctp.sim.PathProperty.rtt;
import static io.p2pcopy.sctp.sim.Units.megabits;
import static io.p2pcopy.sctp.sim.Units.millis;
import static io.p2pcopy.sctp.sim.Units.seconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SeedReport.class)
class VirtualPathTest {
  private static final int MANY = 100_000;

  /** A packet that has arrived: its number, and how long after the start. */
  private record Arrival(int number, long after, ByteBuffer content) {}

  private final List<Arrival> arrivals = new ArrayList<>();

  @Test
  void aPacketTakesTheDelayAndTheTimeOnTheLine() {
    var path = VirtualPath.with(delay(millis(20)), rate(megabits(8)));

    send(path, 1, 1000);
    path.clock().runFor(seconds(1));

    assertThat(arrivals).extracting(Arrival::after).containsExactly(millis(21));
  }

  @Test
  void theRateIsExactOverManyPacketsWhoseTimesAreNoWholeNanoseconds() {
    // 8e9 * 1000 / 7,000,001 is not whole; rounding each packet would add up to microseconds.
    var path = VirtualPath.with(rate(7_000_001));

    send(path, 7_000, 1000);
    path.clock().runFor(seconds(60));

    long expected = (long) (7_000 * 8_000 / 7_000_001.0 * 1e9);
    assertThat(arrivals).hasSize(7_000);
    assertThat(arrivals.get(6_999).after()).isCloseTo(expected, within(2L));
  }

  @Test
  void theOverheadUsesTheLineToo() {
    var path = VirtualPath.with(rate(megabits(8)), overhead(250));

    send(path, 2, 1000);
    path.clock().runFor(seconds(1));

    assertThat(arrivals).extracting(Arrival::after).containsExactly(1_250_000L, 2_500_000L);
  }

  @Test
  void aFullQueueDropsWhatComesLast() {
    var path = VirtualPath.with(rate(megabits(8)), queue(10_000));

    send(path, 20, 1000);
    path.clock().runFor(seconds(1));

    // One on the line and ten that wait.
    assertThat(arrivals).extracting(Arrival::number).containsExactlyElementsOf(range(11));
    assertThat(path.fromLeft().counters().droppedByQueue()).isEqualTo(9);
    assertThat(path.fromLeft().counters().largestQueue()).isEqualTo(10_000);
  }

  @Test
  void aQueueThatHasDrainedTakesPacketsAgain() {
    var path = VirtualPath.with(rate(megabits(8)), queue(1_000));

    send(path, 2, 1000);
    path.clock().runFor(millis(1));
    send(path, 2, 1000);
    path.clock().runFor(seconds(1));

    assertThat(arrivals).hasSize(3);
    assertThat(path.fromLeft().counters().droppedByQueue()).isEqualTo(1);
  }

  @Test
  void aChangedRateHoldsFromTheNextPacketOn() {
    var path = VirtualPath.with(rate(megabits(8)));

    send(path, 3, 1000);
    path.clock().runFor(1);
    path.change(rate(megabits(80)));
    path.clock().runFor(seconds(1));

    assertThat(arrivals)
        .extracting(Arrival::after)
        .containsExactly(millis(1), 1_100_000L, 1_200_000L);
  }

  @Test
  void randomLossIsAsFrequentAsAskedAndWithoutMemory() {
    var path = VirtualPath.with(loss(0.02));

    send(path, MANY, 100);
    path.clock().runFor(seconds(1));

    // Binomial with n = 100,000 and p = 0.02: one standard deviation is 44.
    assertThat(path.fromLeft().counters().lost()).isCloseTo(2_000, within(200L));
    assertThat(meanBurst()).isCloseTo(1 / 0.98, within(0.03));
  }

  @Test
  void burstLossHasItsFrequencyAndItsMeanLength() {
    var path = VirtualPath.with(burstLoss(0.01, 0.25));

    send(path, MANY, 100);
    path.clock().runFor(seconds(1));

    assertThat(path.fromLeft().counters().lost() / (double) MANY)
        .isCloseTo(0.01 / 0.26, within(0.005));
    assertThat(meanBurst()).isCloseTo(4.0, within(0.4));
  }

  @Test
  void jitterSpreadsTheDelayAndKeepsTheOrder() {
    var path = VirtualPath.with(delay(millis(10)), jitter(millis(5)), rate(megabits(100)));

    send(path, 1_000, 1000);
    path.clock().runFor(seconds(1));

    assertThat(arrivals).extracting(Arrival::number).containsExactlyElementsOf(range(1_000));
    assertThat(arrivals)
        .allSatisfy(
            arrival ->
                assertThat(arrival.after() - 80_000L * (arrival.number() + 1))
                    .isBetween(millis(10), millis(15)));
  }

  @Test
  void reorderingJitterLetsPacketsOvertake() {
    var path = VirtualPath.with(reorderingJitter(millis(5)), rate(megabits(100)));

    send(path, 1_000, 1000);
    path.clock().runFor(seconds(1));

    assertThat(numbers()).hasSize(1_000).isNotEqualTo(range(1_000));
    assertThat(numbers()).containsExactlyInAnyOrderElementsOf(range(1_000));
  }

  @Test
  void reorderingHoldsSomePacketsBack() {
    var path = VirtualPath.with(delay(millis(10)), reordering(0.1, millis(2)));

    send(path, MANY, 100);
    path.clock().runFor(seconds(1));

    assertThat(path.fromLeft().counters().reordered()).isCloseTo(10_000, within(500L));
    assertThat(arrivals)
        .hasSize(MANY)
        .allMatch(arrival -> arrival.after() >= millis(10) && arrival.after() <= millis(12));
  }

  @Test
  void duplicatesArriveWithTheSameContent() {
    var path = VirtualPath.with(duplication(0.5));

    send(path, 1_000, 100);
    path.clock().runFor(seconds(1));

    long duplicated = path.fromLeft().counters().duplicated();
    assertThat(duplicated).isCloseTo(500, within(80L));
    assertThat(arrivals).hasSize(1_000 + (int) duplicated);
    assertThat(arrivals)
        .allSatisfy(
            arrival -> assertThat(arrival.content()).isEqualTo(packet(arrival.number(), 100)));
  }

  @Test
  void corruptionFlipsOneToThreeBits() {
    var path = VirtualPath.with(corruption(1));

    send(path, 1_000, 100);
    path.clock().runFor(seconds(1));

    assertThat(arrivals).hasSize(1_000);
    for (int i = 0; i < 1_000; i++) {
      ByteBuffer sent = packet(i, 100);
      ByteBuffer received = arrivals.get(i).content();
      int flipped =
          IntStream.range(0, 100)
              .map(at -> Integer.bitCount((received.get(at) ^ sent.get(at)) & 0xff))
              .sum();
      assertThat(flipped).isBetween(1, 3);
    }
    assertThat(path.fromLeft().counters().corrupted()).isEqualTo(1_000);
  }

  @Test
  void packetsAboveTheMtuVanish() {
    var path = VirtualPath.with(mtu(1_000), overhead(60));

    send(path, 1, 940);
    send(path, 1, 941);
    path.clock().runFor(seconds(1));

    assertThat(arrivals).extracting(arrival -> arrival.content().remaining()).containsExactly(940);
    assertThat(path.fromLeft().counters().droppedByMtu()).isEqualTo(1);
  }

  @Test
  void aBlackOutTakesWhatIsSentMeanwhileAndSparesWhatIsUnderWay() {
    var path = VirtualPath.with(delay(millis(20)));
    path.change(blackOut(millis(10), millis(10)));

    for (int i = 0; i < 30; i++) {
      send(path, 1, 100);
      path.clock().runFor(millis(1));
    }
    path.clock().runFor(seconds(1));

    assertThat(arrivals).hasSize(20);
    assertThat(path.fromLeft().counters().droppedByBlackOut()).isEqualTo(10);
  }

  @Test
  void rulesDropDuplicateAndDelayChosenPackets() {
    var path = VirtualPath.with(delay(millis(1)));
    path.dropNth(2).packetsFromLeft();
    path.duplicateNth(4, 0).packetsFromLeft();
    path.delayNth(1, millis(1)).packetsFromLeft();

    send(path, 6, 100);
    path.clock().runFor(seconds(1));

    // Rules count what is offered; the second packet was dropped before the duplicating rule saw
    // it.
    assertThat(numbers()).containsExactly(2, 3, 4, 4, 5, 0);
  }

  @Test
  void aRuleForTheLastPacketsTakesThoseThatLeaveNothingMoreToSend() {
    var path = VirtualPath.with();
    path.dropLast(2).packetsFromLeft();
    long[] stillQueued = {2_500, 1_500, 500, 0, 0};

    for (int i = 0; i < stillQueued.length; i++) {
      var data = PacketForge.packet(i).data(3, i, 0, 0, 0, new byte[i == 3 ? 500 : 1_000]);
      path.fromLeft()
          .transmit(
              ByteBuffer.wrap(data.build()), content -> record(path, content), stillQueued[i]);
    }
    path.clock().runFor(1);

    // The fourth carries the last 500 bytes; the fifth is a retransmission.
    assertThat(arrivals)
        .extracting(arrival -> new SeenPacket(arrival.content()).tsns().get(0))
        .containsExactly(0, 1, 4);
  }

  @Test
  void propertiesOfOneDirectionLeaveTheOtherAlone() {
    var path = VirtualPath.with(rtt(millis(10)), fromLeft(loss(1)));

    send(path, 10, 100);
    path.fromRight().transmit(packet(0, 100), content -> record(path, content));
    path.clock().runFor(seconds(1));

    assertThat(arrivals).hasSize(1);
    assertThat(arrivals.get(0).after()).isEqualTo(millis(5));
  }

  @Test
  void theSameSeedGivesTheSameCourseAndAnotherSeedAnother() {
    assertThat(courseOf(5)).isEqualTo(courseOf(5)).isNotEqualTo(courseOf(6));
  }

  private List<Arrival> courseOf(long seed) {
    arrivals.clear();
    var path =
        VirtualPath.seeded(
            seed, loss(0.1), duplication(0.1), reorderingJitter(millis(3)), corruption(0.1));
    send(path, 1_000, 100);
    path.clock().runFor(seconds(1));
    return List.copyOf(arrivals);
  }

  private void send(VirtualPath path, int count, int size) {
    for (int i = 0; i < count; i++) {
      path.fromLeft().transmit(packet(i, size), content -> record(path, content));
    }
  }

  private void record(VirtualPath path, ByteBuffer content) {
    byte[] copy = new byte[content.remaining()];
    content.get(content.position(), copy);
    long after = path.clock().now() - new VirtualClock().now();
    arrivals.add(new Arrival(content.getInt(content.position()), after, ByteBuffer.wrap(copy)));
  }

  private static ByteBuffer packet(int number, int size) {
    return ByteBuffer.allocate(size).putInt(0, number).put(size - 1, (byte) 0x55);
  }

  private List<Integer> numbers() {
    return arrivals.stream().map(Arrival::number).toList();
  }

  private static List<Integer> range(int end) {
    return IntStream.range(0, end).boxed().toList();
  }

  /** The mean length of the gaps in the numbers that have arrived. */
  private double meanBurst() {
    int lost = 0;
    int bursts = 0;
    for (int i = 1; i < arrivals.size(); i++) {
      int gap = arrivals.get(i).number() - arrivals.get(i - 1).number() - 1;
      lost += gap;
      bursts += gap > 0 ? 1 : 0;
    }
    return (double) lost / bursts;
  }
}
