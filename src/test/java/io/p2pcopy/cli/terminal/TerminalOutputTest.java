package io.p2pcopy.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import io.p2pcopy.cli.environment.LogFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TerminalOutputTest {
  private static final Terminal TERMINAL =
      new Terminal(true, true, Map.of("TERM", "xterm", "NO_COLOR", "1"));

  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void sentencesComeAboveTheDrawnLines() {
    TerminalOutput voice = voice(TerminalOutput.Volume.NORMAL, null);
    voice.draw(List.of("one", "two"), 80);
    voice.say("Hello.");
    voice.draw(List.of("one", "two"), 80);

    assertThat(said()).isEqualTo("one\ntwo\n\r\033[2A\033[JHello.\none\ntwo\n");
  }

  @Test
  void whatBelongsTogetherIsNotTornApartByAnotherThread() throws InterruptedException {
    TerminalOutput voice = voice(TerminalOutput.Volume.NORMAL, null);
    Thread other = new Thread(() -> voice.say("Other."));

    voice.together(
        () -> {
          voice.say("One:");
          other.start();
          // It waits for its turn, or has spoken and is gone.
          while (other.getState() != Thread.State.BLOCKED && other.isAlive()) {
            Thread.onSpinWait();
          }
          voice.say("  two");
        });
    other.join();

    assertThat(said()).isEqualTo("One:\n  two\nOther.\n");
  }

  @Test
  void whereAnErrorHappenedIsIndentedBySpaces() {
    TerminalOutput voice = voice(TerminalOutput.Volume.VERBOSE, null);
    voice.detail(new IllegalStateException("strange"));

    assertThat(said()).startsWith("java.lang.IllegalStateException: strange\n").contains("\n  at ");
    assertThat(said()).doesNotContain("u{9}");
  }

  @Test
  void redrawingLeavesWhatIsBeingTypedBelow() {
    TerminalOutput voice = voice(TerminalOutput.Volume.NORMAL, null);
    voice.draw(List.of("one"), 80);
    voice.draw(List.of("two"), 80);

    assertThat(said()).isEqualTo("one\n\0337\r\033[1Atwo\033[K\n\0338");
  }

  @Test
  void aRowThatWasTypedIsTakenAwayToo() {
    TerminalOutput voice = voice(TerminalOutput.Volume.NORMAL, null);
    voice.draw(List.of("one"), 80);
    voice.typed();
    voice.say("Done.");

    assertThat(said()).isEqualTo("one\n\r\033[2A\033[JDone.\n");
  }

  @Test
  void linesThatANarrowerWindowHasWrappedAreTakenAwayWhole() {
    TerminalOutput voice = voice(TerminalOutput.Volume.NORMAL, null);
    voice.draw(List.of("0123456789".repeat(4)), 80);
    voice.draw(List.of("short"), 15);

    assertThat(said()).endsWith("\r\033[3A\033[Jshort\n");
  }

  @Test
  void aNarrowTerminalGetsWholeWords() {
    var narrow =
        new Terminal(true, true, Map.of("TERM", "xterm", "NO_COLOR", "1", "COLUMNS", "20"));
    new TerminalOutput(
            new PrintStream(err, true, StandardCharsets.UTF_8),
            narrow,
            TerminalOutput.Volume.NORMAL,
            null)
        .say("  Paste your friend's line, then press Enter:");

    assertThat(said()).isEqualTo("  Paste your\nfriend's line, then\npress Enter:\n");
  }

  @Test
  void nothingIsDrawnOverAQuestion() {
    TerminalOutput voice = voice(TerminalOutput.Volume.NORMAL, null);
    voice.ask("Really?");
    voice.draw(List.of("one"), 80);
    assertThat(said()).isEqualTo("Really? ");

    voice.answered();
    voice.draw(List.of("one"), 80);
    assertThat(said()).isEqualTo("Really? one\n");
  }

  @Test
  void aQuietVoiceAsksAndComplainsOnly() {
    TerminalOutput voice = voice(TerminalOutput.Volume.QUIET, null);
    voice.say("a");
    voice.saySuccess("b");
    voice.detail("c");
    voice.draw(List.of("d"), 80);
    voice.prompt("Paste:");
    voice.ask("Really?");
    voice.answered();
    voice.complain("No.");

    assertThat(said()).isEqualTo("Paste:\nReally? No.\n");
  }

  @Test
  void theLogHasEverythingWithItsTimeButNoLineThatConnects(@TempDir Path directory)
      throws IOException {
    Path path = directory.resolve("log");
    Instant time = Instant.parse("2026-01-02T03:04:05.678901Z");
    try (LogFile log = LogFile.open(path, () -> time)) {
      TerminalOutput voice = voice(TerminalOutput.Volume.QUIET, log);
      voice.detail("A detail.");
      voice.say("Pasted " + "p21IFLq4mH2AlvVugPA119qrQ3T83J8NTG-tNAy6-tayzBAKftt8M5ndVM4AiWC3");
    }

    assertThat(path)
        .content()
        .isEqualTo(
            """
            2026-01-02T03:04:05.678Z A detail.
            2026-01-02T03:04:05.678Z Pasted (an invite or reply)
            """);
  }

  private TerminalOutput voice(TerminalOutput.Volume volume, @Nullable LogFile log) {
    return new TerminalOutput(
        new PrintStream(err, true, StandardCharsets.UTF_8), TERMINAL, volume, log);
  }

  private String said() {
    return err.toString(StandardCharsets.UTF_8);
  }
}
