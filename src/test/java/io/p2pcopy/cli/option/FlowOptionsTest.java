package io.p2pcopy.cli.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.p2pcopy.peer.Congestion;
import io.p2pcopy.peer.FlowConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;

class FlowOptionsTest {

  @Command
  private static final class Holder {
    @Mixin private FlowOptions options;

    @SuppressWarnings("NullAway.Init") // Set by picocli.
    Holder() {}
  }

  @Test
  void withoutOptionsTheDefaultsHold() {
    assertThat(parse()).isEqualTo(FlowConfig.defaults());
  }

  @ParameterizedTest
  @CsvSource({"bbr, BBR", "cubic, CUBIC", "newreno, NEW_RENO", "Cubic, CUBIC"})
  void theCongestionControlIsChosenByName(String name, Congestion expected) {
    assertThat(parse("--congestion", name).congestion()).isEqualTo(expected);
  }

  @Test
  void theBackgroundTakesWhatOthersLeave() {
    assertThat(parse("--background").congestion()).isEqualTo(Congestion.BACKGROUND);
  }

  @Test
  void theBackgroundAndAnotherCongestionControlContradictEachOther() {
    assertThatThrownBy(() -> parse("--background", "--congestion", "cubic"))
        .isInstanceOf(ParameterException.class)
        .hasMessageContaining("contradict");
  }

  @ParameterizedTest
  @CsvSource({"65536, 65536", "64K, 65536", "512k, 524288", "16M, 16777216", "64M, 67108864"})
  void windowsAreUnderstood(String text, int bytes) {
    assertThat(parse("--window", text).window()).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "0", "65535", "63K", "65M", "67108865", "99999999M", "M", "1G", "-64K"})
  void otherWindowsAreRefused(String text) {
    assertThatThrownBy(() -> parse("--window", text))
        .isInstanceOf(ParameterException.class)
        .hasMessageContaining("is not a size such as 512K or 16M, from 64K to 64M");
  }

  @Test
  void anotherCongestionControlIsRefusedWithTheNames() {
    assertThatThrownBy(() -> parse("--congestion", "vegas"))
        .isInstanceOf(ParameterException.class)
        .hasMessageContaining("'vegas' is not one of bbr, cubic, newreno");
  }

  private static FlowConfig parse(String... arguments) {
    var holder = new Holder();
    new CommandLine(holder).parseArgs(arguments);
    return holder.options.config();
  }
}
