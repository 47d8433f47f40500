package io.p2pcopy.dtls;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RecordWarmupTest {

  @Test
  void whatIsProtectedForPracticeOpensAgain() {
    assertThat(RecordWarmup.run(50)).isEqualTo(50);
  }
}
