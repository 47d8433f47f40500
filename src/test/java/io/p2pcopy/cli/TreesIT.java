package io.p2pcopy.cli;

import static io.p2pcopy.cli.RunningProgram.join;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
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

/** What two processes of the packaged program do with trees, streams, texts and interruptions. */
class TreesIT {
  private static final int MEGABYTE = 1_000_000;

  private Path directory;
  private Path target;
  private Path tree;

  @BeforeEach
  void makeDirectories(@TempDir Path scratch) throws IOException {
    directory = scratch;
    target = Files.createDirectory(directory.resolve("target"));
    tree = Files.createDirectory(directory.resolve("tree"));
    Files.createDirectories(tree.resolve("deep/er/empty"));
    Files.writeString(tree.resolve("deep/a.txt"), "a");
    Files.writeString(tree.resolve("deep/er/b.tmp"), "b");
    Files.writeString(tree.resolve("empty.txt"), "");
  }

  @Test
  void aTreeArrivesWholeExceptWhatIsExcluded() throws IOException {
    try (var sender = RunningProgram.local("send", "--exclude", "*.tmp", tree.toString());
        var receiver = receiver()) {
      join(sender, receiver);

      assertThat(sender.awaitExit()).as(sender.error()).isZero();
      assertThat(receiver.awaitExit()).as(receiver.error()).isZero();
      assertThat(sender.error()).contains("Offered tree (2 files in 4 directories, 1 byte).");
    }
    assertThat(target.resolve("tree/deep/a.txt")).hasContent("a");
    assertThat(target.resolve("tree/deep/er/empty")).isEmptyDirectory();
    assertThat(target.resolve("tree/deep/er/b.tmp")).doesNotExist();
    assertThat(names(target)).containsExactly("tree");
  }

  @Test
  void whatCannotBeSentIsToldEvenQuietlyAndInTheStatus() throws IOException {
    // Too deep, so that it is refused to the superuser, too.
    Path deep = tree;
    for (int i = 0; i < 256; i++) {
      deep = Files.createDirectory(deep.resolve("d"));
    }
    try (var sender = RunningProgram.local("send", "--quiet", tree.toString());
        var receiver = receiver()) {
      join(sender, receiver);

      assertThat(sender.awaitExit()).as(sender.error()).isEqualTo(9);
      assertThat(receiver.awaitExit()).as(receiver.error()).isZero();
      assertThat(sender.error())
          .contains("is left out: it is more than 255 levels deep.")
          .contains("1 entry could not be sent. All others arrived");
    }
    assertThat(target.resolve("tree/deep/a.txt")).hasContent("a");
  }

  @Test
  void aDryRunListsWhatWouldBeSent() {
    try (var program = RunningProgram.plain("send", "--dry-run", tree.toString())) {
      assertThat(program.awaitExit()).as(program.error()).isZero();
      assertThat(program.output())
          .map(String::strip)
          .contains("1 byte  tree/deep/a.txt", "tree/deep/er/empty/")
          .endsWith("3 files in 4 directories, 2 bytes.");
    }
  }

  @Test
  void ctrlCTellsBothPeopleHowToGoOn() throws IOException {
    bigFile();
    try (var sender = RunningProgram.local("send", "--limit", "6M", tree.toString());
        var receiver = receiver()) {
      join(sender, receiver);
      receiver.awaitError("MB of 40.0 MB, file 1");
      sender.interrupt();

      assertThat(sender.awaitExit()).as(sender.error()).isEqualTo(130);
      assertThat(receiver.awaitExit()).as(receiver.error()).isEqualTo(6);
      assertThat(sender.error()).contains("Interrupted.", "the same command again");
      assertThat(receiver.error()).contains("The other side cancelled", "the same command again");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"y", "n"})
  void nothingIsAcceptedBeforeTheWordsAreCompared(String answer) throws IOException {
    try (var sender = RunningProgram.local("send", tree.toString());
        var receiver =
            RunningProgram.onTerminal("receive", "--yes", "--verify", "-d", target.toString())) {
      receiver.awaitOutput("Waiting for your friend's invite");
      receiver.type(sender.awaitBlob() + "\n");
      receiver.awaitOutput("Send this reply");
      sender.type(receiver.awaitBlobOtherThan(sender.awaitBlob()) + "\n");
      String words = sender.awaitError("Words to compare").replaceAll(".*: ", "");
      assertThat(receiver.awaitOutput("the same words")).contains(words);
      assertThat(names(target)).isEmpty();
      receiver.type(answer + "\n");

      int status = answer.equals("y") ? 0 : 10;
      assertThat(receiver.awaitExit()).as(receiver.output().toString()).isEqualTo(status);
      assertThat(sender.awaitExit()).as(sender.error()).isEqualTo(status);
    }
    assertThat(names(target)).hasSize(answer.equals("y") ? 1 : 0);
  }

  @Test
  void theListIsShownBeforeItIsAccepted() throws IOException {
    Files.writeString(tree.resolve("clear\033[2J.txt"), "");
    try (var sender = RunningProgram.local("send", tree.toString());
        var receiver = RunningProgram.onTerminal("receive", "-d", target.toString())) {
      receiver.awaitOutput("Waiting for your friend's invite");
      receiver.type(sender.awaitBlob() + "\n");
      receiver.awaitOutput("Send this reply");
      sender.type(receiver.awaitBlobOtherThan(sender.awaitBlob()) + "\n");
      receiver.awaitOutput("Accept?");

      assertThat(String.join("\n", receiver.output()))
          .contains("tree (4 files in 4 directories, 2 bytes)", "tree/deep/a.txt (1 byte)")
          .doesNotContain("\033[2J");
      receiver.type("y\n");
      assertThat(receiver.awaitExit()).as(receiver.output().toString()).isZero();
    }
  }

  @Test
  void aTextArrivesAtThePerson() {
    try (var sender = RunningProgram.local("send", "--text", "See you\nat \033[31meight.");
        var receiver = receiver()) {
      join(sender, receiver);

      assertThat(receiver.awaitExit()).as(receiver.error()).isZero();
      assertThat(sender.awaitExit()).as(sender.error()).isZero();
      assertThat(receiver.error())
          .contains("Your friend writes:\nSee you\nat \\u{1B}[31meight.")
          .doesNotContain("\033");
    }
  }

  @Test
  void aPipeGoesThrough() throws IOException {
    Path file = bigFile();
    String local = " --stun none --loopback ";
    String program = RunningProgram.EXECUTABLE;
    Path answer = directory.resolve("answer");
    Path offer = directory.resolve("offer");
    Path out = directory.resolve("out");
    String script =
        "set -o pipefail; mkfifo %s %s; cat %s | %s send - --name data --peer %s %s > %s & "
                .formatted(answer, offer, file, program, answer, local, offer)
            + "%s receive - --yes --peer %s %s 2> >(grep --line-buffered ^p2 > %s) > %s; wait $!"
                .formatted(program, offer, local, answer, out);

    try (var both = RunningProgram.shell(script)) {
      assertThat(both.awaitExit()).as(both.error()).isZero();
      assertThat(both.error())
          .contains("Sending data (of unknown size).")
          .doesNotContain("0 bytes of", "%");
    }
    assertThat(Files.mismatch(file, out)).isEqualTo(-1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rename", "skip", "overwrite"})
  void aNameThatIsTakenIsTreatedAsWanted(String policy) throws IOException {
    Path file = Files.writeString(directory.resolve("note.txt"), "new");
    Files.writeString(target.resolve("note.txt"), "older");
    try (var sender = RunningProgram.local("send", file.toString());
        var receiver = receiver("-v", "--on-conflict", policy)) {
      join(sender, receiver);
      assertThat(receiver.awaitExit()).as(receiver.error()).isZero();
      assertThat(sender.awaitExit()).as(sender.error()).isZero();
      assertThat(receiver.error())
          .contains(
              switch (policy) {
                case "rename" ->
                    "1 name is changed.\n  note (1).txt (3 bytes), sent as \"note.txt\"";
                case "skip" -> "1 entry is skipped.\n  note.txt (3 bytes), skipped";
                default -> "Receiving note.txt (3 bytes).";
              });
    }
    assertThat(target.resolve("note.txt")).hasContent(policy.equals("overwrite") ? "new" : "older");
    assertThat(names(target)).hasSize(policy.equals("rename") ? 2 : 1);
  }

  @Test
  void aTerminalOfTwentyColumnsIsEnough() throws IOException {
    bigFile();
    try (var sender =
            RunningProgram.onNarrowTerminal(20, "send", "--limit", "20M", tree.toString());
        var receiver = receiver()) {
      receiver.type(sender.awaitBlob() + "\n");
      sender.type(receiver.awaitBlob() + "\n");

      assertThat(sender.awaitExit()).as(sender.output().toString()).isZero();
      List<String> shown =
          sender.output().stream()
              .map(line -> line.replaceAll("\033(\\[[0-9;]*[A-Za-z]|[78])", ""))
              .filter(line -> line.contains(" %"))
              .toList();
      assertThat(shown).isNotEmpty().allMatch(line -> line.length() < 20);
    }
  }

  @Test
  void theLogHasTheDetailsAndNoSecret() throws IOException {
    Path log = directory.resolve("log");
    try (var sender =
            RunningProgram.local("send", "--quiet", "--log", log.toString(), tree.toString());
        var receiver = receiver()) {
      String offer = sender.awaitBlob();
      receiver.type(offer + "\n");
      String answer = receiver.awaitBlob();
      sender.type(answer + "\n");
      assertThat(sender.awaitExit()).as(sender.error()).isZero();
      assertThat(sender.error()).isEmpty();
      assertThat(log)
          .content(StandardCharsets.UTF_8)
          .contains("can be reached at", "Connected", "Packets: ")
          .doesNotContain(offer, answer);
    }
  }

  private RunningProgram receiver(String... options) {
    return RunningProgram.local(
        Stream.concat(Stream.of("receive", "--yes", "-d", target.toString()), Stream.of(options))
            .toArray(String[]::new));
  }

  private Path bigFile() throws IOException {
    byte[] content = new byte[40 * MEGABYTE];
    new SplittableRandom(1).nextBytes(content);
    return Files.write(tree.resolve("big.bin"), content);
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(path -> path.getFileName().toString()).toList();
    }
  }
}
