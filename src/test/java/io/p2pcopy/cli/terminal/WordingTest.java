package io.p2pcopy.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import io.p2pcopy.net.SocketIo;
import io.p2pcopy.peer.ConnectionPath;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordingTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0 bytes",
    "1, 1 byte",
    "999, 999 bytes",
    "1000, 1.00 kB",
    "999499, 999 kB",
    "999500, 1.00 MB",
    "17179869184, 17.2 GB",
    "9223372036854775807, 9.22 EB"
  })
  void sizesHaveThreeDigitsAndAUnit(long bytes, String words) {
    assertThat(Wording.size(bytes)).isEqualTo(words);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0.0 s",
    "820, 0.8 s",
    "9949, 9.9 s",
    "9950, 10 s",
    "60000, 1 min",
    "133000, 2 min 13 s",
    "3600000, 1 h",
    "11100000, 3 h 5 min"
  })
  void timeSpansAreSaidAsPeopleSayThem(long millis, String words) {
    assertThat(Wording.duration(Duration.ofMillis(millis))).isEqualTo(words);
  }

  @Test
  void theRateIsTheAverage() {
    assertThat(Wording.rate(236_000_000, Duration.ofSeconds(2))).isEqualTo("118 MB/s");
    assertThat(Wording.rate(0, Duration.ZERO)).isEqualTo("0 bytes/s");
    assertThat(Wording.rate(20, Duration.ofSeconds(16))).isEqualTo("1 byte/s");
  }

  @Test
  void thePathNamesTheWayTheFamilyAndTheRoundTrip() {
    var local = new InetSocketAddress("192.168.1.2", 5000);
    var remote = new InetSocketAddress("192.168.1.3", 5000);
    var io = new SocketIo(true, true, 1, 1, 1);

    assertThat(
            Wording.path(
                new ConnectionPath(
                    ConnectionPath.Kind.LAN, local, remote, Duration.ofNanos(412_000), io)))
        .isEqualTo("directly on the local network, IPv4, 0.4 ms round trip");
    assertThat(
            Wording.path(
                new ConnectionPath(
                    ConnectionPath.Kind.DIRECT, local, remote, Duration.ofMillis(23), io)))
        .isEqualTo("directly, IPv4, 23 ms round trip");
    assertThat(
            Wording.path(
                new ConnectionPath(
                    ConnectionPath.Kind.RELAY,
                    local,
                    new InetSocketAddress("2001:db8::1", 5000),
                    Duration.ZERO,
                    io)))
        .isEqualTo("through a relay, IPv6");
  }
}
