package io.p2pcopy.sctp.cc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LongerPathTrialTest {

  private static final long MILLISECOND = 1_000_000;
  private static final long SECOND = 1000 * MILLISECOND;

  private final LongerPathTrial longerPath = new LongerPathTrial();

  @Test
  void isCredibleAsLongAsTheRoundTripDoesNotBecomeShorter() {
    longerPath.begin(SECOND, 300 * MILLISECOND);
    longerPath.observe(2 * SECOND, 290 * MILLISECOND);
    longerPath.observe(3 * SECOND, 500 * MILLISECOND);

    assertThat(longerPath.isCredible(4 * SECOND)).isTrue();
  }

  @Test
  void isNotForAMinuteAfterItHasBeenWrong() {
    longerPath.begin(SECOND, 300 * MILLISECOND);
    longerPath.observe(10 * SECOND, 200 * MILLISECOND);

    assertThat(longerPath.isCredible(69 * SECOND)).isFalse();
    assertThat(longerPath.isCredible(71 * SECOND)).isTrue();
  }

  @Test
  void aPathThatBecomesShorterMuchLaterWasLonger() {
    longerPath.begin(SECOND, 300 * MILLISECOND);
    longerPath.observe(30 * SECOND, 50 * MILLISECOND);

    assertThat(longerPath.isCredible(31 * SECOND)).isTrue();
  }
}
