package io.p2pcopy.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import io.p2pcopy.cli.Screen;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a person sees who is typing while the program has something to say. */
class StandingQuestionTest {
  private static final int COLUMNS = 30;

  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void whatIsSaidStandsAboveTheQuestionAndWhatWasTyped() {
    var screen = new Screen(10, COLUMNS);
    TerminalOutput voice = voice("xterm");
    voice.say("Connected.");
    voice.ask("Accept? [Y/n]");
    print(screen);
    screen.print("ye");
    voice.say("Words to compare.");
    print(screen);
    screen.print("s\n");
    voice.answered();
    voice.say("Receiving.");
    print(screen);

    assertThat(screen.lines())
        .containsExactly("Connected.", "Words to compare.", "Accept? [Y/n] yes", "Receiving.");
  }

  @Test
  void atTheBottomOfTheScreenNothingIsLost() {
    var screen = new Screen(4, COLUMNS);
    TerminalOutput voice = voice("xterm");
    voice.say("1");
    voice.say("2");
    voice.say("3");
    voice.ask("Accept? [Y/n]");
    print(screen);
    screen.print("y");
    voice.say("This sentence is longer than one row of this terminal.");
    print(screen);
    screen.print("es");

    assertThat(screen.lines())
        .containsExactly(
            "3", "This sentence is longer than", "one row of this terminal.", "Accept? [Y/n] yes");
  }

  @Test
  void aQuestionOfSeveralRowsMovesAsAWhole() {
    var screen = new Screen(5, COLUMNS);
    TerminalOutput voice = voice("xterm");
    voice.ask("The file report.txt is there already. Rename, skip?");
    print(screen);
    screen.print("s");
    voice.complain("One.");
    voice.complain("Two.");
    print(screen);
    screen.print("k");

    assertThat(screen.lines())
        .containsExactly(
            "One.", "Two.", "The file report.txt is there", "already. Rename, skip? sk");
  }

  @Test
  void aPromptKeepsItsRowForThePaste() {
    var screen = new Screen(4, COLUMNS);
    TerminalOutput voice = voice("xterm");
    voice.say("Hello.");
    voice.askBelow("Paste the invite:");
    print(screen);
    screen.print("p21AAAA");
    voice.say("The network has changed.");
    print(screen);
    screen.print("BBBB");

    assertThat(screen.lines())
        .containsExactly("Hello.", "The network has changed.", "Paste the invite:", "p21AAAABBBB");
  }

  @Test
  void aTerminalWithoutSequencesGetsTheQuestionOnceMore() {
    var screen = new Screen(6, COLUMNS);
    TerminalOutput voice = voice("dumb");
    voice.ask("Accept? [Y/n]");
    voice.say("Words to compare.");
    print(screen);

    assertThat(screen.lines())
        .containsExactly("Accept? [Y/n]", "Words to compare.", "Accept? [Y/n]");
  }

  @Test
  void aQuestionThatNobodyAnswersAnyMoreEndsItsRow() {
    var screen = new Screen(6, COLUMNS);
    TerminalOutput voice = voice("xterm");
    voice.ask("Accept? [Y/n]");
    print(screen);
    screen.print("^C");
    voice.abandon();
    voice.complain("Interrupted.");
    print(screen);

    assertThat(screen.lines()).containsExactly("Accept? [Y/n] ^C", "Interrupted.");
  }

  @Test
  void aQuestionCanBeWithdrawn() {
    var screen = new Screen(6, COLUMNS);
    TerminalOutput voice = voice("xterm");
    voice.say("Hello.");
    voice.askBelow("Paste the invite:");
    voice.withdraw();
    voice.say("Another invite.");
    print(screen);

    assertThat(screen.lines()).containsExactly("Hello.", "Another invite.");
  }

  private void print(Screen screen) {
    screen.print(err.toString(StandardCharsets.UTF_8));
    err.reset();
  }

  private TerminalOutput voice(String term) {
    var terminal =
        new Terminal(true, true, Map.of("TERM", term, "COLUMNS", Integer.toString(COLUMNS)));
    return new TerminalOutput(
        new PrintStream(err, true, StandardCharsets.UTF_8),
        terminal,
        TerminalOutput.Volume.NORMAL,
        null);
  }
}
