package io.p2pcopy.sctp.scenario;

import static io.p2pcopy.sctp.sim.MessageSpec.message;
import static io.p2pcopy.sctp.sim.PathProperty.loss;
import static io.p2pcopy.sctp.sim.PathProperty.rate;
import static io.p2pcopy.sctp.sim.PathProperty.rtt;
import static io.p2pcopy.sctp.sim.Units.KIB;
import static io.p2pcopy.sctp.sim.Units.megabits;
import static io.p2pcopy.sctp.sim.Units.millis;
import static io.p2pcopy.sctp.sim.Units.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.p2pcopy.sctp.CongestionControl;
import io.p2pcopy.sctp.SctpConfig;
import io.p2pcopy.sctp.sim.Agreements;
import io.p2pcopy.sctp.sim.AssociationPair;
import io.p2pcopy.sctp.sim.SeedReport;
import io.p2pcopy.sctp.sim.VirtualPath;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Paths that stand still for a moment, and those that become longer during a transfer. */
@ExtendWith(SeedReport.class)
class ChangingPathTest {

  /** A radio that stands still keeps what is on its way, and T3-rtx expires. */
  @ParameterizedTest
  @EnumSource(CongestionControl.class)
  void whatOnlyHadToWaitIsNotSentAgain(CongestionControl congestion) {
    VirtualPath path = VirtualPath.line(1, 50, 40, 1_000);
    AssociationPair pair = connected(path, congestion, 40);
    pair.left().sendContinuously(message(64 * KIB), 10_000_000, 8_000_000);
    pair.runFor(seconds(4));
    long timeouts = pair.left().stats().retransmissionTimeouts();
    long retransmissions = pair.left().stats().retransmissions();

    // A single packet takes two and a half seconds, and those behind it wait.
    path.change(rate(4_000));
    pair.runFor(millis(5));
    path.change(rate(megabits(50)));
    pair.runFor(seconds(4));

    assertThat(pair.left().stats().retransmissionTimeouts()).isGreaterThan(timeouts);
    assertThat(pair.left().stats().retransmissions() - retransmissions).isLessThan(80);
    assertThat(pair.megabitsReceivedIn(seconds(3))).isGreaterThan(35);
  }

  /** Losses behind a longer round trip look like those of a queue that others fill. */
  @ParameterizedTest
  @CsvSource({
    "100, 100,  400,     0,  4, 60",
    "100, 100,  900,     0,  6, 40",
    "100,  30,  700,     0,  5, 50",
    "100,  30,  100,     0,  5, 80",
    " 20,  50, 1500,     0, 15,  5",
    " 50,  20,  300, 0.005,  7, 30",
    "100,  20,  200, 0.001,  7, 70",
    "100,  50,  150, 0.005,  7, 70",
    " 20,  30,  400,  0.02,  7, 10",
  })
  void aPathThatBecomesLongerIsUsedAgain(
      int megabits, int before, int after, double loss, int secondsToAdapt, double least) {
    for (int seed = 1; seed <= 4; seed++) {
      VirtualPath path = VirtualPath.line(seed, megabits, before, 100);
      AssociationPair pair = connected(path, CongestionControl.BBR, before);
      path.change(loss(loss));
      pair.left().sendContinuously(message(64 * KIB), 10_000_000, 8_000_000);
      pair.runFor(seconds(4));

      path.change(rtt(millis(after)));
      pair.runFor(seconds(secondsToAdapt));

      assertThat(pair.megabitsReceivedIn(seconds(8))).as("seed %d", seed).isGreaterThan(least);
    }
  }

  private static AssociationPair connected(
      VirtualPath path, CongestionControl congestion, int rttMillis) {
    var config = SctpConfig.defaults().withCongestionControl(congestion);
    AssociationPair pair = Agreements.over(path, config).connect();
    pair.left().estimateRoundTrip(millis(rttMillis));
    pair.right().estimateRoundTrip(millis(rttMillis));
    return pair;
  }
}
