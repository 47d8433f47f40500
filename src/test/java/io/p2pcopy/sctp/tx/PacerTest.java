package io.p2pcopy.sctp.tx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.p2pcopy.sctp.cc.AckSample;
import io.p2pcopy.sctp.cc.CongestionController;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PacerTest {

  private static final long PACKET = 1188;
  private static final long SECOND = 1_000_000_000;

  private final Pacer pacer = new Pacer(PACKET);
  private long now = -3 * SECOND;

  @ParameterizedTest
  @CsvSource({"100000,0", "12500000,0", "12500000,1000000", "125000000,1000000", "400000000,0"})
  void theRateIsKeptByLoopsThatWakeLate(long rate, long lateness) {
    var controller = new Fixed(rate, 64 << 20);
    send(controller);
    long start = now;
    long sent = 0;
    while (now - start < SECOND) {
      now = pacer.departure(controller) + lateness;
      sent += send(controller);
    }

    assertThat((double) sent).isCloseTo((double) rate, within(0.02 * rate + PACKET));
  }

  @Test
  void aRestBringsTenPacketsOrFiveMillisecondsOfTheRate() {
    var slow = new Fixed(10_000, 64 << 20);
    send(slow);
    now += 100 * SECOND;
    assertThat(send(slow)).isEqualTo(10 * PACKET);

    now += 100 * SECOND;
    assertThat((double) send(new Fixed(100_000_000, 64 << 20)))
        .isCloseTo(500_000, within((double) PACKET));
  }

  @Test
  void aFastLineGetsBurstsThatAreWorthASystemCall() {
    var fast = new Fixed(400_000_000, 64 << 20);
    send(fast);
    now = pacer.departure(fast);
    assertThat(send(fast)).isGreaterThanOrEqualTo(64 << 10);
  }

  @Test
  void aSmallWindowGetsSmallBursts() {
    var narrow = new Fixed(400_000_000, 8 * PACKET);
    send(narrow);
    now = pacer.departure(narrow);
    assertThat(send(narrow)).isLessThanOrEqualTo(3 * PACKET);
  }

  @Test
  void thePaceIsNeverAskedAboutTwiceForTheSameInstant() {
    var controller = new Fixed(12_345_678, 64 << 20);
    for (int i = 0; i < 1000; i++) {
      send(controller);
      assertThat(pacer.departure(controller)).isGreaterThan(now);
      now = pacer.departure(controller);
      assertThat(pacer.mayDepart(now, controller)).isTrue();
    }
  }

  @Test
  void controllersThatDoNotPaceWaitForNothing() {
    var unpaced = new Fixed(CongestionController.UNPACED, 64 << 20);
    pacer.onSent(1 << 30);
    assertThat(pacer.mayDepart(now, unpaced)).isTrue();
  }

  /** Sends what may leave now and returns its bytes. */
  private long send(CongestionController controller) {
    long sent = 0;
    while (pacer.mayDepart(now, controller)) {
      pacer.onSent(PACKET);
      sent += PACKET;
    }
    return sent;
  }

  private record Fixed(long pacingRate, long window) implements CongestionController {
    @Override
    public void onPacketSize(long packetSize) {}

    @Override
    public void onSent(long now, int bytes, long inFlight) {}

    @Override
    public void onAck(AckSample sample) {}

    @Override
    public void onRecoveryEntered(long now, long inFlight) {}

    @Override
    public void onTimeout(long now, long inFlight) {}

    @Override
    public void onRestartAfterIdle(long now, long idle, long timeout) {}
  }
}
