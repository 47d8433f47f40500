package io.p2pcopy.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.p2pcopy.signal.BlobCodec;
import io.p2pcopy.signal.Candidate;
import io.p2pcopy.signal.DerivedCredentials;
import io.p2pcopy.signal.DtlsSetup;
import io.p2pcopy.signal.Fingerprint;
import io.p2pcopy.signal.SessionDescription;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Pastes into a terminal what chats and mail programs put around an invite. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PasteIT {
  private static final String INVITE = invite("the newest invite");
  private static final String OLDER = invite("an invite before");
  private static final String ESCAPE = "\033";

  private final RunningProgram program = RunningProgram.javaOnTerminal(PasteTerminal.class);
  private int round;

  static Stream<Arguments> pastes() {
    String marked = "> " + INVITE.substring(0, 60) + "\n> " + INVITE.substring(60) + "\n";
    return Stream.of(
        arguments("alone", INVITE + "\n"),
        arguments("an empty line behind it", INVITE + "\n\n"),
        arguments("many empty lines around it", "\n\n\n" + INVITE + "\n\n\n\n"),
        arguments("spaces around it", "   " + INVITE + "  \t \n   \n"),
        arguments("twice", INVITE + "\n" + INVITE + "\n"),
        arguments("twice in one line", INVITE + " " + INVITE + "\n"),
        arguments("twice with an empty line between", INVITE + "\n\n" + INVITE + "\n\n"),
        arguments("a time stamp behind it", INVITE + "\n10:42 \u2713\u2713\n"),
        arguments(
            "a time stamp in the same line", "[01.12.24, 10:42] Anna: " + INVITE + " 10:42\n"),
        arguments(
            "a name and a date in lines of their own",
            "Anna M\u00fcller\nToday\n" + INVITE + "\n10:42\n"),
        arguments("quoted", "Anna wrote:\n> " + INVITE + "\n>\n> Bye\n"),
        arguments(
            "quoted and wrapped", "On Sunday, Anna wrote:\n" + marked + "> \n> -- \n> Anna\n"),
        arguments("in quotation marks", "\u201e" + INVITE + "\u201c\n\n"),
        arguments("in a block of code", "```\n" + INVITE + "\n```\n"),
        arguments("wrapped at 60 columns", wrapped(60, "\n") + "\n\n"),
        arguments("wrapped at 60 columns with CRLF", wrapped(60, "\r\n") + "\r\n"),
        arguments("CRLF", INVITE + "\r\n\r\n"),
        arguments("CR", INVITE + "\r\r"),
        arguments("bracketed", ESCAPE + "[200~" + INVITE + "\n" + ESCAPE + "[201~\n"),
        arguments("bracketed in one line", ESCAPE + "[200~" + INVITE + ESCAPE + "[201~\n"),
        arguments(
            "bracketed and wrapped",
            ESCAPE + "[200~" + wrapped(60, "\n") + "\n10:42\n" + ESCAPE + "[201~\n"),
        arguments("answers behind it", INVITE + "\ny\ny\nno\n"),
        arguments("a text without an end behind it", INVITE + "\nSent from my phone"),
        arguments(
            "a long conversation before it", "[10:41] Anna: hello\n".repeat(600) + INVITE + "\n"),
        arguments(
            "a long conversation behind it", INVITE + "\n" + "[10:43] Bert: hi\n".repeat(600)));
  }

  private static List<String> chunks(int length) {
    List<String> chunks = new ArrayList<>();
    for (int i = 0; i < INVITE.length(); i += length) {
      chunks.add(INVITE.substring(i, Math.min(INVITE.length(), i + length)));
    }
    return chunks;
  }

  private static String wrapped(int columns, String end) {
    return String.join(end, chunks(columns));
  }

  @BeforeEach
  void nextRound() {
    round++;
  }

  @AfterAll
  void end() {
    program.close();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("pastes")
  void whatIsAroundAnInviteDoesNotMatter(String name, String paste) {
    paste(paste, "y\n");

    assertThat(printed("read ")).containsExactly(INVITE);
    assertThat(printed("answer ")).containsExactly("y");
    assertThat(printed("complaint ")).isEmpty();
    assertThat(printed("several")).isEmpty();
  }

  @Test
  void theLastOfSeveralInvitesIsUsed() {
    paste("[10:40] Anna:\n" + OLDER + "\n[10:42] Anna:\n" + INVITE + "\n10:43\n", "y\n");

    assertThat(printed("read ")).containsExactly(INVITE);
    assertThat(printed("several")).hasSize(1);
  }

  @Test
  void aPasteThatComesInPartsIsUnderstood() {
    program.awaitOutput(mark("ready"));
    chunks(25).forEach(program::type);
    program.type("\n\n10:42\n");
    program.awaitOutput(mark("question"));
    program.type("no\n");
    program.awaitOutput(mark("answer"));

    assertThat(printed("read ")).containsExactly(INVITE);
    assertThat(printed("answer ")).containsExactly("no");
  }

  private void paste(String text, String answer) {
    program.awaitOutput(mark("ready"));
    program.type(text);
    program.awaitOutput(mark("question"));
    program.type(answer);
    program.awaitOutput(mark("answer"));
  }

  private List<String> printed(String what) {
    return program.output().stream()
        .map(String::strip)
        .filter(line -> line.startsWith(mark(what)))
        .map(line -> line.substring(mark(what).length()))
        .toList();
  }

  private String mark(String what) {
    return PasteTerminal.MARK + round + " " + what;
  }

  private static String invite(String seed) {
    try {
      byte[] sixteen = Arrays.copyOf(seed.getBytes(UTF_8), 16);
      InetAddress address = InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, 1});
      return BlobCodec.encode(
          new SessionDescription(
              SessionDescription.Type.OFFER,
              DerivedCredentials.of(sixteen),
              Fingerprint.of(new byte[Fingerprint.LENGTH]),
              DtlsSetup.ACTPASS,
              SessionDescription.OWN_MAX_MESSAGE_SIZE,
              List.of(
                  new Candidate.Address(Candidate.Type.HOST, address, 40000),
                  new Candidate.Address(Candidate.Type.SERVER_REFLEXIVE, address, 50000))));
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }
}
