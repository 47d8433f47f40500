package io.p2pcopy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private final AtomicLong now = new AtomicLong();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final PrintStream stream = new PrintStream(err, true, StandardCharsets.UTF_8);

  @Test
  void withoutATerminalThereIsALineForEachTenth() {
    var steps = new ProgressSteps(stream, 1000, now::get);
    for (int bytes = 0; bytes <= 1000; bytes += 50) {
      pass(Duration.ofMillis(100));
      steps.show(bytes);
    }

    assertThat(lines()).hasSize(10);
    assertThat(lines()[9]).isEqualTo("100 %, 1.00 kB of 1.00 kB, 476 bytes/s");
  }

  @Test
  void withoutATerminalASlowTransferSpeaksEveryTenSeconds() {
    var steps = new ProgressSteps(stream, 1_000_000_000, now::get);
    for (int second = 1; second <= 30; second++) {
      pass(Duration.ofSeconds(1));
      steps.show(second);
    }

    assertThat(lines()).hasSize(3);
  }

  @Test
  void anEmptyFileIsDoneAtOnce() {
    new ProgressSteps(stream, 0, now::get).show(0);

    assertThat(lines()).containsExactly("100 %, 0 bytes of 0 bytes, 0 bytes/s");
  }

  @Test
  void theTerminalLineHasPercentBarBytesRateAndTimeLeft() {
    var renderer = new ProgressLineRenderer(now::get);
    pass(Duration.ofSeconds(2));

    assertThat(renderer.render(250_000_000, 1_000_000_000, 80))
        .isEqualTo(
            " 25 % [########-------------------------] 250 MB of 1.00 GB, 125 MB/s, 0:06 left");
  }

  @Test
  void theRateIsThatOfTheLastSeconds() {
    var renderer = new ProgressLineRenderer(now::get);
    for (int second = 1; second <= 20; second++) {
      pass(Duration.ofSeconds(1));
      renderer.render(second < 10 ? 0 : (second - 9) * 1000L, 100_000, 80);
    }
    pass(Duration.ofSeconds(1));

    assertThat(renderer.render(12_000, 100_000, 80)).contains("1.00 kB/s");
  }

  @Test
  void noLineIsLongerThanTheTerminal() {
    var renderer = new ProgressLineRenderer(now::get);
    for (int columns = 1; columns < 120; columns++) {
      pass(Duration.ofSeconds(1));
      assertThat(renderer.render(columns, 1_000_000, columns)).hasSizeLessThanOrEqualTo(columns);
    }
  }

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }

  private String[] lines() {
    return err.toString(StandardCharsets.UTF_8).split("\n");
  }
}
