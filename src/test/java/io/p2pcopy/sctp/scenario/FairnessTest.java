package io.p2pcopy.sctp.scenario;

import static io.p2pcopy.sctp.sim.MessageSpec.message;
import static io.p2pcopy.sctp.sim.Units.KIB;
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
  @CsvSource({"1,0,1", "1,5,1", "1,5,5", "1,5,6", "1,5,8", "4,0,1", "4,5,1", "4,5,2"})
  void besideTheBbrOfLinuxEachSideKeepsThreeTenths(int queueProducts, int secondsLater, int seed) {
    var path = path(queueProducts, seed);
    var tcp = tcpBbr(path);

    assertThat(share(path, flow(path, CongestionControl.BBR), tcp, secondsLater))
        .isBetween(0.3, 0.7);
  }

  @ParameterizedTest
  @CsvSource({"1,0,1", "1,0,3", "1,5,1", "4,0,1", "4,0,2", "4,5,1"})
  void aFlowThatStartsAfterLinuxBbrGetsThreeTenths(int queueProducts, int secondsLater, int seed) {
    var path = path(queueProducts, seed);
    var tcp = tcpBbr(path);

    assertThat(share(path, tcp, flow(path, CongestionControl.BBR), secondsLater))
        .isBetween(0.3, 0.7);
  }

  private record Flow(Runnable start, LongSupplier receivedBytes) {}

  private static double share(CongestionControl other, int queueProducts, int secondsLater) {
    var path = path(queueProducts, 1);
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

  private static VirtualPath path(int queueProducts, int seed) {
    return VirtualPath.line(seed, MEGABITS, RTT_MILLIS, (long) queueProducts * RTT_MILLIS);
  }

  private static Flow tcpBbr(VirtualPath path) {
    var tcp = TcpBbrFlow.over(path, millis(RTT_MILLIS / 2));
    return new Flow(tcp::start, tcp::receivedBytes);
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
