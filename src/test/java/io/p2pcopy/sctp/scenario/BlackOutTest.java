package io.p2pcopy.sctp.scenario;

import static io.p2pcopy.sctp.sim.MessageSpec.message;
import static io.p2pcopy.sctp.sim.PathProperty.blackOut;
import static io.p2pcopy.sctp.sim.PathProperty.fromLeft;
import static io.p2pcopy.sctp.sim.PathProperty.fromRight;
import static io.p2pcopy.sctp.sim.PathProperty.queue;
import static io.p2pcopy.sctp.sim.PathProperty.rate;
import static io.p2pcopy.sctp.sim.PathProperty.rtt;
import static io.p2pcopy.sctp.sim.Units.KIB;
import static io.p2pcopy.sctp.sim.Units.megabits;
import static io.p2pcopy.sctp.sim.Units.millis;
import static io.p2pcopy.sctp.sim.Units.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.p2pcopy.sctp.AssociationEvent.CloseReason;
import io.p2pcopy.sctp.SctpConfig;
import io.p2pcopy.sctp.sim.AssociationPair;
import io.p2pcopy.sctp.sim.PathProperty;
import io.p2pcopy.sctp.sim.SeedReport;
import io.p2pcopy.sctp.sim.VirtualPath;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@ExtendWith(SeedReport.class)
class BlackOutTest {
  private final VirtualPath path =
      VirtualPath.with(rtt(millis(60)), rate(megabits(20)), queue(150 * KIB));

  static Stream<Arguments> directions() {
    PathProperty darkness = blackOut(seconds(1), seconds(10));
    return Stream.of(
        Arguments.of(Named.of("both", darkness)),
        Arguments.of(Named.of("data", fromLeft(darkness))),
        Arguments.of(Named.of("acknowledgements", fromRight(darkness))));
  }

  @ParameterizedTest
  @MethodSource("directions")
  void aTransferContinuesSoonAfterAnOutageOfTenSeconds(PathProperty darkness) {
    var pair = AssociationPair.connectedOver(path);
    pair.left().sendContinuously(message(64 * KIB), 400);
    path.change(darkness);

    pair.runFor(millis(11_000));
    long atDawn = pair.right().receivedBytes();
    // The timer backs off to one second at most; a round trip later packets flow again.
    pair.runFor(millis(1_500));

    assertThat(pair.right().receivedBytes()).isGreaterThan(atDawn);
    pair.runUntilDelivered();
    // 400 messages take 10.6 s of the line; slow start and the repetition of a window come on top.
    assertThat(pair.elapsed()).isLessThan(seconds(10 + 10 + 6));
  }

  @Test
  void anIdleAssociationOutlastsDarknessAndSendsAtOnceAfterwards() {
    var pair = AssociationPair.connectedOver(path);
    path.change(blackOut(seconds(1), seconds(40)));
    pair.runFor(seconds(42));
    pair.restartStopwatch();

    pair.left().send(message(1_000));
    pair.right().send(message(1_000));
    pair.runUntilDelivered();

    assertThat(pair.elapsed()).isLessThan(millis(100));
  }

  @Test
  void aPeerThatDiesDuringATransferIsLostWithinABoundedTime() {
    var pair = AssociationPair.connectedOver(path, quickToGiveUp());
    pair.left().sendContinuously(message(64 * KIB), 400);
    pair.runFor(seconds(1));
    path.change(blackOut(0, seconds(10_000)));

    pair.runUntil(pair.left()::isClosed, seconds(15));

    assertThat(pair.left().closeReason()).isEqualTo(CloseReason.LOST);
    // The other side has nothing to send and finds out by its heartbeats.
    pair.runUntil(pair.right()::isClosed, seconds(60));
    assertThat(pair.right().closeReason()).isEqualTo(CloseReason.LOST);
  }

  @Test
  void aPeerThatDiesWhileNothingIsSentIsLostWithinABoundedTime() {
    var pair = AssociationPair.connectedOver(path, quickToGiveUp());
    path.change(blackOut(0, seconds(10_000)));

    pair.runUntil(() -> pair.left().isClosed() && pair.right().isClosed(), seconds(60));

    assertThat(pair.left().closeReason()).isEqualTo(CloseReason.LOST);
    assertThat(pair.right().closeReason()).isEqualTo(CloseReason.LOST);
  }

  @Test
  void withTheDefaultsAPeerThatDiesIsLostWithinTwoMinutesButNotWithinThirtySeconds() {
    var pair = AssociationPair.connectedOver(path);
    pair.left().sendContinuously(message(64 * KIB), 400);
    pair.runFor(seconds(1));
    path.change(blackOut(0, seconds(10_000)));

    pair.runFor(seconds(30));
    assertThat(pair.left().isClosed()).isFalse();
    pair.runUntil(pair.left()::isClosed, seconds(90));

    assertThat(pair.left().closeReason()).isEqualTo(CloseReason.LOST);
  }

  @Test
  void aLostAssociationSendsNothingMore() {
    var pair = AssociationPair.connectedOver(path, quickToGiveUp());
    pair.left().send(message(1_000));
    path.change(blackOut(0, seconds(10_000)));
    pair.runUntil(() -> pair.left().isClosed() && pair.right().isClosed(), seconds(60));
    pair.runFor(seconds(1));
    long sent = path.fromLeft().counters().offered();

    pair.runFor(seconds(600));

    assertThat(path.fromLeft().counters().offered()).isEqualTo(sent);
  }

  private static SctpConfig quickToGiveUp() {
    return SctpConfig.defaults().withAssociationMaxRetransmits(8).withHeartbeatInterval(seconds(2));
  }
}
