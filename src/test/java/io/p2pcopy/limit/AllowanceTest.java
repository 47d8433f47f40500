package io.p2pcopy.limit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AllowanceTest {

  private final Allowance allowance = new Allowance(3, 10, 1000);

  @Test
  void soManyAreGivenAtOnceAndThenOneInEachPeriod() {
    assertThat(given(1000, 5)).isEqualTo(3);
    assertThat(allowance.availableAt(1000)).isEqualTo(1010);
    assertThat(given(1009, 5)).isZero();
    assertThat(given(1010, 5)).isEqualTo(1);
    assertThat(given(1035, 5)).isEqualTo(2);
    assertThat(allowance.availableAt(1035)).isEqualTo(1040);
  }

  @Test
  void noMoreIsSavedThanIsGivenAtOnce() {
    assertThat(given(1_000_000, 10)).isEqualTo(3);
    assertThat(allowance.availableAt(1_000_000)).isEqualTo(1_000_010);
  }

  @Test
  void overALongTimeOneIsGivenInEachPeriod() {
    int given = 0;
    for (long now = 1000; now < 11_000; now++) {
      given += given(now, 1);
    }

    assertThat(given).isEqualTo(3 + 999);
  }

  private int given(long now, int wanted) {
    int given = 0;
    for (int i = 0; i < wanted; i++) {
      given += allowance.take(now) ? 1 : 0;
    }
    return given;
  }
}
