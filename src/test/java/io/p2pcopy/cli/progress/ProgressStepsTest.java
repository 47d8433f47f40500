package io.p2pcopy.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.p2pcopy.cli.TestNetwork;
import io.p2pcopy.cli.terminal.Terminal;
import io.p2pcopy.cli.terminal.TerminalOutput;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressStepsTest {
  private final AtomicLong now = new AtomicLong();
  private final TestNetwork network = new TestNetwork();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final TerminalOutput voice =
      new TerminalOutput(
          new PrintStream(err, true, StandardCharsets.UTF_8),
          Terminal.NONE,
          TerminalOutput.Volume.NORMAL,
          null);

  @Test
  void thereIsALineForEachTenth() {
    try (ProgressSteps steps = stepsTo(1000)) {
      for (int bytes = 0; bytes <= 1000; bytes += 50) {
        pass(Duration.ofMillis(100));
        steps.show(Progress.ofOneFile(bytes, 1000));
        steps.tick();
      }
    }

    assertThat(lines()).hasSize(10);
    assertThat(lines()[9]).startsWith("100 %, 1.00 kB of 1.00 kB, ");
  }

  @Test
  void aSlowTransferSpeaksEveryTenSeconds() {
    try (ProgressSteps steps = stepsTo(1_000_000_000)) {
      for (int second = 1; second <= 30; second++) {
        pass(Duration.ofSeconds(1));
        steps.show(Progress.ofOneFile(second, 1_000_000_000));
        steps.tick();
      }
    }

    assertThat(lines()).hasSize(3);
  }

  @Test
  void aStandstillIsToldLessAndLessOften() {
    try (ProgressSteps steps = stepsTo(1000)) {
      for (int second = 5; second <= 60; second++) {
        pass(Duration.ofSeconds(1));
        network.isSilentFor(Duration.ofSeconds(second));
        steps.tick();
      }
    }

    assertThat(lines())
        .containsExactly(
            "Reconnecting: no answer from the other side for 5 s.",
            "Reconnecting: no answer from the other side for 10 s.",
            "Reconnecting: no answer from the other side for 20 s.",
            "Reconnecting: no answer from the other side for 40 s.");
  }

  private ProgressSteps stepsTo(long total) {
    return new ProgressSteps(
        voice, new ProgressGauge(Progress.ofOneFile(0, total), network, now::get), now::get);
  }

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }

  private String[] lines() {
    return err.toString(StandardCharsets.UTF_8).split("\n");
  }
}
