package io.p2pcopy.sctp.cc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RandomLossTest {

  private static final long SECOND = 1_000_000_000;

  private final RandomLoss randomLoss = new RandomLoss();

  @Test
  void nothingIsKnownAtFirst() {
    assertThat(randomLoss.part()).isZero();
  }

  @Test
  void isTheLeastOfTheLastSeconds() {
    randomLoss.observe(SECOND, 0.3);
    randomLoss.observe(2 * SECOND, 0.2);
    randomLoss.observe(3 * SECOND, 0.25);

    assertThat(randomLoss.part()).isCloseTo(0.2, within(0.001));
  }

  @Test
  void aLineThatHasBecomeWorseIsBelievedAfterTenSeconds() {
    randomLoss.observe(SECOND, 0.01);
    for (int i = 2; i <= 6; i++) {
      randomLoss.observe(i * SECOND, 0.2);
      assertThat(randomLoss.part()).isCloseTo(0.01, within(0.001));
    }
    for (int i = 7; i <= 14; i++) {
      randomLoss.observe(i * SECOND, 0.2);
    }

    assertThat(randomLoss.part()).isCloseTo(0.2, within(0.001));
  }

  @Test
  void noMoreIsTakenForRandomThanATransferCanBear() {
    randomLoss.observe(SECOND, 0.9);

    assertThat(randomLoss.part()).isCloseTo(0.35, within(0.001));
  }
}
