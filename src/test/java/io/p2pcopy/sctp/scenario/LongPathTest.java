package io.p2pcopy.sctp.scenario;

import static io.p2pcopy.sctp.sim.MessageSpec.message;
import static io.p2pcopy.sctp.sim.PathProperty.loss;
import static io.p2pcopy.sctp.sim.PathProperty.rtt;
import static io.p2pcopy.sctp.sim.Units.KIB;
import static io.p2pcopy.sctp.sim.Units.megabits;
import static io.p2pcopy.sctp.sim.Units.millis;
import static io.p2pcopy.sctp.sim.Units.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.p2pcopy.sctp.SctpConfig;
import io.p2pcopy.sctp.sim.Agreements;
import io.p2pcopy.sctp.sim.AssociationPair;
import io.p2pcopy.sctp.sim.SeedReport;
import io.p2pcopy.sctp.sim.VirtualPath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Oceans and satellites, between two ends of this implementation: thousands of packets are on their
 * way, in a queue for few of them, so that more gaps are left than a SACK has room for.
 */
@ExtendWith(SeedReport.class)
class LongPathTest {

  @ParameterizedTest
  @CsvSource({
    "100,300,50,0,80",
    "100,300,50,0.001,80",
    "100,300,200,0.01,75",
    "100,200,20,0.01,75",
    "20,600,10,0,13",
    "20,600,200,0.01,14",
    "100,600,200,0,70",
    "400,200,50,0,300",
  })
  void aLongLineWithAShortQueueIsUsed(
      int megabits, int rtt, int queueMillis, double loss, double least) {
    VirtualPath path = VirtualPath.line(1, megabits, rtt, queueMillis);
    AssociationPair pair = connected(path);
    pair.left().estimateRoundTrip(millis(rtt));
    pair.right().estimateRoundTrip(millis(rtt));
    path.change(loss(loss));
    pair.left().sendContinuously(message(64 * KIB), 10_000_000, 8_000_000);
    pair.runFor(seconds(3) + 10 * millis(rtt));

    assertThat(pair.megabitsReceivedIn(seconds(12))).isGreaterThan(least);
    assertThat(pair.left().stats().retransmissionTimeouts()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"100,300,50", "100,600,200", "20,600,10"})
  void whatOverflowsAQueueIsSentAgainOnce(int megabits, int rtt, int queueMillis) {
    VirtualPath path = VirtualPath.line(1, megabits, rtt, queueMillis);
    AssociationPair pair = connected(path);
    pair.left().estimateRoundTrip(millis(rtt));
    pair.right().estimateRoundTrip(millis(rtt));
    pair.left().sendContinuously(message(64 * KIB), 10_000_000, 8_000_000);

    pair.runFor(seconds(15));

    long lost = path.fromLeft().counters().droppedByQueue();
    assertThat(lost).isGreaterThan(1_000);
    assertThat(pair.left().stats().retransmissions()).isLessThan(lost + lost / 10);
  }

  /** Nobody has told how long the path is, and each question is repeated before it is answered. */
  @Test
  void anEndThatOnlyReceivesLearnsOfARoundTripThatIsLongerThanItsTimeout() {
    AssociationPair pair = connected(VirtualPath.line(1, 100, 1_500, 100));
    pair.left().sendContinuously(message(64 * KIB), 10_000_000, 8_000_000);

    pair.runFor(seconds(12));

    assertThat(pair.right().stats().smoothedRtt()).isBetween(millis(1_500), millis(1_700));
  }

  private static AssociationPair connected(VirtualPath path) {
    return Agreements.over(path, SctpConfig.defaults()).connect();
  }
}
