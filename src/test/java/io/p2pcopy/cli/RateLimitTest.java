package io.p2pcopy.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class RateLimitTest {
  private final AtomicLong now = new AtomicLong();

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

  @Test
  void whatWasTakenHasToBeWaitedFor() {
    var limit = new RateLimit(ByteRate.parse("1M"), now::get);
    limit.take(500_000);

    assertThat(limit.owed()).isEqualTo(Duration.ofMillis(500));
    pass(Duration.ofMillis(200));
    assertThat(limit.owed()).isEqualTo(Duration.ofMillis(300));
    pass(Duration.ofMillis(400));
    assertThat(limit.owed()).isZero();
  }

  @Test
  void littleIsSavedUpWhileNothingMoves() {
    var limit = new RateLimit(ByteRate.parse("1M"), now::get);
    pass(Duration.ofMinutes(1));
    limit.take(1_000_000);

    assertThat(limit.owed()).isEqualTo(Duration.ofMillis(950));
  }

  @Test
  void anotherRateChangesWhatIsOwed() {
    var limit = new RateLimit(ByteRate.parse("1M"), now::get);
    limit.take(1_000_000);
    limit.set(ByteRate.parse("2M"));
    assertThat(limit.owed()).isEqualTo(Duration.ofMillis(500));

    limit.set(ByteRate.UNLIMITED);
    assertThat(limit.owed()).isZero();
  }

  @Test
  void whoWaitsGoesOnAtOnceWhenTheLimitIsLifted() throws Exception {
    var limit = new RateLimit(ByteRate.parse("1K"), now::get);
    limit.take(1_000_000);
    var waiting =
        new Thread(
            () -> {
              try {
                limit.await(() -> false);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    waiting.start();
    limit.set(ByteRate.UNLIMITED);
    waiting.join(Duration.ofSeconds(20).toMillis());

    assertThat(waiting.isAlive()).isFalse();
  }

  @Test
  void nobodyWaitsForAChannelThatIsOver() throws Exception {
    var limit = new RateLimit(ByteRate.parse("1K"), now::get);
    limit.take(1_000_000);

    limit.await(() -> true);

    assertThat(limit.owed()).isPositive();
  }

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }
}
