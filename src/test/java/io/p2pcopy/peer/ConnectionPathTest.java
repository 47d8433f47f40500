package io.p2pcopy.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.p2pcopy.ice.check.SelectedPath;
import io.p2pcopy.ice.check.SelectedPath.CandidateType;
import io.p2pcopy.net.SocketIo;
import io.p2pcopy.peer.ConnectionPath.Kind;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectionPathTest {

  @ParameterizedTest
  @CsvSource({
    "HOST, HOST, 203.0.113.2, 198.51.100.9, DIRECT",
    "HOST, HOST, 2001:db8:a::2, 2001:db8:b::2, DIRECT",
    "HOST, HOST, 10.0.0.1, 10.9.0.2, LAN",
    "HOST, HOST, fd00::1, fd01::2, LAN",
    "HOST, PEER_REFLEXIVE, 192.168.1.2, 192.168.1.3, LAN",
    "HOST, PEER_REFLEXIVE, 192.168.1.2, 203.0.113.2, NAT",
    "SERVER_REFLEXIVE, HOST, 192.168.1.2, 203.0.113.2, NAT",
    "HOST, RELAYED, 192.168.1.2, 203.0.113.2, RELAY",
    "HOST, HOST, 203.0.113.2, 203.0.113.2, LOOPBACK"
  })
  void theKindOfAPathIsWhatItsEndsSay(
      CandidateType localType, CandidateType remoteType, String local, String remote, Kind kind) {
    var path =
        new SelectedPath(
            localType,
            remoteType,
            new InetSocketAddress(local, 5000),
            new InetSocketAddress(remote, 6000),
            Duration.ZERO);

    ConnectionPath found =
        ConnectionPath.of(path, Duration.ZERO, new SocketIo(true, true, 1, 1, 1), null);

    assertThat(found.kind()).isEqualTo(kind);
  }
}
