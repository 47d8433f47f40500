package io.p2pcopy.transfer.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TransferCountersTest {

  @Test
  void whatALostChannelStillHeldIsNotCountedWhenAnotherOneGoesOn() {
    var counters = new TransferCounters();
    counters.transferred.addAndGet(10_000);
    long shown = counters.snapshot(4_000).transferred();

    counters.beginChannel();

    assertThat(counters.snapshot(0).transferred()).isEqualTo(shown).isEqualTo(6_000);
    counters.transferred.addAndGet(1_000);
    assertThat(counters.snapshot(0).transferred()).isEqualTo(7_000);
  }
}
