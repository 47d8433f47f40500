package io.p2pcopy.sctp.scenario;

import static io.p2pcopy.sctp.sim.MessageSpec.message;
import static io.p2pcopy.sctp.sim.PathProperty.loss;
import static io.p2pcopy.sctp.sim.PathProperty.queue;
import static io.p2pcopy.sctp.sim.PathProperty.rate;
import static io.p2pcopy.sctp.sim.PathProperty.rtt;
import static io.p2pcopy.sctp.sim.Units.KIB;
import static io.p2pcopy.sctp.sim.Units.MIB;
import static io.p2pcopy.sctp.sim.Units.gigabits;
import static io.p2pcopy.sctp.sim.Units.megabits;
import static io.p2pcopy.sctp.sim.Units.megabitsPerSecond;
import static io.p2pcopy.sctp.sim.Units.millis;
import static io.p2pcopy.sctp.sim.Units.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.p2pcopy.sctp.SctpConfig;
import io.p2pcopy.sctp.sim.AssociationPair;
import io.p2pcopy.sctp.sim.SeedReport;
import io.p2pcopy.sctp.sim.VirtualPath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Buffers that grow with the path, and no further. */
@ExtendWith(SeedReport.class)
class WindowGrowthTest {

  @ParameterizedTest
  @CsvSource({"0", "0.001"})
  void aGigabitOverATenthOfASecondIsNotHeldBack(double loss) {
    var path = VirtualPath.with(rtt(millis(100)), rate(gigabits(1)), queue(12 * MIB), loss(loss));
    var pair = AssociationPair.connectedOver(path);
    pair.left().sendContinuously(message(256 * KIB), 1_000_000, 4 * MIB);
    pair.runFor(seconds(3));

    assertThat(pair.megabitsReceivedIn(seconds(1))).isGreaterThan(800);
  }

  @Test
  void aReaderThatIsSlowFromTheStartFillsNoMemory() {
    var path = VirtualPath.with(rtt(millis(20)), rate(gigabits(1)), queue(4 * MIB));
    var pair = AssociationPair.connectedOver(path);
    pair.right().readSlowly(10_000_000);
    pair.left().sendContinuously(message(64 * KIB), 1_000_000, 4 * MIB);
    pair.runFor(seconds(10));

    assertThat(pair.right().stats().receiveBuffered()).isLessThan(4 * MIB + 1_200);
  }

  @Test
  void aSenderKeepsNoMoreThanItsWindow() {
    var config = SctpConfig.defaults().withSendWindow(256 * KIB);
    var path = VirtualPath.with(rtt(millis(100)), rate(megabits(100)), queue(2 * MIB));
    var pair = AssociationPair.connectedOver(path, config);
    pair.left().sendContinuously(message(64 * KIB), 1_000_000);
    pair.runFor(seconds(2));
    long before = pair.right().receivedBytes();
    pair.runFor(seconds(5));

    // A window each round trip.
    double ceiling = megabitsPerSecond(256 * KIB, millis(100));
    assertThat(megabitsPerSecond(pair.right().receivedBytes() - before, seconds(5)))
        .isBetween(0.9 * ceiling, 1.01 * ceiling);
  }

  @Test
  void aWindowThatLimitsTheRateDoesNotMakeTheLineLookSlow() {
    var path = VirtualPath.with(rtt(millis(50)), rate(megabits(100)), queue(2 * MIB));
    var pair = AssociationPair.connectedOver(path);
    pair.left().sendContinuously(message(64 * KIB), 1_000_000);
    pair.runFor(seconds(3));
    pair.right().readSlowly(1_000_000);
    pair.runFor(seconds(20));
    pair.right().readEverything();
    pair.runFor(millis(500));

    assertThat(pair.megabitsReceivedIn(seconds(1))).isGreaterThan(85);
  }
}
