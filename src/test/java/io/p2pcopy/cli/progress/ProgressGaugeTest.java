package io.p2pcopy.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.p2pcopy.cli.TestNetwork;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressGaugeTest {
  private final AtomicLong now = new AtomicLong();
  private final TestNetwork network = new TestNetwork();

  @Test
  void theRateIsThatOfTheLastSeconds() {
    ProgressGauge gauge = gaugeOf(100_000);
    for (int second = 1; second <= 20; second++) {
      pass(Duration.ofSeconds(1));
      gauge.update(Progress.ofOneFile(second < 10 ? 0 : (second - 9) * 1000L, 100_000));
      gauge.read();
    }

    assertThat(gauge.read().rate()).isEqualTo(1000);
  }

  @Test
  void whatAnEarlierAttemptBroughtCountsForTheTimeLeftAndNotForTheRate() {
    ProgressGauge gauge = gaugeOf(100_000);
    gauge.read();
    pass(Duration.ofSeconds(1));
    gauge.update(new Progress(91_000, 100_000, 1_000, 1, 1, null, 91_000, 100_000));

    ProgressReading reading = gauge.read();

    assertThat(reading.rate()).isEqualTo(1000);
    assertThat(reading.left()).isEqualTo(Duration.ofSeconds(9));
  }

  @Test
  void theRateBeginsWithTheFirstBytesAndNotWithTheWaitForThem() {
    ProgressGauge gauge = gaugeOf(100_000_000);
    for (int i = 0; i < 20; i++) {
      gauge.read();
      pass(Duration.ofMillis(100));
    }
    gauge.update(Progress.ofOneFile(20_000, 100_000_000));
    assertThat(gauge.read().rate()).isEqualTo(ProgressReading.UNKNOWN);

    pass(Duration.ofMillis(400));
    gauge.update(Progress.ofOneFile(2_000_000, 100_000_000));
    assertThat(gauge.read().rate()).isEqualTo(4_000_000);
  }

  @Test
  void whatLiesInHolesDoesNotMakeTheTimeLeftAbsurd() {
    ProgressGauge gauge = gaugeOf(300_000_000);
    gauge.read();
    pass(Duration.ofSeconds(1));
    gauge.update(new Progress(100_000_000, 300_000_000, 87, 1, 1, null, 100_000_000, 300_000_000));

    assertThat(gauge.read().left()).isNull();
  }

  @Test
  void nobodyKnowsTheTimeLeftBeforeAnythingHasMovedNorOfAnUnknownSize() {
    assertThat(gaugeOf(100).read().left()).isNull();

    ProgressGauge pipe = gaugeOf(Progress.UNKNOWN);
    pipe.read();
    pass(Duration.ofSeconds(1));
    pipe.update(Progress.ofOneFile(1000, Progress.UNKNOWN));
    assertThat(pipe.read().left()).isNull();
    assertThat(pipe.read().rate()).isEqualTo(1000);
  }

  @Test
  void packetsSentAgainAreThoseOfTheLastSeconds() {
    ProgressGauge gauge = gaugeOf(100);
    network.hasSent(1000, 1000);
    gauge.read();
    pass(Duration.ofSeconds(4));
    network.hasSent(2000, 1050);

    assertThat(gauge.read().sentAgain()).isCloseTo(0.05, within(1e-9));
  }

  @Test
  void aSilentNetworkIsToldAsSuch() {
    ProgressGauge gauge = gaugeOf(100);
    network.isSilentFor(Duration.ofSeconds(8));

    assertThat(gauge.read().standstill()).isEqualTo(new Standstill(Duration.ofSeconds(8), true));
  }

  @Test
  void aStandstillOnALivingNetworkIsNotTheNetworksFault() {
    ProgressGauge gauge = gaugeOf(100);
    gauge.read();
    pass(Duration.ofSeconds(7));

    assertThat(gauge.read().standstill()).isEqualTo(new Standstill(Duration.ofSeconds(7), false));

    gauge.update(Progress.ofOneFile(1, 100));
    assertThat(gauge.read().standstill()).isNull();
  }

  private ProgressGauge gaugeOf(long total) {
    return new ProgressGauge(Progress.ofOneFile(0, total), network, now::get);
  }

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }
}
