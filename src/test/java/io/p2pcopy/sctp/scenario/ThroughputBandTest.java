package io.p2pcopy.sctp.scenario;

import static io.p2pcopy.sctp.sim.MessageSpec.message;
import static io.p2pcopy.sctp.sim.PathProperty.loss;
import static io.p2pcopy.sctp.sim.PathProperty.queue;
import static io.p2pcopy.sctp.sim.PathProperty.rate;
import static io.p2pcopy.sctp.sim.PathProperty.rtt;
import static io.p2pcopy.sctp.sim.Units.KIB;
import static io.p2pcopy.sctp.sim.Units.MIB;
import static io.p2pcopy.sctp.sim.Units.bytesIn;
import static io.p2pcopy.sctp.sim.Units.gigabits;
import static io.p2pcopy.sctp.sim.Units.megabits;
import static io.p2pcopy.sctp.sim.Units.megabitsPerSecond;
import static io.p2pcopy.sctp.sim.Units.millis;
import static io.p2pcopy.sctp.sim.Units.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.p2pcopy.sctp.CongestionControl;
import io.p2pcopy.sctp.SctpConfig;
import io.p2pcopy.sctp.sim.AssociationPair;
import io.p2pcopy.sctp.sim.PathProperty;
import io.p2pcopy.sctp.sim.SeedReport;
import io.p2pcopy.sctp.sim.VirtualPath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What NewReno must reach, and what it cannot exceed, in megabits of user data a second. A value
 * above a band is as suspicious as one below: then packets are sent that the window forbids.
 */
@ExtendWith(SeedReport.class)
class ThroughputBandTest {
  private static final SctpConfig NEW_RENO =
      SctpConfig.defaults().withCongestionControl(CongestionControl.NEW_RENO);

  /** User data in a full packet: 1200 less the common header and a DATA header, a multiple of 4. */
  private static final int PAYLOAD = 1_172;

  @ParameterizedTest
  @CsvSource({"1,300", "10,100", "10,20", "100,20", "100,100"})
  void aCleanLineWithAQueueOfItsBandwidthDelayProductIsFilled(int megabits, int rtt) {
    long bdp = bytesIn(millis(rtt), megabits(megabits));
    var pair = connect(rtt(millis(rtt)), rate(megabits(megabits)), queue(bdp));

    double measured = megabitsOf(pair, seconds(5), seconds(15));

    // The window halves from twice the product to the product: the line never runs dry, but for the
    // recovery from slow start. The ceiling is the share of user data in a packet.
    assertThat(measured).isBetween(0.88 * megabits, megabits * PAYLOAD / 1_200.0 + 0.01 * megabits);
  }

  @Test
  void aCleanLineWithAShortQueueIsUsedForThreeQuarters() {
    long bdp = bytesIn(millis(50), megabits(50));
    var pair = connect(rtt(millis(50)), rate(megabits(50)), queue(bdp / 10));

    double measured = megabitsOf(pair, seconds(5), seconds(15));

    // A saw-tooth between half of the product and a little more than it: 3/4 at the least in
    // theory,
    // less what is lost when a burst meets the short queue.
    assertThat(measured).isBetween(0.60 * 50, 0.98 * 50);
  }

  @ParameterizedTest
  @CsvSource({
    "100,100,0.001",
    "100,100,0.01",
    "100,100,0.03",
    "100,20,0.001",
    "100,20,0.01",
    "100,300,0.01",
  })
  void randomLossLimitsTheRateToTheFormulaOfMathis(int megabits, int rtt, double loss) {
    var pair =
        connect(
            rtt(millis(rtt)),
            rate(megabits(megabits)),
            queue(bytesIn(millis(100), megabits(megabits))),
            loss(loss));

    double measured = megabitsOf(pair, seconds(10), seconds(60));

    // Mathis et al., 1997: rate = MSS / RTT * sqrt(3 / (2 p)), where each acknowledged window adds
    // one packet to it, as byte counting does. Timeouts, which the formula leaves out, cost more
    // the
    // smaller the window is.
    double mathis = megabitsPerSecond(PAYLOAD, millis(rtt)) * Math.sqrt(1.5 / loss);
    double floor = loss > 0.02 ? 0.35 : 0.6;
    assertThat(measured).isBetween(floor * mathis, 1.35 * mathis);
  }

  @Test
  void theReceiveWindowLimitsTheRateOfALongFastLine() {
    var config = NEW_RENO.withReceiveWindow(MIB);
    var path = VirtualPath.with(rtt(millis(100)), rate(gigabits(1)), queue(20 * MIB));
    var pair = AssociationPair.connectedOver(path, config);

    double measured = megabitsOf(pair, seconds(2), seconds(5));

    // A window each round trip.
    double ceiling = megabitsPerSecond(MIB, millis(100));
    assertThat(measured).isBetween(0.9 * ceiling, 1.02 * ceiling);
  }

  @Test
  void slowStartFillsAHundredMegabitsWithinEightRoundTrips() {
    var path =
        VirtualPath.with(
            rtt(millis(50)), rate(megabits(100)), queue(bytesIn(millis(50), megabits(100))));
    var pair = AssociationPair.connectedOver(path, NEW_RENO);
    pair.left().sendContinuously(message(64 * KIB), 1_000_000);

    pair.runFor(millis(400));
    long before = path.fromLeft().counters().deliveredBytes();
    pair.runFor(millis(200));

    // From ten packets to the 530 of the product: six doublings. What counts is the line: messages
    // wait for the repair of what slow start has overshot.
    long carried = path.fromLeft().counters().deliveredBytes() - before;
    assertThat(megabitsPerSecond(carried, millis(200))).isGreaterThan(90);
  }

  @Test
  void bothDirectionsFillTheirLinesAtOnce() {
    var pair =
        connect(rtt(millis(40)), rate(megabits(20)), queue(bytesIn(millis(40), megabits(20))));
    pair.right().sendContinuously(message(64 * KIB), 1_000_000);

    double measured = megabitsOf(pair, seconds(5), seconds(10));

    // Acknowledgements wait in the queue of the other direction's data, which makes the round trip
    // up to twice as long, while the queue stays one product of the bare one: after each halving
    // the line runs dry for a while.
    assertThat(measured).isBetween(0.7 * 20, 0.97 * 20);
    assertThat(megabitsPerSecond(pair.left().receivedBytes(), pair.elapsed()))
        .isBetween(0.7 * 20, 0.97 * 20);
  }

  @Test
  void twoAssociationsShareALine() {
    var path = VirtualPath.with(rtt(millis(40)), rate(megabits(20)), queue(100_000));
    var one = AssociationPair.connectedOver(path, NEW_RENO);
    var other = AssociationPair.connectedOver(path, NEW_RENO);
    one.left().sendContinuously(message(64 * KIB), 1_000_000);
    other.left().sendContinuously(message(64 * KIB), 1_000_000);
    one.runFor(seconds(30));

    double share =
        (double) one.right().receivedBytes()
            / (one.right().receivedBytes() + other.right().receivedBytes());

    assertThat(share).isBetween(0.35, 0.65);
  }

  private static AssociationPair connect(PathProperty... properties) {
    return AssociationPair.connectedOver(VirtualPath.with(properties), NEW_RENO);
  }

  /** Returns the rate of user data from left to right during {@code duration} after a start. */
  private static double megabitsOf(AssociationPair pair, long start, long duration) {
    pair.left().sendContinuously(message(64 * KIB), 1_000_000);
    pair.runFor(start);
    return pair.megabitsReceivedIn(duration);
  }
}
