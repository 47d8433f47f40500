package io.p2pcopy.sctp.tx;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class InFlightTest {

  private static final long FIRST = 1L << 32;

  private final InFlight inFlight = new InFlight(FIRST);

  @Test
  void aFullWindowIsKeptApart() {
    send(InFlight.MAX_SPAN - 1);
    assertThat(inFlight.isFull()).isFalse();
    send(1);
    assertThat(inFlight.isFull()).isTrue();

    assertThat(inFlight.bytes()).isEqualTo(InFlight.MAX_SPAN * 116L);
    assertThat(inFlight.payloadBytes()).isEqualTo(InFlight.MAX_SPAN * 100L);
    for (long tsn = FIRST; tsn < inFlight.next(); tsn++) {
      assertThat(inFlight.at(tsn).tsn).isEqualTo(tsn);
    }
  }

  @Test
  void acknowledgedRangesAreSteppedOver() {
    send(1000);
    for (int i = 999; i >= 1; i--) {
      inFlight.acknowledge(inFlight.at(FIRST + i));
    }

    assertThat(inFlight.nextUnacked(FIRST + 1)).isEqualTo(inFlight.next());
    assertThat(inFlight.nextUnacked(FIRST)).isEqualTo(FIRST);
    assertThat(inFlight.bytes()).isEqualTo(116);
  }

  @Test
  void lostChunksLeaveTheFlightAndReturnToIt() {
    send(3);
    inFlight.markLost(inFlight.at(FIRST + 1));
    assertThat(inFlight.bytes()).isEqualTo(2 * 116);
    assertThat(inFlight.firstLost()).isSameAs(inFlight.at(FIRST + 1));

    inFlight.sent(inFlight.at(FIRST + 1));
    assertThat(inFlight.bytes()).isEqualTo(3 * 116);
    assertThat(inFlight.firstLost()).isNull();
    assertThat(inFlight.oldest()).isSameAs(inFlight.at(FIRST));
  }

  @Test
  void afterATimeoutChunksGoAgainInTheOrderOfTheirNumbers() {
    send(4);
    inFlight.markLost(inFlight.at(FIRST + 2));
    inFlight.acknowledge(inFlight.at(FIRST + 1));
    inFlight.markAllLost();

    for (int i : new int[] {0, 2, 3}) {
      assertThat(inFlight.firstLost()).isSameAs(inFlight.at(FIRST + i));
      inFlight.sent(inFlight.at(FIRST + i));
    }
    assertThat(inFlight.firstLost()).isNull();
  }

  @Test
  void whatAReceiverTakesBackIsSentAgain() {
    send(3);
    inFlight.acknowledge(inFlight.at(FIRST + 2));
    inFlight.renege();

    assertThat(inFlight.firstLost()).isSameAs(inFlight.at(FIRST + 2));
  }

  private void send(int count) {
    for (int i = 0; i < count; i++) {
      SentChunk chunk = inFlight.append();
      chunk.length = 100;
      inFlight.sent(chunk);
    }
  }
}
