package io.p2pcopy.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.p2pcopy.datachannel.DataChannel;
import io.p2pcopy.peer.ConnectionException.Reason;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A peer that is found, and proves who it is, and then answers nothing. */
@Timeout(30)
class SilentPeerTest {
  private static final PeerConfig IMPATIENT =
      PeerConfig.local().withLoopback(true).withConnectTimeout(Duration.ofSeconds(3));

  @Test
  void aPeerThatAnswersNoInitIsGivenUp() throws Exception {
    try (var relay = new RecordRelay(first -> first != RecordRelay.APPLICATION_DATA);
        var offerer = PeerConnection.create(IMPATIENT);
        var answerer = PeerConnection.create(IMPATIENT)) {
      DataChannel channel = offerer.createDataChannel("a", "");
      relay.connect(offerer, answerer);

      for (PeerConnection end : new PeerConnection[] {offerer, answerer}) {
        Throwable thrown = catchThrowable(() -> end.connected().get(20, TimeUnit.SECONDS));
        assertThat(thrown)
            .cause()
            .isInstanceOfSatisfying(
                ConnectionException.class,
                failure ->
                    assertThat(failure.reason())
                        .isIn(Reason.HANDSHAKE_FAILED, Reason.CLOSED_BY_PEER));
      }
      assertThat(catchThrowable(() -> channel.awaitWritable(0)))
          .hasMessageContaining("No connection");
    }
  }
}
