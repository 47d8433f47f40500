package io.p2pcopy.sctp.tx;

import static org.assertj.core.api.Assertions.assertThat;

import io.p2pcopy.sctp.SctpConfig;
import io.p2pcopy.sctp.timer.RttEstimator;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RackTest {

  private static final long FIRST = 1L << 32;
  private static final long RTT = 100_000_000;
  private static final long MILLISECOND = 1_000_000;

  private final RttEstimator rtt = new RttEstimator(SctpConfig.defaults());
  private final Rack rack = new Rack(rtt);
  private final Recovery recovery = new Recovery();
  private final InFlight inFlight = new InFlight(FIRST);
  private long packets;

  @BeforeEach
  void measure() {
    rtt.onSample(RTT);
  }

  @Test
  void aSingleOvertakingCostsAQuarterOfTheRoundTripOfPatience() {
    send(0, 2);
    ack(RTT, 1);

    assertThat(detect(RTT)).isEmpty();
    assertThat(rack.deadline()).isEqualTo(RTT + RTT / 4);
    assertThat(detect(rack.deadline())).containsExactly(0);
  }

  @Test
  void threeLaterPacketsAreEnoughUntilReorderingIsSeen() {
    send(0, 4);
    ack(RTT, 3);
    assertThat(detect(RTT)).containsExactly(0);
  }

  @Test
  void afterReorderingOnlyTimeCounts() {
    send(0, 5);
    ack(RTT, 1);
    ack(RTT, 0);
    send(RTT, 5);
    ack(2 * RTT, 9);

    // What was sent a round trip before the newest is overdue; what was sent with it may still be
    // on its way.
    assertThat(detect(2 * RTT)).containsExactly(2, 3, 4);
    assertThat(rack.deadline()).isEqualTo(2 * RTT + RTT / 4);
  }

  @Test
  void aLostRetransmissionIsFoundByWhatWasSentAfterIt() {
    send(0, 4);
    ack(RTT, 3);
    detect(RTT);
    inFlight.sent(stamp(RTT, inFlight.at(FIRST)));
    send(RTT + MILLISECOND, 3);
    ack(2 * RTT + MILLISECOND, 4);
    ack(2 * RTT + MILLISECOND, 5);
    ack(2 * RTT + MILLISECOND, 6);

    assertThat(detect(2 * RTT + MILLISECOND)).contains(0);
  }

  @Test
  void anAcknowledgementThatIsTooEarlyForTheRetransmissionTellsNothingOfOthers() {
    send(0, 4);
    ack(RTT, 3);
    detect(RTT);
    send(RTT, 5);
    inFlight.sent(stamp(RTT + MILLISECOND, inFlight.at(FIRST)));
    ack(RTT + 2 * MILLISECOND, 0);

    assertThat(detect(RTT + 2 * MILLISECOND)).isEmpty();
  }

  @Test
  void needlessRetransmissionsWidenTheWindowForSixteenRecoveries() {
    for (int i = 0; i < 3; i++) {
      rack.onSpuriousRetransmission((i + 1L) * 2 * RTT);
    }
    assertThat(patienceAt(10 * RTT)).isEqualTo(RTT);
    for (int i = 0; i < 16; i++) {
      rack.onRecoveryEntered();
    }
    assertThat(patienceAt(20 * RTT)).isEqualTo(RTT / 4);
  }

  @Test
  void packetsThatAreHeldBackForLongerThanARoundTripAreWaitedForInTheEnd() {
    for (int i = 0; i < 40; i++) {
      rack.onSpuriousRetransmission((i + 1L) * 2 * RTT);
    }

    assertThat(patienceAt(100 * RTT)).isEqualTo(4 * RTT);
  }

  /** Returns how long the older of two packets may be late. */
  private long patienceAt(long now) {
    send(now, 2);
    ack(now + RTT, (int) (inFlight.next() - 1 - FIRST));
    detect(now + RTT);
    long patience = rack.deadline() - now - RTT;
    detect(rack.deadline());
    return patience;
  }

  private void send(long now, int count) {
    for (int i = 0; i < count; i++) {
      SentChunk chunk = inFlight.append();
      chunk.length = 100;
      inFlight.sent(stamp(now, chunk));
    }
  }

  private SentChunk stamp(long now, SentChunk chunk) {
    chunk.packetNumber = ++packets;
    chunk.sentTime = now;
    return chunk;
  }

  private void ack(long now, int index) {
    SentChunk chunk = inFlight.at(FIRST + index);
    inFlight.acknowledge(chunk);
    rack.onAcked(now, chunk, rack.answersEarlierCopy(now, chunk));
  }

  /** Returns what is lost and was not before. */
  private List<Integer> detect(long now) {
    List<Integer> before = lost();
    rack.detect(now, inFlight, recovery, new BlackHoleDetector());
    List<Integer> after = lost();
    after.removeAll(before);
    return after;
  }

  private List<Integer> lost() {
    List<Integer> lost = new ArrayList<>();
    for (SentChunk chunk = inFlight.firstLost(); chunk != null; chunk = chunk.next) {
      lost.add((int) (chunk.tsn - FIRST));
    }
    return lost;
  }
}
