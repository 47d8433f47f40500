package io.p2pcopy.sctp.timer;

import static org.assertj.core.api.Assertions.assertThat;

import io.p2pcopy.sctp.SctpConfig;
import org.junit.jupiter.api.Test;

class RttEstimatorTest {

  private static final long MILLISECOND = 1_000_000;

  private final RttEstimator rtt = new RttEstimator(SctpConfig.defaults());

  @Test
  void beforeAMeasurementTheInitialTimeoutCounts() {
    assertThat(rtt.timeout()).isEqualTo(500 * MILLISECOND);
    assertThat(rtt.smoothed()).isZero();
  }

  @Test
  void theFirstMeasurementIsTakenAsItIs() {
    rtt.onSample(400 * MILLISECOND);

    assertThat(rtt.smoothed()).isEqualTo(400 * MILLISECOND);
    assertThat(rtt.timeout()).isEqualTo((400 + 4 * 200) * MILLISECOND);
  }

  @Test
  void anEstimateOfOthersCountsUntilTheFirstMeasurement() {
    rtt.onEstimate(20 * MILLISECOND);
    assertThat(rtt.smoothed()).isEqualTo(20 * MILLISECOND);
    assertThat(rtt.timeout()).isEqualTo(220 * MILLISECOND);
    assertThat(rtt.minimum()).isEqualTo(Long.MAX_VALUE);

    rtt.onSample(400 * MILLISECOND);
    rtt.onEstimate(30 * MILLISECOND);

    assertThat(rtt.smoothed()).isEqualTo(400 * MILLISECOND);
    assertThat(rtt.timeout()).isEqualTo((400 + 4 * 200) * MILLISECOND);
  }

  @Test
  void aSteadyPathStillLeavesThePeerTimeToAcknowledge() {
    for (int i = 0; i < 100; i++) {
      rtt.onSample(50 * MILLISECOND);
    }

    assertThat(rtt.timeout()).isEqualTo(250 * MILLISECOND);
  }

  @Test
  void expiriesDoubleTheTimeoutUpToTheLimit() {
    rtt.onSample(50 * MILLISECOND);
    long first = rtt.timeout();
    rtt.backOff();
    assertThat(rtt.timeout()).isEqualTo(2 * first);
    for (int i = 0; i < 100; i++) {
      rtt.backOff();
    }
    assertThat(rtt.timeout()).isEqualTo(500 * MILLISECOND);

    rtt.onProgress();
    assertThat(rtt.timeout()).isEqualTo(first);
  }

  @Test
  void aLongPathKeepsItsLongTimeout() {
    rtt.onSample(3000 * MILLISECOND);
    rtt.backOff();

    assertThat(rtt.timeout()).isEqualTo(9000 * MILLISECOND);
  }
}
