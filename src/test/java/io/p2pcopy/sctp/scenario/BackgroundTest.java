package io.p2pcopy.sctp.scenario;

import static io.p2pcopy.sctp.sim.MessageSpec.message;
import static io.p2pcopy.sctp.sim.PathProperty.queue;
import static io.p2pcopy.sctp.sim.PathProperty.rate;
import static io.p2pcopy.sctp.sim.PathProperty.rtt;
import static io.p2pcopy.sctp.sim.Units.KIB;
import static io.p2pcopy.sctp.sim.Units.bytesIn;
import static io.p2pcopy.sctp.sim.Units.megabits;
import static io.p2pcopy.sctp.sim.Units.megabitsPerSecond;
import static io.p2pcopy.sctp.sim.Units.millis;
import static io.p2pcopy.sctp.sim.Units.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.p2pcopy.sctp.CongestionControl;
import io.p2pcopy.sctp.SctpConfig;
import io.p2pcopy.sctp.sim.AssociationPair;
import io.p2pcopy.sctp.sim.SeedReport;
import io.p2pcopy.sctp.sim.VirtualPath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What LEDBAT takes of a line, alone and beside others, in megabits of user data a second. */
@ExtendWith(SeedReport.class)
class BackgroundTest {

  @ParameterizedTest
  @CsvSource({"100,20,20", "100,20,200", "50,100,100"})
  void anEmptyLineIsFilled(int megabits, int rtt, int queueMillis) {
    VirtualPath path = path(megabits, rtt, queueMillis);
    AssociationPair pair = connect(path, CongestionControl.LEDBAT);
    send(pair);
    pair.runFor(seconds(5));

    assertThat(pair.megabitsReceivedIn(seconds(10))).isGreaterThan(0.85 * megabits);
    assertThat(path.fromLeft().counters().largestQueue())
        .isLessThan(bytesIn(millis(Math.max(40, rtt)), megabits(megabits)));
  }

  @ParameterizedTest
  @CsvSource({"CUBIC,40", "CUBIC,160", "BBR,40", "BBR,160"})
  void othersGetTheLine(CongestionControl other, int queueMillis) {
    VirtualPath path = path(50, 40, queueMillis);
    AssociationPair background = connect(path, CongestionControl.LEDBAT);
    AssociationPair foreground = connect(path, other);
    send(background);
    background.runFor(seconds(5));
    send(foreground);
    background.runFor(seconds(5));
    long before = background.right().receivedBytes();

    assertThat(foreground.megabitsReceivedIn(seconds(10))).isGreaterThan(0.8 * 50);
    assertThat(megabitsPerSecond(background.right().receivedBytes() - before, seconds(10)))
        .isLessThan(0.1 * 50);
  }

  @Test
  void theLineIsTakenAgainWhenTheOthersAreDone() {
    VirtualPath path = path(50, 40, 40);
    AssociationPair background = connect(path, CongestionControl.LEDBAT);
    AssociationPair foreground = connect(path, CongestionControl.CUBIC);
    send(background);
    send(foreground);
    background.runFor(seconds(10));
    foreground.left().stopSending();
    background.runFor(seconds(20));

    assertThat(background.megabitsReceivedIn(seconds(5))).isGreaterThan(0.6 * 50);
  }

  private static VirtualPath path(int megabits, int rtt, int queueMillis) {
    return VirtualPath.with(
        rtt(millis(rtt)),
        rate(megabits(megabits)),
        queue(bytesIn(millis(queueMillis), megabits(megabits))));
  }

  private static AssociationPair connect(VirtualPath path, CongestionControl congestion) {
    return AssociationPair.connectedOver(
        path, SctpConfig.defaults().withCongestionControl(congestion));
  }

  private static void send(AssociationPair pair) {
    pair.left().sendContinuously(message(64 * KIB), 10_000_000);
  }
}
