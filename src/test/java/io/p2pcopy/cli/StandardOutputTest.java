package io.p2pcopy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.p2pcopy.cli.CommandPair.Ended;
import io.p2pcopy.cli.terminal.Environment;
import io.p2pcopy.cli.terminal.StandardStream;
import io.p2pcopy.cli.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing is said to be delivered that standard output did not take. */
class StandardOutputTest {
  private static final String FULL = "No space left on device";
  private static final int MEGABYTE = 1 << 20;

  private Path directory;

  @BeforeEach
  void remember(@TempDir Path scratch) {
    directory = scratch;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "page",
        "completion",
        "--help",
        "--version",
        "send --help",
        "help send",
        "send --dry-run DIRECTORY",
        "send DIRECTORY --stun none --loopback",
        "receive --yes --offer --json -d DIRECTORY --stun none --loopback",
        "page --serve"
      })
  void whatCannotBePrintedFails(String command) {
    var err = new ByteArrayOutputStream();
    int status =
        CommandLines.execute(
            around(new FullStream(0, FULL), err),
            command.replace("DIRECTORY", directory.toString()).split(" "));

    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("p2pcopy: Standard output cannot be written: No space left on device.")
        .doesNotContain("\tat ");
    assertThat(status).isEqualTo(7);
  }

  @ParameterizedTest
  @CsvSource({
    "Bad file descriptor,is closed.",
    "Broken pipe,cannot be written: its reader has gone away.",
    "Input/output error,cannot be written: Input/output error."
  })
  void theReasonIsNamed(String reason, String words) {
    var err = new ByteArrayOutputStream();

    assertThat(CommandLines.execute(around(new FullStream(100, reason), err), "completion"))
        .isEqualTo(7);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .isEqualTo("p2pcopy: Standard output " + words + "\n");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, MEGABYTE})
  void aFileThatStandardOutputDoesNotTakeIsVerifiedOnNeitherSide(int room) throws Exception {
    List<Ended> ended =
        new CommandPair()
            .receiverWritesTo(new FullStream(room, "Broken pipe"))
            .run(List.of(file("big", 2 * MEGABYTE)), List.of("-", "--yes"));

    assertThat(ended).extracting(Ended::status).containsExactly(7, 7);
    assertThat(ended.get(0).err())
        .contains("The other side can no longer read or write its files")
        .doesNotContain("verified");
    assertThat(ended.get(1).err())
        .contains("p2pcopy: Standard output cannot be written: its reader has gone away.")
        .doesNotContain("verified", "kept");
  }

  @ParameterizedTest
  @ValueSource(strings = {".bashrc", "CON", "aux.txt", "a b ", "empty", "-", "..x"})
  void aFileOfAnyNameGoesToStandardOutput(String name) throws Exception {
    String file = file(name, name.equals("empty") ? 0 : 1000);

    List<Ended> ended = new CommandPair().run(List.of(file), List.of("-", "--yes"));

    assertThat(ended).as(ended.toString()).extracting(Ended::status).containsExactly(0, 0);
    assertThat(ended.get(1).raw())
        .isEqualTo(Files.readString(Path.of(file), StandardCharsets.ISO_8859_1));
  }

  @Test
  void aTextGoesToStandardOutputAsItIs() throws Exception {
    List<Ended> ended =
        new CommandPair().run(List.of("--text", "Grüße\nan alle"), List.of("-", "--yes"));

    assertThat(ended).as(ended.toString()).extracting(Ended::status).containsExactly(0, 0);
    assertThat(ended.get(1).out()).isEqualTo("Grüße\nan alle");
  }

  @ParameterizedTest
  @ValueSource(strings = {"directory", "two", "nothing"})
  void allElseIsRefusedBeforeItIsSent(String what) throws Exception {
    List<String> arguments = new ArrayList<>();
    switch (what) {
      case "directory" ->
          arguments.add(Files.createDirectory(directory.resolve("empty")).toString());
      case "two" -> arguments.addAll(List.of(file("a", 1), file("b", 1)));
      default -> arguments.addAll(List.of("--exclude", "*", file("a", 1)));
    }

    List<Ended> ended = new CommandPair().run(arguments, List.of("-", "--yes"));

    assertThat(ended).as(ended.toString()).extracting(Ended::status).containsExactly(6, 6);
    assertThat(ended.get(1).err()).contains("Only one file can be written to standard output");
    assertThat(ended.get(1).raw()).isEmpty();
  }

  @Test
  void aTextThatNobodyCanHaveReadWasNotReceived() throws Exception {
    List<Ended> ended =
        new CommandPair()
            .receiverComplainsTo(new FullStream(0, FULL))
            .run(List.of("--text", "hello"), List.of("--yes", "-d", directory.toString()));

    assertThat(ended).as(ended.toString()).extracting(Ended::status).containsExactly(7, 7);
    assertThat(ended.get(0).err()).doesNotContain("received by your friend");
  }

  @Test
  void filesNeedNoStandardError() throws Exception {
    Path target = Files.createDirectory(directory.resolve("target"));
    List<Ended> ended =
        new CommandPair()
            .receiverComplainsTo(new FullStream(0, FULL))
            .run(List.of(file("a", 10)), List.of("--yes", "-d", target.toString()));

    assertThat(ended).as(ended.toString()).extracting(Ended::status).containsExactly(0, 0);
    assertThat(target.resolve("a")).hasSize(10);
  }

  @Test
  void anEventThatCannotBeWrittenEndsBothSides() throws Exception {
    Path target = Files.createDirectory(directory.resolve("target"));
    // The invite fits, and some of the events behind it.
    List<Ended> ended =
        new CommandPair()
            .receiverWritesTo(new FullStream(420, "Broken pipe"))
            .run(List.of(file("a", MEGABYTE)), List.of("--yes", "--json", "-d", target.toString()));

    assertThat(ended).as(ended.toString()).extracting(Ended::status).containsExactly(7, 7);
    assertThat(ended.get(1).err()).contains("Standard output cannot be written");
    assertThat(ended.get(0).err()).doesNotContain("verified");
  }

  private String file(String name, int size) throws Exception {
    byte[] content = new byte[size];
    new SplittableRandom(size).nextBytes(content);
    return Files.write(directory.resolve(name), content).toString();
  }

  private static Environment around(FullStream out, ByteArrayOutputStream err) {
    return new Environment(
        InputStream.nullInputStream(),
        StandardStream.of("Standard output", out, "p2pcopy.tests.encoding"),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        Terminal.NONE,
        () -> 0);
  }
}
