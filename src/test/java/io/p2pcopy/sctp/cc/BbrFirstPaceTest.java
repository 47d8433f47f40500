package io.p2pcopy.sctp.cc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class BbrFirstPaceTest {

  private static final int PACKET = 1_200;
  private static final long MILLISECOND = 1_000_000;

  private final Bbr bbr = new Bbr(PACKET, new Random(1));

  @Test
  void theFirstPaceFollowsTheRoundTripTimeThatIsKnown() {
    bbr.onEstimatedRoundTrip(100 * MILLISECOND);

    // Ten packets in a tenth of a second, times the gain of STARTUP.
    assertThat(bbr.pacingRate()).isCloseTo((long) (2.77 * 10 * PACKET * 10), within(1L));
    assertThat(bbr.window()).isEqualTo(10L * PACKET);
  }

  @Test
  void whatIsMeasuredCountsMoreThanWhatWasSaidBefore() {
    bbr.onEstimatedRoundTrip(100 * MILLISECOND);
    bbr.onAck(
        new AckSample(
            500 * MILLISECOND,
            0,
            0,
            false,
            false,
            20 * MILLISECOND,
            10L * PACKET,
            10L * PACKET,
            0,
            AckSample.NONE,
            AckSample.NONE,
            false));

    bbr.onEstimatedRoundTrip(100 * MILLISECOND);

    assertThat(bbr.pacingRate()).isCloseTo((long) (2.77 * 10 * PACKET * 50), within(1L));
  }
}
