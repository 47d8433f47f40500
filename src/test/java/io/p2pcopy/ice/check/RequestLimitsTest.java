package io.p2pcopy.ice.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.p2pcopy.ice.stun.TransactionId;
import io.p2pcopy.limit.PeerLimits;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RequestLimitsTest {

  private final Random random = new Random(1);
  private final RequestLimits limits = new RequestLimits(7);

  @Test
  void answersAreBoundedForEachSource() {
    assertThat(admitted(1, 1000, 0)).isEqualTo(PeerLimits.Ice.ANSWERS_PER_SOURCE_PER_SECOND);
    assertThat(admitted(2, 1, 0)).as("another source").isEqualTo(1);
    assertThat(admitted(1, 1, 1_000_000_000)).as("a second later").isEqualTo(1);
  }

  @Test
  void answersAreBoundedInAll() {
    int admitted = 0;
    for (int port = 1; port <= 1000; port++) {
      admitted += admitted(port, 10, 0);
    }
    assertThat(admitted).isEqualTo(PeerLimits.Ice.ANSWERS_PER_SECOND);
    assertThat(admitted(1, 1, 1_000_000_000)).as("a second later").isEqualTo(1);
  }

  @Test
  void thePairInUseIsAnsweredWhateverComesFromOthers() {
    for (int port = 1; port <= 1000; port++) {
      admitted(port, 10, 0);
    }
    InetSocketAddress peer = new InetSocketAddress(InetAddress.getLoopbackAddress(), 2000);

    assertThat(limits.mayAdmit(false, 0)).isFalse();
    assertThat(limits.mayAdmit(true, 0)).isTrue();
    assertThat(limits.admit(TransactionId.random(random), peer, true, 0)).isTrue();
  }

  private int admitted(int port, int requests, long now) {
    InetSocketAddress source = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    int admitted = 0;
    for (int i = 0; i < requests; i++) {
      if (limits.admit(TransactionId.random(random), source, false, now)) {
        admitted++;
      }
    }
    return admitted;
  }
}
