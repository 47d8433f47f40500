package io.p2pcopy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.p2pcopy.cli.terminal.Environment;
import io.p2pcopy.cli.terminal.Terminal;
import io.p2pcopy.signal.BlobCodec;
import io.p2pcopy.signal.DerivedCredentials;
import io.p2pcopy.signal.DtlsSetup;
import io.p2pcopy.signal.Fingerprint;
import io.p2pcopy.signal.SessionDescription;
import io.p2pcopy.transfer.send.TreeSender;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLinesTest {
  private static final String BLOB =
      BlobCodec.encode(
          new SessionDescription(
              SessionDescription.Type.OFFER,
              DerivedCredentials.of(new byte[16]),
              Fingerprint.of(new byte[Fingerprint.LENGTH]),
              DtlsSetup.ACTPASS,
              SessionDescription.OWN_MAX_MESSAGE_SIZE,
              List.of()));

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "--no-such-option",
        "no-such-command",
        "send",
        "send - b",
        "send --timeout 5x file",
        "send --stun host:port file",
        "receive file",
        "receive"
      })
  void wrongUsageHasStatusTwoAndOneSentence(String arguments) {
    assertThat(run(arguments.isEmpty() ? new String[0] : arguments.split(" "))).isEqualTo(2);
    assertThat(text(out)).isEmpty();
    assertThat(text(err)).startsWith("p2pcopy: ").endsWith(".\n").hasLineCount(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "send|",
        "send|a|",
        "send|--text|",
        "send|--text=",
        "send|file|--peer|",
        "send|file|--peer=",
        "send|file|--log|",
        "send|file|--exclude|",
        "send|file|--stun|",
        "send|-|--peer|x|--name|",
        "receive|--yes|-d|",
        "receive|--yes|-d=",
        "receive|--yes|--peer|",
        "receive|--yes|",
        "demo|",
        "page|",
        "completion|",
        "help|",
        "|"
      })
  void anArgumentThatIsEmptyIsRefused(String arguments) {
    assertThat(run(arguments.split("\\|", -1))).isEqualTo(2);
    assertThat(text(out)).isEmpty();
    assertThat(text(err)).startsWith("p2pcopy: ").hasLineCount(1);
  }

  @Test
  void allOfTheComputerIsNotSentByMistake() {
    assertThat(run("send", "--stun", "none", "/")).isEqualTo(2);
    assertThat(text(err)).contains("send /*");
  }

  @Test
  void whatBeginsWithAnAtSignIsAName(@TempDir Path directory) throws Exception {
    Path list = Files.writeString(directory.resolve("@list"), "other");
    String[] names = {"@eaDir-" + directory.getFileName(), list.toString()};
    for (String name : names) {
      err.reset();
      assertThat(run("receive", "--yes", "--stun", "none", "--peer", name, "-d", name + "/d"))
          .isEqualTo(7);
      assertThat(text(err)).contains(name);
      assertThat(run("send", "-n", "--stun", "none", name + "x")).isEqualTo(7);
      assertThat(text(err)).contains(name + "x could not be read");
    }
    assertThat(run("send", "-n", list.toString())).isZero();
    assertThat(text(out)).contains("5 bytes  @list");
  }

  @ParameterizedTest
  @CsvSource({
    "sned, did you mean 'p2pcopy send'?",
    "recieve, did you mean 'p2pcopy receive'?",
    "help sned, did you mean 'p2pcopy send'?",
    "no-such-file, 'p2pcopy send FILE' sends",
    "pom.xml, type 'p2pcopy send pom.xml'",
    "--yes, belongs to 'p2pcopy receive'",
    "send --yes pom.xml, belongs to 'p2pcopy receive'",
    "--loopback, belongs to 'p2pcopy send' or 'p2pcopy receive'",
    "send --exlude x pom.xml, did you mean --exclude?",
    "receive --yse, did you mean --yes?",
    "receive --on-conflict foo, 'one of rename, skip, overwrite, ask'",
    "send --congestion foo pom.xml, 'one of bbr, cubic, newreno'",
    "page --serve --port 65536, 'not a port, from 0 to 65535'",
    "demo x y, Unexpected argument: 'y'",
    "receive Downloads, Use -d DIR"
  })
  void aMistakeIsAnsweredWithTheRightForm(String arguments, String answer) {
    assertThat(run(arguments.split(" "))).isEqualTo(2);
    assertThat(text(err)).contains(answer).hasLineCount(1);
  }

  @Test
  void conflictPoliciesAreTakenInAnyCase() {
    assertThat(run("receive", "--yes", "--on-conflict", "SKIP", "--stun", "none", "--peer", "/no"))
        .isEqualTo(7);
  }

  @Test
  void aTextThatIsTooLongIsRefusedBeforeAnybodyIsAsked() {
    int longest = TreeSender.LONGEST_TEXT;
    assertThat(run("send", "--stun", "none", "--text", "x".repeat(longest + 1))).isEqualTo(2);
    assertThat(text(out)).isEmpty();
    assertThat(text(err))
        .isEqualTo(
            "p2pcopy: The text has %d characters; at most %d can be sent as a text. Put it into a file and send that.\n"
                .formatted(longest + 1, longest));
  }

  @Test
  void wrongUsageIsAnEventToo() {
    assertThat(run("send", "--json", "--wrong")).isEqualTo(2);
    assertThat(text(out))
        .startsWith("{\"event\":\"error\",\"code\":2,\"kind\":\"usage\",\"sentence\":\"");
  }

  @Test
  void aBlobAmongTheArgumentsIsRefusedWithTheReason() {
    for (String[] arguments :
        new String[][] {
          {"send", BLOB},
          {"receive", BLOB},
          {"receive", "--yes", "--peer", BLOB},
          {"send", BLOB.substring(0, 50)}
        }) {
      err.reset();
      assertThat(run(arguments)).isEqualTo(2);
      assertThat(text(err)).contains("arguments of a command");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "send ", "receive ", "demo ", "completion "})
  void eachCommandExplainsItselfWithExamples(String command) {
    assertThat(run((command + "--help").split(" "))).isZero();
    assertThat(text(out)).contains("Usage: p2pcopy").contains("Example");
  }

  @Test
  void theCompletionScriptKnowsTheCommands() {
    assertThat(run("completion")).isZero();
    assertThat(text(out)).contains("complete -F").contains("receive").contains("--loopback");
  }

  @Test
  void theVersionIsNamed() {
    assertThat(run("--version")).isZero();
    assertThat(text(out)).startsWith("p2pcopy ");
  }

  private int run(String... arguments) {
    var around =
        new Environment(
            InputStream.nullInputStream(),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            Terminal.NONE,
            () -> 0);
    return CommandLines.execute(around, arguments);
  }

  private static String text(ByteArrayOutputStream stream) {
    return stream.toString(StandardCharsets.UTF_8);
  }
}
