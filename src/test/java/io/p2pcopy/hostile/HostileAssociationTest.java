package io.p2pcopy.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.p2pcopy.datachannel.DataChannel;
import io.p2pcopy.hostile.HostileAssociation.Attack;
import io.p2pcopy.peer.PeerConfig;
import io.p2pcopy.peer.PeerConnection;
import io.p2pcopy.signal.BlobCodec;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each attack on the association, over real ICE and DTLS, against a connection of ours. */
@Timeout(60)
class HostileAssociationTest {

  static List<Attack> attacks() {
    return HostileAssociation.ATTACKS;
  }

  @ParameterizedTest
  @MethodSource("attacks")
  void aConnectionAnswersOrEndsInASentence(Attack attack) throws Exception {
    try (var connection = PeerConnection.create(PeerConfig.local().withLoopback(true));
        var peer = new SctpPeer()) {
      DataChannel channel = connection.createDataChannel("a", "");
      peer.accept(BlobCodec.encode(connection.createAnswer(BlobCodec.decode(peer.invite())).get()));
      attack.script().run(peer.connect());

      assertThat(peer.isAnswered()).isTrue();
      peer.abort();
      Throwable end = catchThrowable(channel::receive);
      if (end != null) {
        assertThat(end.getMessage()).endsWith(".").doesNotContain("Internal error");
      }
    }
  }
}
