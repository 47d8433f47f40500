package io.p2pcopy.sctp.scenario;

import static io.p2pcopy.sctp.sim.MessageSpec.message;
import static io.p2pcopy.sctp.sim.PathProperty.overhead;
import static io.p2pcopy.sctp.sim.PathProperty.queue;
import static io.p2pcopy.sctp.sim.PathProperty.rate;
import static io.p2pcopy.sctp.sim.PathProperty.rtt;
import static io.p2pcopy.sctp.sim.Units.KIB;
import static io.p2pcopy.sctp.sim.Units.bytesIn;
import static io.p2pcopy.sctp.sim.Units.megabits;
import static io.p2pcopy.sctp.sim.Units.millis;
import static io.p2pcopy.sctp.sim.Units.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.p2pcopy.sctp.CongestionControl;
import io.p2pcopy.sctp.SctpConfig;
import io.p2pcopy.sctp.sim.AssociationPair;
import io.p2pcopy.sctp.sim.SeedReport;
import io.p2pcopy.sctp.sim.TcpBbrFlow;
import io.p2pcopy.sctp.sim.VirtualPath;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the default congestion control takes of a line of 50 Mbit/s and 40 ms beside others. */
@ExtendWith(SeedReport.class)
class FairnessTest {
  private static final int RTT_MILLIS = 40;
  private static final int MEGABITS = 50;

  /** The headers of DTLS, UDP and IPv4. */
  private static final int HEADERS = 37 + 28;

  @ParameterizedTest
  @CsvSource({"1,0", "1,3", "4,0", "4,3"})
  void twoOfThisKindShareTheLineEvenly(int queueProducts, int secondsLater) {
    assertThat(share(CongestionControl.BBR, queueProducts, secondsLater)).isBetween(0.4, 0.6);
  }

  @ParameterizedTest
  @CsvSource({"1,0", "1,5", "4,0", "4,5"})
  void besideCubicEachSideKeepsAQuarterAndMore(int queueProducts, int secondsLater) {
    assertThat(share(CongestionControl.CUBIC, queueProducts, secondsLater)).isBetween(0.25, 0.75);
  }

  @ParameterizedTest
  @CsvSource({"1,0", "1,5", "4,0", "4,5"})
  void besideTheBbrOfLinuxEachSideKeepsAQuarterAndMore(int queueProducts, int secondsLater) {
    var path = path(queueProducts);
    var tcp = TcpBbrFlow.over(path, millis(RTT_MILLIS / 2));
    var other = new Flow(tcp::start, tcp::receivedBytes);

    assertThat(share(path, flow(path, CongestionControl.BBR), other, secondsLater))
        .isBetween(0.25, 0.75);
  }

  @ParameterizedTest
  @CsvSource({"1,0", "1,5", "4,0", "4,5"})
  void whoComesLateToTheBbrOfLinuxGetsAQuarterAndMore(int queueProducts, int secondsLater) {
    var path = path(queueProducts);
    var tcp = TcpBbrFlow.over(path, millis(RTT_MILLIS / 2));
    var other = new Flow(tcp::start, tcp::receivedBytes);

    assertThat(share(path, other, flow(path, CongestionControl.BBR), secondsLater))
        .isBetween(0.25, 0.75);
  }

  private record Flow(Runnable start, LongSupplier receivedBytes) {}

  private static double share(CongestionControl other, int queueProducts, int secondsLater) {
    var path = path(queueProducts);
    return share(path, flow(path, CongestionControl.BBR), flow(path, other), secondsLater);
  }

  /** Returns the share of the first flow from 10 to 40 s after the start of the second. */
  private static double share(VirtualPath path, Flow one, Flow two, int secondsLater) {
    one.start().run();
    path.clock().runFor(seconds(secondsLater));
    two.start().run();
    path.clock().runFor(seconds(10));
    long oneBefore = one.receivedBytes().getAsLong();
    long twoBefore = two.receivedBytes().getAsLong();
    path.clock().runFor(seconds(30));

    double first = one.receivedBytes().getAsLong() - oneBefore;
    double second = two.receivedBytes().getAsLong() - twoBefore;
    return first / (first + second);
  }

  private static VirtualPath path(int queueProducts) {
    return VirtualPath.seeded(
        1,
        rtt(millis(RTT_MILLIS)),
        rate(megabits(MEGABITS)),
        queue(bytesIn(millis((long) queueProducts * RTT_MILLIS), megabits(MEGABITS))),
        overhead(HEADERS));
  }

  private static Flow flow(VirtualPath path, CongestionControl congestion) {
    var pair =
        AssociationPair.connectedOver(
            path, SctpConfig.defaults().withCongestionControl(congestion));
    return new Flow(
        () -> pair.left().sendContinuously(message(64 * KIB), 10_000_000),
        pair.right()::receivedBytes);
  }
}
