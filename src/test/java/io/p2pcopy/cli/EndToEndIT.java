package io.p2pcopy.cli;

import static io.p2pcopy.cli.RunningProgram.join;
import static org.assertj.core.api.Assertions.assertThat;

import io.p2pcopy.signal.BlobCodec;
import io.p2pcopy.signal.BlobException;
import io.p2pcopy.signal.DerivedCredentials;
import io.p2pcopy.signal.DtlsSetup;
import io.p2pcopy.signal.SessionDescription;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two processes of the packaged program, joined as people or pipes join them. */
class EndToEndIT {
  private static final int KILOBYTE = 1000;
  private static final int MEGABYTE = 1000 * KILOBYTE;

  private Path directory;
  private Path target;

  @BeforeEach
  void makeDirectories(@TempDir Path scratch) throws IOException {
    directory = scratch;
    target = Files.createDirectory(directory.resolve("target"));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, MEGABYTE, 300 * MEGABYTE})
  void twoProcessesJoinedByPipesCopyAFile(int size) throws IOException {
    Path file = randomFile(size);
    String local = " --stun none --loopback";
    Path back = directory.resolve("back");
    String script =
        "set -o pipefail; mkfifo "
            + back
            + " && "
            + RunningProgram.EXECUTABLE
            + " send "
            + file
            + local
            + " < "
            + back
            + " | "
            + RunningProgram.EXECUTABLE
            + " receive --yes -d "
            + target
            + local
            + " > "
            + back;

    try (var both = RunningProgram.shell(script)) {
      assertThat(both.awaitExit()).as(both.error()).isZero();
      assertThat(both.error()).contains("verified by the receiver").contains("verified.");
    }
    assertIdentical(file);
    assertThat(names(target)).containsExactly(file.getFileName().toString());
  }

  @Test
  void theReceiverMayBegin() throws IOException {
    Path file = randomFile(MEGABYTE);
    try (var receiver = receiver("--offer");
        var sender = RunningProgram.local("send", "--answer", file.toString())) {
      sender.type(receiver.awaitBlob() + "\n");
      receiver.type(sender.awaitBlob() + "\n");

      assertThat(sender.awaitExit()).as(sender.error()).isZero();
      assertThat(receiver.awaitExit()).as(receiver.error()).isZero();
    }
    assertIdentical(file);
  }

  @Test
  void standardOutputCarriesOnlyTheBlob() throws IOException {
    try (var sender = RunningProgram.local("send", randomFile(KILOBYTE).toString());
        var receiver = receiver()) {
      join(sender, receiver);

      assertThat(sender.awaitExit()).as(sender.error()).isZero();
      assertThat(receiver.awaitExit()).as(receiver.error()).isZero();
      assertThat(sender.output()).containsExactly(sender.awaitBlob());
      assertThat(receiver.output()).containsExactly(receiver.awaitBlob());
    }
  }

  @Test
  void thePeersLineMayComeFromAFileOrANamedPipe() throws IOException, InterruptedException {
    Path file = randomFile(MEGABYTE);
    Path offer = directory.resolve("offer");
    Path answer = directory.resolve("answer");
    assertThat(new ProcessBuilder("mkfifo", answer.toString()).start().waitFor()).isZero();

    try (var sender = RunningProgram.local("send", file.toString(), "--peer", answer.toString())) {
      Files.writeString(offer, sender.awaitBlob());
      try (var receiver = receiver("--peer", offer.toString())) {
        Files.writeString(answer, receiver.awaitBlob() + "\n");

        assertThat(sender.awaitExit()).as(sender.error()).isZero();
        assertThat(receiver.awaitExit()).as(receiver.error()).isZero();
      }
    }
    assertIdentical(file);
  }

  @Test
  void jsonEventsTellTheWholeTransfer() throws IOException {
    Path file = randomFile(MEGABYTE);
    try (var sender = RunningProgram.local("send", "--json", file.toString());
        var receiver = receiver()) {
      String event = sender.awaitOutput("\"event\":\"blob\"");
      receiver.type(event.replaceAll(".*\"blob\":\"([A-Za-z0-9_-]{60,})\".*", "$1") + "\n");
      sender.type(receiver.awaitBlob() + "\n");

      assertThat(sender.awaitExit()).as(sender.error()).isZero();
      assertThat(receiver.awaitExit()).as(receiver.error()).isZero();
      assertThat(sender.output()).allMatch(line -> line.startsWith("{\"event\":\""));
      assertThat(
              sender.output().stream()
                  .map(line -> line.replaceAll("^.\"event\":\"([a-z-]+)\".*", "$1"))
                  .filter(name -> !name.equals("progress")))
          .contains("words", "offered")
          .containsSubsequence(
              "blob", "awaiting", "connecting", "connected", "started", "file", "done");
      assertThat(sender.awaitOutput("\"done\""))
          .contains("\"bytes\":1000000", "\"path\":\"", "\"rtt\":");
    }
  }

  @Test
  void aMissingFileIsTold() {
    try (var sender = RunningProgram.local("send", directory.resolve("nothing").toString())) {
      assertThat(sender.awaitExit()).isEqualTo(7);
      assertThat(sender.output()).isEmpty();
      assertOneSentence(sender);
    }
  }

  @Test
  void aLineThatIsNoBlobIsTold() throws IOException {
    try (var sender = RunningProgram.local("send", randomFile(1).toString())) {
      sender.awaitBlob();
      sender.type("\nHello, how are you?\n");

      assertThat(sender.awaitExit()).isEqualTo(3);
    }
  }

  @Test
  void onesOwnBlobIsTold() throws IOException {
    try (var sender = RunningProgram.local("send", randomFile(1).toString())) {
      sender.type(sender.awaitBlob() + "\n");

      assertThat(sender.awaitExit()).isEqualTo(3);
    }
  }

  @Test
  void anAnswerWhereAnOfferIsDueIsTold() throws IOException {
    try (var sender = RunningProgram.local("send", randomFile(1).toString());
        var receiver = receiver();
        var other = receiver()) {
      receiver.type(sender.awaitBlob() + "\n");
      other.type(receiver.awaitBlob() + "\n");

      assertThat(other.awaitExit()).isEqualTo(3);
      assertThat(other.error()).contains("This is a reply, but an invite is needed");
    }
  }

  @Test
  void twoWhoBothBeginMeet() throws IOException {
    Path file = randomFile(MEGABYTE);
    try (var sender = RunningProgram.local("send", file.toString());
        var receiver = receiver("--offer")) {
      join(sender, receiver);

      assertThat(sender.awaitExit()).as(sender.error()).isZero();
      assertThat(receiver.awaitExit()).as(receiver.error()).isZero();
      assertThat(sender.error()).contains("Waiting for your friend to paste your invite");
    }
    assertIdentical(file);
  }

  @Test
  void aFriendWhoDoesNotComeCanBeReplacedByAnotherLine() throws IOException {
    Path file = randomFile(MEGABYTE);
    try (var sender = RunningProgram.onTerminal("send", file.toString());
        var other = receiver("--offer");
        var receiver = receiver()) {
      String offer = sender.awaitBlob();
      String otherOffer = other.awaitBlob();
      sender.type(otherOffer + "\n");
      sender.awaitOutput("Waiting for your friend to paste your invite");
      sender.type("Hello?\n");
      sender.awaitOutput("not an invite or reply of p2pcopy");
      receiver.type(offer + "\n");
      sender.type(receiver.awaitBlob() + "\n");
      sender.awaitOutput("instead of the previous one");

      assertThat(sender.awaitExit()).as(sender.output().toString()).isZero();
      assertThat(receiver.awaitExit()).as(receiver.error()).isZero();
    }
    assertIdentical(file);
  }

  @Test
  void aFriendWhoBeginsAnewIsAnsweredOnceMore() throws IOException {
    Path file = randomFile(MEGABYTE);
    try (var given = RunningProgram.local("send", file.toString());
        var sender = RunningProgram.local("send", file.toString());
        var receiver = RunningProgram.onTerminal("receive", "--yes", "-d", target.toString())) {
      String stale = given.awaitBlob();
      receiver.type(stale + "\n");
      receiver.awaitOutput("Waiting for your friend to paste your reply");
      String first = receiver.awaitBlobOtherThan(stale);
      given.kill();
      String invite = sender.awaitBlob();
      receiver.type(invite + "\n");
      receiver.awaitOutput("instead of the previous one");
      sender.type(receiver.awaitBlobOtherThan(stale + first + invite) + "\n");

      assertThat(sender.awaitExit()).as(sender.error()).isZero();
      assertThat(receiver.awaitExit()).as(receiver.output().toString()).isZero();
    }
    assertIdentical(file);
  }

  @Test
  void whileTheFriendHasNotPastedTheReplyNobodyConnects() throws IOException {
    Path file = randomFile(MEGABYTE);
    try (var sender = RunningProgram.local("send", file.toString());
        var receiver = receiver()) {
      receiver.type(sender.awaitBlob() + "\n");
      receiver.awaitError("Waiting for your friend to paste your reply.");
      assertThat(receiver.error()).doesNotContain("Connecting");
      sender.type(receiver.awaitBlob() + "\n");

      assertThat(receiver.awaitExit()).as(receiver.error()).isZero();
      assertThat(receiver.error()).contains("Connecting.\nConnected");
    }
    assertIdentical(file);
  }

  @Test
  void theReplyToAnOlderInviteIsRecognisedAndAnotherOneTaken() throws IOException {
    Path file = randomFile(MEGABYTE);
    try (var older = RunningProgram.local("send", file.toString());
        var sender = RunningProgram.onTerminal("send", file.toString());
        var early = receiver();
        var receiver = receiver()) {
      early.type(older.awaitBlob() + "\n");
      String invite = sender.awaitBlob();
      sender.type(early.awaitBlob() + "\n");
      sender.awaitOutput("This is the reply to an older invite of yours.");
      receiver.type(invite + "\n");
      sender.type(receiver.awaitBlob() + "\n");

      assertThat(sender.awaitExit()).as(sender.output().toString()).isZero();
      assertThat(receiver.awaitExit()).as(receiver.error()).isZero();
      assertThat(String.join("\n", sender.output())).doesNotContain("No connection");
    }
    assertIdentical(file);
  }

  @Test
  void afterAFailedConnectionAPersonMayPasteAnotherReply() throws Exception {
    Path file = randomFile(MEGABYTE);
    try (var sender = RunningProgram.onTerminal("send", file.toString(), "--timeout", "4s");
        var receiver = receiver()) {
      String invite = sender.awaitBlob();
      sender.type(replyOfNobody(invite) + "\n");
      sender.awaitOutput("No connection: nothing came from the other computer.");
      receiver.type(invite + "\n");
      sender.type(receiver.awaitBlob() + "\n");

      assertThat(sender.awaitExit()).as(sender.output().toString()).isZero();
      assertThat(receiver.awaitExit()).as(receiver.error()).isZero();
    }
    assertIdentical(file);
  }

  @Test
  void theEndOfTheInputIsTold() throws IOException {
    try (var sender = RunningProgram.local("send", randomFile(1).toString())) {
      sender.awaitBlob();
      sender.endInput();

      assertThat(sender.awaitExit()).isEqualTo(3);
      assertThat(sender.error()).contains("The input ended");
    }
  }

  @Test
  void aPeerThatIsNotThereMeansNoConnection() throws IOException {
    String answer;
    try (var sender = RunningProgram.local("send", "--timeout", "4s", randomFile(1).toString())) {
      String offer = sender.awaitBlob();
      try (var receiver = receiver()) {
        answer = receiver.type(offer + "\n").awaitBlob();
      }
      sender.type(answer + "\n");

      assertThat(sender.awaitExit()).as(sender.error()).isEqualTo(4);
      assertThat(sender.error()).contains("p2pcopy: ").doesNotContain("\tat ");
    }
  }

  @Test
  void nobodyAnsweringMeansNoConnection() throws IOException {
    try (var sender = RunningProgram.local("send", "--timeout", "1s", randomFile(1).toString())) {
      assertThat(sender.awaitExit()).as(sender.error()).isEqualTo(4);
    }
  }

  @Test
  void interruptingTheSenderEndsBothSides() throws Exception {
    underWay(
        (sender, receiver) -> {
          sender.interrupt();

          assertThat(sender.awaitExit()).as(sender.error()).isEqualTo(130);
          assertThat(sender.error()).contains("Interrupted.");
          assertThat(receiver.awaitExit()).as(receiver.error()).isIn(5, 6);
        });
  }

  @Test
  void anInterruptReachesAReceiverThatIsBusyForSomeSeconds() throws Exception {
    underWay(
        (sender, receiver) -> {
          receiver.signal("-STOP");
          sender.interrupt();
          // A process that does not run is not told of time: this is the time.
          RunningProgram.shell("sleep 3").awaitExit();
          receiver.signal("-CONT");

          assertThat(receiver.awaitExit()).as(receiver.error()).isEqualTo(6);
          assertThat(receiver.error()).contains("The other side cancelled").doesNotContain("lost");
          assertThat(sender.awaitExit()).as(sender.error()).isEqualTo(130);
        });
  }

  @Test
  void aSecondInterruptEndsItAtOnce() throws Exception {
    underWay(
        (sender, receiver) -> {
          receiver.signal("-STOP");
          sender.interrupt();
          sender.awaitError(
              "Stopping, and notifying the other side. Press Ctrl-C again to stop at once.");
          while (sender.isAlive()) {
            sender.interrupt();
          }

          assertThat(sender.awaitExit()).as(sender.error()).isEqualTo(130);
          assertThat(sender.error()).doesNotContain("Interrupted.");
        });
  }

  @Test
  void interruptingTheReceiverEndsBothSides() throws Exception {
    underWay(
        (sender, receiver) -> {
          receiver.interrupt();

          assertThat(receiver.awaitExit()).as(receiver.error()).isEqualTo(130);
          assertThat(sender.awaitExit()).as(sender.error()).isIn(5, 6);
        });
  }

  @Test
  void interruptingTheWaitForTheAnswerEndsIt() throws IOException {
    try (var sender = RunningProgram.local("send", randomFile(1).toString())) {
      sender.awaitBlob();
      sender.interrupt();

      assertThat(sender.awaitExit()).as(sender.error()).isEqualTo(130);
      assertThat(sender.error()).contains("Interrupted.");
    }
  }

  @Test
  void whereNoFileArrivesNothingIsClaimed() throws IOException {
    Path file = randomFile(MEGABYTE);
    try (var sender = RunningProgram.local("send", file.toString());
        var receiver = RunningProgram.onTerminal("receive", "-d", target.toString())) {
      receiver.awaitOutput("Waiting for your friend's invite");
      receiver.type(sender.awaitBlob() + "\n");
      sender.type(blobAfterEcho(receiver, sender) + "\n");
      receiver.awaitOutput("Accept?");
      Files.delete(file);
      receiver.type("y\n");

      assertThat(sender.awaitExit()).as(sender.error()).isEqualTo(9);
      assertThat(receiver.awaitExit()).isEqualTo(9);
      assertThat(sender.error())
          .contains("p2pcopy: 1 entry did not arrive. No file was transferred.")
          .doesNotContain("verified");
    }
  }

  @Test
  void thePersonAtTheTerminalMayRefuse() throws IOException {
    try (var sender = RunningProgram.local("send", randomFile(MEGABYTE).toString());
        var receiver = RunningProgram.onTerminal("receive", "-d", target.toString())) {
      receiver.awaitOutput("Waiting for your friend's invite");
      receiver.type(sender.awaitBlob() + "\n");
      sender.type(blobAfterEcho(receiver, sender) + "\n");
      receiver.awaitOutput("[Y/n]");
      receiver.type("n\n");

      assertThat(sender.awaitExit()).as(sender.error()).isEqualTo(6);
      assertThat(receiver.awaitExit()).isEqualTo(6);
    }
    assertThat(list(target)).isEmpty();
  }

  @Test
  void aTerminalAsksAgainAndUnderstandsAWrappedPaste() throws IOException {
    Path file = randomFile(MEGABYTE);
    try (var sender = RunningProgram.local("send", file.toString());
        var receiver = RunningProgram.onTerminal("receive", "-d", target.toString())) {
      receiver.awaitOutput("Waiting for your friend's invite");
      receiver.type("What shall I do?\n");
      receiver.awaitOutput("not an invite or reply of p2pcopy");
      String offer = sender.awaitBlob();
      receiver.type("> " + offer.substring(0, 40) + "\n> " + offer.substring(40) + "\n");
      sender.type(blobAfterEcho(receiver, sender) + "\n");
      receiver.awaitOutput("[Y/n]");
      receiver.type("\n");

      assertThat(sender.awaitExit()).as(sender.error()).isZero();
      assertThat(receiver.awaitExit()).as(receiver.output().toString()).isZero();
    }
    assertIdentical(file);
  }

  @Test
  void theDemonstrationCopiesAFile() throws IOException {
    Path file = randomFile(MEGABYTE);
    try (var demo = RunningProgram.plain("demo", file.toString())) {
      assertThat(demo.awaitExit()).as(demo.output() + demo.error()).isZero();
      assertThat(demo.awaitOutput("identical")).contains("1.00 MB at ");
      assertThat(demo.awaitOutput("sender  | Sent")).contains("verified");
      assertThat(demo.awaitOutput("receiver| Received")).contains("verified");
      assertThat(String.join("\n", demo.output()))
          .containsPattern("sender  \\| Send this invite to your friend:\nsender  \\| p2")
          .containsPattern("receiver\\| Send this reply to your friend:\nreceiver\\| p2")
          .doesNotContain("round trip")
          .endsWith(
              "Now with a friend: type 'p2pcopy send FILE', and your friend types"
                  + " 'p2pcopy receive'.");
    }
  }

  /** A reply without the name of its invite, as older programs make it, of one that is gone. */
  private static String replyOfNobody(String invite) throws BlobException {
    SessionDescription offer = BlobCodec.decode(invite);
    return BlobCodec.encode(
        new SessionDescription(
            SessionDescription.Type.ANSWER,
            DerivedCredentials.of(new byte[DerivedCredentials.SECRET_LENGTH]),
            offer.fingerprint(),
            DtlsSetup.PASSIVE,
            SessionDescription.OWN_MAX_MESSAGE_SIZE,
            offer.candidates()));
  }

  private RunningProgram receiver(String... options) {
    return RunningProgram.local(
        Stream.concat(Stream.of("receive", "--yes", "-d", target.toString()), Stream.of(options))
            .toArray(String[]::new));
  }

  private interface Scene {
    void play(RunningProgram sender, RunningProgram receiver) throws Exception;
  }

  /** Plays a scene with two ends that are in the middle of a large file. */
  private void underWay(Scene scene) throws Exception {
    String file = randomFile(300 * MEGABYTE).toString();
    try (var sender = RunningProgram.local("send", "--limit", "50M", file);
        var receiver = receiver()) {
      join(sender, receiver);
      receiver.awaitError("MB of 300 MB");
      scene.play(sender, receiver);
    }
  }

  /** A terminal shows what is typed, so the sender's line stands among the receiver's. */
  private static String blobAfterEcho(RunningProgram terminal, RunningProgram other) {
    terminal.awaitOutput("Send this reply");
    String echoed = other.awaitBlob();
    return terminal.awaitBlobOtherThan(echoed);
  }

  private static void assertOneSentence(RunningProgram program) {
    assertThat(program.error()).startsWith("p2pcopy: ").endsWith(".").doesNotContain("\n");
  }

  private void assertIdentical(Path file) throws IOException {
    assertThat(Files.mismatch(file, target.resolve(file.getFileName()))).isEqualTo(-1);
  }

  private static List<Path> list(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList();
    }
  }

  private static List<String> names(Path directory) throws IOException {
    return list(directory).stream().map(path -> path.getFileName().toString()).toList();
  }

  private Path randomFile(int size) throws IOException {
    Path path = directory.resolve("random-" + size + ".bin");
    var random = new SplittableRandom(size);
    byte[] block = new byte[Math.min(size, MEGABYTE)];
    try (OutputStream out = Files.newOutputStream(path)) {
      for (int written = 0; written < size; written += block.length) {
        random.nextBytes(block);
        out.write(block);
      }
    }
    return path;
  }
}
