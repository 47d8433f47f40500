package io.p2pcopy.sctp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class SctpConfigTest {

  private static final PresharedInit PRESHARED = new PresharedInit(1, 2, 3, 4, true);

  /** The peer sends as much before the first SACK reports the window. */
  @Test
  void withAPresharedInitTheReceiveWindowIsNotSmallerThanThePeerAssumes() {
    SctpConfig small = SctpConfig.defaults().withReceiveWindow(65_535);
    SctpConfig preshared = SctpConfig.defaults().withPresharedInit(PRESHARED);

    assertThatIllegalArgumentException().isThrownBy(() -> small.withPresharedInit(PRESHARED));
    assertThatIllegalArgumentException().isThrownBy(() -> preshared.withReceiveWindow(65_535));
    assertThat(preshared.withReceiveWindow(65_536).receiveWindow()).isEqualTo(65_536);
  }
}
