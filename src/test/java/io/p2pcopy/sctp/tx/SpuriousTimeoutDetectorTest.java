package io.p2pcopy.sctp.tx;

import static org.assertj.core.api.Assertions.assertThat;

import io.p2pcopy.sctp.SctpConfig;
import io.p2pcopy.sctp.packet.SackChunk;
import io.p2pcopy.sctp.timer.RttEstimator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SpuriousTimeoutDetectorTest {

  private static final long FIRST = 1L << 32;
  private static final long RTT = 100_000_000;
  private static final long TIMEOUT = 3 * RTT;
  private static final int FLIGHT = 10;
  private static final int[] NONE = {};

  private final RttEstimator rtt = new RttEstimator(SctpConfig.defaults());
  private final Rack rack = new Rack(rtt);
  private final InFlight inFlight = new InFlight(FIRST);
  private final SpuriousTimeoutDetector check = new SpuriousTimeoutDetector();
  private long packets;

  @BeforeEach
  void timeOut() {
    rtt.onSample(RTT);
    send(0, FLIGHT);
    check.onTimeout(TIMEOUT, inFlight.oldest());
    inFlight.markAllLost();
    repeat(TIMEOUT, 0);
  }

  @Test
  void twoSacksForWhatWasNotSentAgainProveIt() {
    assertThat(sack(4 * RTT, 1)).isFalse();
    assertThat(sack(4 * RTT, 3)).isTrue();
    assertThat(check.roundTrip()).isEqualTo(4 * RTT);
  }

  @Test
  void oneSackMayHaveBeenSentBeforeABlackOut() {
    assertThat(sack(4 * RTT, 1)).isFalse();
    repeatFrom(4 * RTT, 2);

    assertThat(sack(5 * RTT, 3)).isFalse();
    assertThat(sack(5 * RTT, 5)).isFalse();
  }

  @Test
  void whatIsAcknowledgedRightAfterItWasRepeatedArrivedBefore() {
    assertThat(sack(4 * RTT, 0)).isFalse();
    repeatFrom(4 * RTT, 1);
    assertThat(sack(4 * RTT + RTT / 100, 2)).isFalse();
    assertThat(sack(4 * RTT + RTT / 50, 4)).isTrue();
    assertThat(check.roundTrip()).isEqualTo(4 * RTT);
    assertThat(check.answersEarlierCopy(inFlight.at(FIRST + 5))).isTrue();
  }

  @Test
  void aDuplicateIsACopyThatHasArrived() {
    var duplicate = new SackChunk(wire(1), 1_000_000, NONE, new int[] {wire(0)});

    assertThat(take(4 * RTT, duplicate, 1)).isFalse();
    assertThat(sack(4 * RTT, 3)).isFalse();
    assertThat(sack(4 * RTT, 5)).isFalse();
  }

  @Test
  void whatWasFirstSentAfterTheTimeoutProvesNothing() {
    assertThat(sack(4 * RTT, 0)).isFalse();
    repeatFrom(4 * RTT, 1);
    send(4 * RTT, 10);

    assertThat(sack(5 * RTT, 12)).isFalse();
    assertThat(sack(5 * RTT, 14)).isFalse();
    assertThat(sack(5 * RTT, 16)).isFalse();
  }

  private void send(long now, int count) {
    for (int i = 0; i < count; i++) {
      SentChunk chunk = inFlight.append();
      chunk.length = 100;
      leave(now, chunk);
    }
  }

  private void repeat(long now, int index) {
    leave(now, inFlight.at(FIRST + index));
  }

  private void repeatFrom(long now, int first) {
    for (int i = first; i < FLIGHT; i++) {
      repeat(now, i);
    }
  }

  private void leave(long now, SentChunk chunk) {
    chunk.packetNumber = ++packets;
    chunk.sentTime = now;
    inFlight.sent(chunk);
  }

  /** Takes a SACK for everything up to this chunk, and returns whether it is the proof. */
  private boolean sack(long now, int last) {
    return take(now, new SackChunk(wire(last), 1_000_000, NONE, NONE), last);
  }

  private boolean take(long now, SackChunk sack, int last) {
    boolean proof = check.provesSpurious(now, sack, FIRST + last, inFlight, rack);
    while (inFlight.cumulative() < FIRST + last) {
      inFlight.acknowledge(inFlight.at(inFlight.cumulative() + 1));
      inFlight.advance();
    }
    return proof;
  }

  private static int wire(int index) {
    return (int) (FIRST + index);
  }
}
