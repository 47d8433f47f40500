package io.p2pcopy.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MovementTest {

  @Test
  void aTransferThatCountsFromZeroAddsToTheOnesBeforeIt() {
    var movement = new Movement();
    movement.carried(1000);
    movement.carried(5000);

    movement.carried(0);
    assertThat(movement.total()).isEqualTo(5000);
    movement.carried(300);
    assertThat(movement.total()).isEqualTo(5300);
  }
}
