package io.p2pcopy.sctp.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.p2pcopy.sctp.CongestionControl;
import io.p2pcopy.sctp.Pump;
import io.p2pcopy.sctp.SctpConfig;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Packets take another path in the middle of an association. */
class NewPathTest {

  private static final int MESSAGES = 12;
  private static final int LENGTH = 1 << 16;

  @ParameterizedTest
  @EnumSource(CongestionControl.class)
  void whatIsOutstandingArrivesSoonAfterTheMove(CongestionControl control) {
    SctpConfig config = SctpConfig.defaults().withCongestionControl(control);
    Pump pump = Pump.connected(config, config);
    sendAll(pump);
    pump.run(30 * Pump.MILLISECOND);
    pump.passesFromLeft = packet -> false;
    pump.passesFromRight = packet -> false;
    pump.run(3_000 * Pump.MILLISECOND);

    pump.passesFromLeft = packet -> true;
    pump.passesFromRight = packet -> true;
    pump.left.startPath(pump.now, true);
    pump.run(2 * Pump.DELAY);
    assertThat(pump.left.stats().bytesInFlight()).isPositive();
    pump.run(2_000 * Pump.MILLISECOND);

    List<byte[]> arrived = Pump.drain(pump.right, 0);
    assertThat(arrived).hasSize(MESSAGES);
    for (int i = 0; i < MESSAGES; i++) {
      assertThat(arrived.get(i)).isEqualTo(Pump.bytes(LENGTH, i));
    }
  }

  @Test
  void theCongestionWindowAndTheRoundTripStartAgain() {
    Pump pump = Pump.connected();
    long initialWindow = pump.left.stats().congestionWindow();
    sendAll(pump);
    pump.run(400 * Pump.MILLISECOND);
    assertThat(pump.left.stats().congestionWindow()).isGreaterThan(2 * initialWindow);

    pump.left.startPath(pump.now, true);

    assertThat(pump.left.stats().congestionWindow()).isLessThanOrEqualTo(2 * initialWindow);
    assertThat(pump.left.stats().smoothedRtt()).isZero();
  }

  @Test
  void aSideThatHasNothingToSendShowsThePeerTheNewPath() {
    Pump pump = Pump.connected();
    pump.run(500 * Pump.MILLISECOND);
    long sent = pump.left.stats().packetsSent();

    pump.left.startPath(pump.now, true);
    pump.run(Pump.MILLISECOND);

    assertThat(pump.left.stats().packetsSent()).isEqualTo(sent + 1);
  }

  private static void sendAll(Pump pump) {
    for (int i = 0; i < MESSAGES; i++) {
      pump.sendLeft(0, Pump.bytes(LENGTH, i));
    }
  }
}
