package io.p2pcopy.sctp.cc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NewRenoTest {

  private static final long PACKET = 1000;

  private final NewReno reno = new NewReno(PACKET);

  @Test
  void slowStartGrowsByWhatIsAcknowledged() {
    reno.onAck(acked(4 * PACKET, reno.window()));

    assertThat(reno.window()).isEqualTo(14 * PACKET);
  }

  @Test
  void aWindowThatIsNotFilledDoesNotGrow() {
    reno.onAck(acked(4 * PACKET, 5 * PACKET));

    assertThat(reno.window()).isEqualTo(10 * PACKET);
  }

  @Test
  void aLossHalvesTheWindowAndAWindowOfAcknowledgementsAddsOnePacket() {
    grow(40);
    reno.onRecoveryEntered(0, 30 * PACKET);
    assertThat(reno.window()).isEqualTo(20 * PACKET);

    for (int i = 0; i < 19; i++) {
      assertThat(reno.window()).isEqualTo(20 * PACKET);
      reno.onAck(acked(PACKET, reno.window()));
    }
    assertThat(reno.window()).isEqualTo(20 * PACKET);
    reno.onAck(acked(PACKET, reno.window()));
    assertThat(reno.window()).isEqualTo(21 * PACKET);
  }

  @Test
  void aTimeoutLeavesOnePacketAndSlowStartUpToHalfTheWindow() {
    grow(40);
    reno.onTimeout(0, 40 * PACKET);
    assertThat(reno.window()).isEqualTo(PACKET);

    for (int packets = 2; packets <= 20; packets++) {
      reno.onAck(acked(PACKET, reno.window()));
      assertThat(reno.window()).isEqualTo(packets * PACKET);
    }
    reno.onAck(acked(PACKET, reno.window()));
    assertThat(reno.window()).isEqualTo(20 * PACKET);
  }

  @Test
  void theWindowNeverFallsBelowFourPacketsByLosses() {
    for (int i = 0; i < 10; i++) {
      reno.onRecoveryEntered(0, 0);
    }

    assertThat(reno.window()).isEqualTo(4 * PACKET);
  }

  @Test
  void idlenessHalvesTheWindowOncePerTimeout() {
    grow(40);
    reno.onRestartAfterIdle(0, 1_000_000, 400_000);

    assertThat(reno.window()).isEqualTo(10 * PACKET);
  }

  private void grow(int packets) {
    while (reno.window() < packets * PACKET) {
      reno.onAck(acked(PACKET, reno.window()));
    }
  }

  private static AckSample acked(long bytes, long inFlightBefore) {
    return new AckSample(
        0, bytes, 0, true, false, 1, inFlightBefore, inFlightBefore - bytes, 0, 0, -1, false);
  }
}
