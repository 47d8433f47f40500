package io.p2pcopy.sctp.scenario;

import static io.p2pcopy.sctp.sim.MessageSpec.message;
import static io.p2pcopy.sctp.sim.PathProperty.loss;
import static io.p2pcopy.sctp.sim.PathProperty.queue;
import static io.p2pcopy.sctp.sim.PathProperty.rate;
import static io.p2pcopy.sctp.sim.PathProperty.rtt;
import static io.p2pcopy.sctp.sim.SeenPacket.COOKIE_ECHO;
import static io.p2pcopy.sctp.sim.SeenPacket.INIT;
import static io.p2pcopy.sctp.sim.SeenPacket.INIT_ACK;
import static io.p2pcopy.sctp.sim.SeenPacket.containing;
import static io.p2pcopy.sctp.sim.Units.megabits;
import static io.p2pcopy.sctp.sim.Units.millis;
import static io.p2pcopy.sctp.sim.Units.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.p2pcopy.sctp.AssociationEvent.Established;
import io.p2pcopy.sctp.sim.AssociationPair;
import io.p2pcopy.sctp.sim.SeedReport;
import io.p2pcopy.sctp.sim.VirtualPath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(SeedReport.class)
class HandshakeTest {
  private static final long RTT = millis(100);

  private final VirtualPath path = VirtualPath.with(rtt(RTT));
  private final AssociationPair pair = AssociationPair.over(path);

  @Test
  void bothEndsConnectAtOnceWithinTwoRoundTrips() {
    pair.left().connect();
    pair.right().connect();

    runUntilEstablished();

    assertThat(pair.elapsed()).isLessThanOrEqualTo(2 * RTT);
    assertBothWork();
  }

  @Test
  void oneEndAloneConnectsWithinTwoRoundTrips() {
    pair.left().connect();

    runUntilEstablished();

    assertThat(pair.elapsed()).isLessThanOrEqualTo(2 * RTT);
    assertBothWork();
  }

  @Test
  void theSecondEndConnectsWhileTheFirstOnesInitIsUnderWay() {
    pair.left().connect();
    pair.runFor(RTT / 4);
    pair.right().connect();

    runUntilEstablished();

    assertThat(pair.elapsed()).isLessThanOrEqualTo(2 * RTT + RTT / 4);
    assertBothWork();
  }

  @ParameterizedTest
  @CsvSource({"1,0", "2,0", "3,0", "0,1", "0,2", "0,3", "1,1", "2,1", "1,2", "2,2", "3,3"})
  void anyLostPacketOfASimultaneousConnectIsSentAgain(int fromLeft, int fromRight) {
    drop(fromLeft, fromRight);

    pair.left().connect();
    pair.right().connect();
    runUntilEstablished();

    // One timeout of half a second, and another where both directions have lost one in turn.
    assertThat(pair.elapsed()).isLessThan(millis(1_700));
    assertBothWork();
  }

  @ParameterizedTest
  @CsvSource({"1,0", "2,0", "0,1", "0,2", "1,1", "2,2", "1,2", "2,1"})
  void anyLostPacketOfAConnectFromOneEndIsSentAgain(int fromLeft, int fromRight) {
    drop(fromLeft, fromRight);

    pair.left().connect();
    runUntilEstablished();

    assertThat(pair.elapsed()).isLessThan(millis(2_200));
    assertBothWork();
  }

  @ParameterizedTest
  @CsvSource({"1,0", "2,0", "3,0", "0,1", "0,2", "0,3", "1,1", "2,2", "3,3"})
  void anyDuplicatedPacketIsHarmless(int fromLeft, int fromRight) {
    if (fromLeft > 0) {
      path.duplicateNth(fromLeft, 0).packetsFromLeft();
    }
    if (fromRight > 0) {
      path.duplicateNth(fromRight, 0).packetsFromRight();
    }

    pair.left().connect();
    pair.right().connect();
    runUntilEstablished();

    assertBothWork();
  }

  @ParameterizedTest
  @CsvSource({"1,0,60", "2,0,60", "3,0,60", "1,0,700", "2,0,700", "3,0,700", "0,2,700", "2,2,700"})
  void anyPacketMayComeLate(int fromLeft, int fromRight, int late) {
    if (fromLeft > 0) {
      path.delayNth(fromLeft, millis(late)).packetsFromLeft();
    }
    if (fromRight > 0) {
      path.delayNth(fromRight, millis(late)).packetsFromRight();
    }

    pair.left().connect();
    pair.right().connect();
    runUntilEstablished();

    assertBothWork();
  }

  @ParameterizedTest
  @ValueSource(ints = {INIT, INIT_ACK, COOKIE_ECHO})
  void aCopyOfTheHandshakeThatComesDuringTheTransferDoesNoHarm(int chunkType) {
    path.change(rate(megabits(10)), queue(100_000));
    path.duplicateNth(1, seconds(3)).packetsFromLeft(containing(chunkType));
    pair.left().connect();
    pair.right().connect();
    runUntilEstablished();

    pair.left().sendContinuously(message(10_000), 500);
    pair.runUntilDelivered();

    assertThat(pair.elapsed()).isGreaterThan(seconds(4));
    assertBothWork();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void theHandshakeSucceedsWhereTheHalfOfAllPacketsIsLost(long seed) {
    var lossy = VirtualPath.seeded(seed, rtt(RTT), loss(0.5));
    var ends = AssociationPair.over(lossy);
    ends.left().connect();
    ends.right().connect();

    ends.runUntil(() -> ends.left().isEstablished() && ends.right().isEstablished(), seconds(60));

    lossy.change(loss(0));
    ends.left().send(message(1_000));
    ends.runUntil(ends.right()::hasMessage, seconds(5));
    assertThat(ends.left().events(Established.class)).hasSize(1);
  }

  @Test
  void theHandshakeWaitsTenMinutesForAPeerAndThenComesUpWithinASecond() {
    path.dropEvery().packetsFromLeft(packet -> path.clock().now() < seconds(600));
    pair.left().connect();
    pair.runUntil(() -> path.clock().now() >= seconds(600), seconds(700));
    pair.restartStopwatch();

    runUntilEstablished();

    assertThat(pair.elapsed()).isLessThan(seconds(1) + 3 * RTT);
    assertBothWork();
  }

  @Test
  void messagesQueuedBeforeTheHandshakeFollowIt() {
    pair.left().send(message(100_000));
    pair.right().send(message(100).onStream(9));
    pair.left().connect();
    pair.right().connect();

    pair.runUntilDelivered();

    assertThat(pair.right().received()).isEqualTo(1);
    assertThat(pair.left().received()).isEqualTo(1);
  }

  @Test
  void bothEndsLearnHowManyStreamsThereAre() {
    pair.connect();

    assertThat(pair.left().events(Established.class))
        .containsExactly(new Established(65_535, 65_535));
    assertThat(pair.right().events(Established.class))
        .containsExactly(new Established(65_535, 65_535));
  }

  private void drop(int fromLeft, int fromRight) {
    if (fromLeft > 0) {
      path.dropNth(fromLeft).packetsFromLeft();
    }
    if (fromRight > 0) {
      path.dropNth(fromRight).packetsFromRight();
    }
  }

  private void runUntilEstablished() {
    pair.runUntil(() -> pair.left().isEstablished() && pair.right().isEstablished(), seconds(30));
  }

  private void assertBothWork() {
    pair.left().send(message(5_000));
    pair.right().send(message(5_000));
    pair.runUntil(() -> pair.left().isDelivered() && pair.right().isDelivered(), seconds(30));
    // Stray packets of the handshake may still come.
    pair.runFor(seconds(5));
    assertThat(pair.left().isEstablished()).isTrue();
    assertThat(pair.right().isEstablished()).isTrue();
    assertThat(pair.left().events(Established.class)).hasSize(1);
    assertThat(pair.right().events(Established.class)).hasSize(1);
  }
}
