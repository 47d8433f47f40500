package io.p2pcopy.transfer.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TransferCountersTest {

  @Test
  void whatALostChannelStillHeldIsNotCountedWhenAnotherOneGoesOn() {
    var tally = new TransferCounters();
    tally.carried.addAndGet(10_000);
    long shown = tally.snapshot(4_000).carried();

    tally.beginChannel();

    assertThat(tally.snapshot(0).carried()).isEqualTo(shown).isEqualTo(6_000);
    tally.carried.addAndGet(1_000);
    assertThat(tally.snapshot(0).carried()).isEqualTo(7_000);
  }
}
