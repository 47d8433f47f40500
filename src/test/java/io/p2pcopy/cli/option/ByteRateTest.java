package io.p2pcopy.cli.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class ByteRateTest {
  @ParameterizedTest
  @CsvSource({
    "5M, 5000000",
    "800K, 800000",
    "1.5G, 1500000000",
    "2m, 2000000",
    "1000, 1000",
    "5MB/s, 5000000",
    "none, 0"
  })
  void ratesAreUnderstood(String text, long bytesPerSecond) {
    assertThat(ByteRate.parse(text).bytesPerSecond()).isEqualTo(bytesPerSecond);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "5", "-1M", "M", "5T", "1,5M", "fast", "999"})
  void otherRatesAreRefused(String text) {
    assertThatThrownBy(() -> ByteRate.parse(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("is not a rate");
  }
}
