package io.p2pcopy.sctp.scenario;

import static io.p2pcopy.sctp.sim.MessageSpec.message;
import static io.p2pcopy.sctp.sim.PathProperty.loss;
import static io.p2pcopy.sctp.sim.PathProperty.queue;
import static io.p2pcopy.sctp.sim.PathProperty.rate;
import static io.p2pcopy.sctp.sim.PathProperty.rtt;
import static io.p2pcopy.sctp.sim.SeenPacket.ABORT;
import static io.p2pcopy.sctp.sim.SeenPacket.SHUTDOWN;
import static io.p2pcopy.sctp.sim.SeenPacket.SHUTDOWN_ACK;
import static io.p2pcopy.sctp.sim.SeenPacket.SHUTDOWN_COMPLETE;
import static io.p2pcopy.sctp.sim.SeenPacket.containing;
import static io.p2pcopy.sctp.sim.Units.KIB;
import static io.p2pcopy.sctp.sim.Units.megabits;
import static io.p2pcopy.sctp.sim.Units.millis;
import static io.p2pcopy.sctp.sim.Units.seconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.p2pcopy.sctp.AssociationEvent.CloseReason;
import io.p2pcopy.sctp.AssociationEvent.Closed;
import io.p2pcopy.sctp.SctpConfig;
import io.p2pcopy.sctp.SctpState;
import io.p2pcopy.sctp.sim.AssociationPair;
import io.p2pcopy.sctp.sim.SeedReport;
import io.p2pcopy.sctp.sim.VirtualPath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(SeedReport.class)
class ClosingTest {
  private static final long RTT = millis(100);

  private final VirtualPath path = VirtualPath.with(rtt(RTT), rate(megabits(50)), queue(600 * KIB));
  private final AssociationPair pair = AssociationPair.connectedOver(path);

  @Test
  void anIdleAssociationIsShutDownWithinTwoRoundTrips() {
    pair.left().shutdown();

    runUntilClosed();

    assertThat(pair.elapsed()).isLessThanOrEqualTo(2 * RTT);
    assertBothClosed(CloseReason.SHUTDOWN);
  }

  @Test
  void bothEndsMayShutDownAtOnce() {
    pair.left().shutdown();
    pair.right().shutdown();

    runUntilClosed();

    assertThat(pair.elapsed()).isLessThanOrEqualTo(2 * RTT);
    assertBothClosed(CloseReason.SHUTDOWN);
  }

  @Test
  void everythingQueuedArrivesBeforeTheShutdown() {
    for (int i = 0; i < 40; i++) {
      pair.left().send(message(64 * KIB));
    }

    pair.left().shutdown();
    runUntilClosed();

    assertThat(pair.right().received()).isEqualTo(40);
    assertBothClosed(CloseReason.SHUTDOWN);
  }

  @Test
  void bothEndsShutDownWithDataQueuedAndUnderLoss() {
    path.change(loss(0.05));
    for (int i = 0; i < 20; i++) {
      pair.left().send(message(64 * KIB));
      pair.right().send(message(64 * KIB).asUnordered());
    }

    pair.left().shutdown();
    pair.right().shutdown();
    runUntilClosed();

    assertThat(pair.right().received()).isEqualTo(20);
    assertThat(pair.left().received()).isEqualTo(20);
    assertThat(pair.left().closeReason()).isEqualTo(CloseReason.SHUTDOWN);
    assertThat(pair.right().closeReason()).isEqualTo(CloseReason.SHUTDOWN);
  }

  @Test
  void theEndThatIsAskedToShutDownStillSendsWhatItHasQueued() {
    pair.right().sendContinuously(message(64 * KIB), 30, 30 * 64 * KIB);
    pair.runFor(millis(10));

    pair.left().shutdown();
    runUntilClosed();

    assertThat(pair.left().received()).isEqualTo(30);
    assertBothClosed(CloseReason.SHUTDOWN);
  }

  @ParameterizedTest
  @ValueSource(ints = {SHUTDOWN, SHUTDOWN_ACK, SHUTDOWN_COMPLETE})
  void aLostPacketOfTheShutdownIsSentAgain(int chunkType) {
    path.dropNth(1).packetsFromLeft(containing(chunkType));
    path.dropNth(1).packetsFromRight(containing(chunkType));

    pair.left().shutdown();
    runUntilClosed();

    assertThat(pair.elapsed()).isLessThan(millis(1_200));
    assertBothClosed(CloseReason.SHUTDOWN);
  }

  @ParameterizedTest
  @CsvSource({"1,1", "1,0", "2,0", "0,1", "0,2", "2,2"})
  void aLostPacketOfASimultaneousShutdownIsSentAgain(int fromLeft, int fromRight) {
    if (fromLeft > 0) {
      path.dropNth(fromLeft).packetsFromLeft();
    }
    if (fromRight > 0) {
      path.dropNth(fromRight).packetsFromRight();
    }

    pair.left().shutdown();
    pair.right().shutdown();
    runUntilClosed();

    assertThat(pair.elapsed()).isLessThan(millis(2_000));
    assertBothClosed(CloseReason.SHUTDOWN);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void theShutdownSucceedsWhereTheThirdOfAllPacketsIsLost(long seed) {
    var lossy = VirtualPath.seeded(seed, rtt(RTT));
    var ends = AssociationPair.connectedOver(lossy);
    lossy.change(loss(0.33));
    ends.left().send(message(50_000));
    ends.right().send(message(50_000));

    ends.left().shutdown();
    // When the last SHUTDOWN COMPLETE is lost, its receiver asks again and is answered even by an
    // end that has forgotten the association (RFC 9260, 8.4).
    ends.runUntil(() -> ends.left().isClosed() && ends.right().isClosed(), seconds(60));

    assertThat(ends.left().isDelivered()).isTrue();
    assertThat(ends.right().isDelivered()).isTrue();
    assertThat(ends.left().closeReason()).isEqualTo(CloseReason.SHUTDOWN);
    assertThat(ends.right().closeReason()).isEqualTo(CloseReason.SHUTDOWN);
  }

  @Test
  void aShutdownThatNobodyAnswersEndsAsLost() {
    var config = SctpConfig.defaults().withAssociationMaxRetransmits(5);
    var deaf = AssociationPair.connectedOver(path, config);
    path.dropEvery().packetsFromLeft();

    deaf.left().shutdown();
    deaf.runUntil(deaf.left()::isClosed, seconds(20));

    assertThat(deaf.left().closeReason()).isEqualTo(CloseReason.LOST);
  }

  @Test
  void nothingMayBeSentAfterShutdown() {
    pair.left().shutdown();

    assertThatThrownBy(() -> pair.left().send(message(1)))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void whatArrivedBeforeTheEndCanStillBeRead() {
    pair.right().stopReading();
    pair.left().send(message(10_000));
    pair.left().send(message(10_000));
    pair.left().shutdown();
    runUntilClosed();

    pair.right().readEverything();
    pair.runFor(0);

    assertThat(pair.right().received()).isEqualTo(2);
  }

  @Test
  void anAbortEndsBothSidesAtOnceAndTellsTheReason() {
    pair.left().sendContinuously(message(64 * KIB), 100);
    pair.runFor(seconds(1));
    pair.restartStopwatch();

    pair.left().abort("the user has enough");
    runUntilClosed();

    assertThat(pair.left().closeReason()).isEqualTo(CloseReason.ABORTED);
    assertThat(pair.right().closeReason()).isEqualTo(CloseReason.ABORTED_BY_PEER);
    assertThat(pair.right().events(Closed.class).get(0).detail()).contains("the user has enough");
    // Half a round trip and what is in the queue.
    assertThat(pair.elapsed()).isLessThan(RTT / 2 + millis(110));
  }

  @Test
  void bothEndsMayAbortAtOnce() {
    pair.left().abort("left");
    pair.right().abort("right");

    runUntilClosed();
    pair.runFor(seconds(10));

    assertBothClosed(CloseReason.ABORTED);
    // An ABORT is never answered.
    assertThat(path.fromLeft().counters().offered() + path.fromRight().counters().offered())
        .isLessThan(20);
  }

  @Test
  void aLostAbortIsMadeUpForWhenThePeerSendsAgain() {
    path.dropNth(1).packetsFromLeft(containing(ABORT));
    pair.left().abort("unheard");
    pair.right().send(message(1_000));

    pair.runUntil(pair.right()::isClosed, seconds(120));

    assertThat(pair.right().closeReason()).isIn(CloseReason.ABORTED_BY_PEER, CloseReason.LOST);
  }

  @Test
  void aClosedAssociationIsSilentAndStaysClosed() {
    pair.left().shutdown();
    runUntilClosed();
    pair.runFor(seconds(1));
    long packets = path.fromLeft().counters().offered() + path.fromRight().counters().offered();

    pair.runFor(seconds(600));

    assertThat(path.fromLeft().counters().offered() + path.fromRight().counters().offered())
        .isEqualTo(packets);
    assertThat(pair.left().state()).isEqualTo(SctpState.CLOSED);
    assertThat(pair.right().state()).isEqualTo(SctpState.CLOSED);
  }

  private void runUntilClosed() {
    pair.runUntil(() -> pair.left().isClosed() && pair.right().isClosed(), seconds(60));
  }

  private void assertBothClosed(CloseReason reason) {
    assertThat(pair.left().closeReason()).isEqualTo(reason);
    assertThat(pair.right().closeReason()).isEqualTo(reason);
    assertThat(pair.left().state()).isEqualTo(SctpState.CLOSED);
    assertThat(pair.right().state()).isEqualTo(SctpState.CLOSED);
  }
}
