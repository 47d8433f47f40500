package io.p2pcopy.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.p2pcopy.cli.option.DurationConverter;
import io.p2pcopy.cli.option.StunServers;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class OptionsTest {

  @ParameterizedTest
  @CsvSource({"90s, 90", "30m, 1800", "2h, 7200", "1h30m, 5400", "1m1s, 61"})
  void timeSpansAreUnderstood(String text, long seconds) {
    assertThat(new DurationConverter().convert(text)).isEqualTo(Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0s", "-1s", "5", "m", "1d", "1s1m", "9999h", "1.5h"})
  void otherTimeSpansAreRefused(String text) {
    assertThatThrownBy(() -> new DurationConverter().convert(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("'" + text + "' is not a time span");
  }

  @Test
  void withoutStunOptionsTheWellKnownServersAreAsked() {
    assertThat(StunServers.of(List.of())).hasSameSizeAs(StunServers.WELL_KNOWN);
  }

  @Test
  void noneAsksNobody() {
    assertThat(StunServers.of(List.of("none"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "example.org:19302, example.org, 19302",
    "example.org, example.org, 3478",
    "192.0.2.1:1, 192.0.2.1, 1",
    "[2001:db8::1]:3479, 2001:db8::1, 3479",
    "[2001:db8::1], 2001:db8::1, 3478"
  })
  void serversAreUnderstood(String text, String host, int port) {
    assertThat(StunServers.of(List.of(text)))
        .containsExactly(InetSocketAddress.createUnresolved(host, port));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ":", "host:", ":1", "host:0", "host:65536", "host:x", "2001:db8::1"})
  void otherServersAreRefused(String text) {
    assertThatThrownBy(() -> StunServers.of(List.of(text)))
        .isInstanceOf(TypeConversionException.class);
  }

  @Test
  void noneAndAServerContradictEachOther() {
    assertThatThrownBy(() -> StunServers.of(List.of("none", "example.org")))
        .isInstanceOf(TypeConversionException.class);
  }
}
