package io.p2pcopy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.p2pcopy.signal.BlobCodec;
import io.p2pcopy.signal.DerivedCredentials;
import io.p2pcopy.signal.DtlsSetup;
import io.p2pcopy.signal.Fingerprint;
import io.p2pcopy.signal.SessionDescription;
import io.p2pcopy.transfer.TreeSender;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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

  @Test
  void aTextThatIsTooLongIsRefusedBeforeAnybodyIsAsked() {
    int longest = TreeSender.LONGEST_TEXT;
    assertThat(run("send", "--stun", "none", "--text", "x".repeat(longest + 1))).isEqualTo(2);
    assertThat(text(out)).isEmpty();
    assertThat(text(err))
        .isEqualTo(
            "p2pcopy: The text has %d characters, and at most %d can be sent as a text: put it into a file, and send that.\n"
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
        new Surroundings(
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
