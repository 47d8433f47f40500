package io.p2pcopy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.p2pcopy.cli.CommandPair.Ended;
import io.p2pcopy.cli.terminal.Environment;
import io.p2pcopy.cli.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people and programs are told of entries that are skipped. */
class SkippingReportTest {
  private Path tree;
  private Path target;

  @BeforeEach
  void makeDirectories(@TempDir Path directory) throws IOException {
    tree = Files.createDirectory(directory.resolve("tree"));
    target = Files.createDirectory(directory.resolve("target"));
    Files.createDirectory(target.resolve("tree"));
    Files.writeString(tree.resolve("new"), "new");
  }

  @Test
  void oneIsNamedOnBothSidesWithTheReason() throws Exception {
    taken(1);
    List<Ended> ended = transfer();

    assertThat(ended).as(ended.toString()).extracting(Ended::status).containsExactly(0, 0);
    assertThat(ended.get(0).err())
        .contains("1 entry was skipped by the receiver: tree/f0: the receiver has a file with this")
        .contains("1 file, 3 bytes");
    assertThat(ended.get(1).err())
        .contains("1 entry was skipped: tree/f0: a file with this name already exists.");
  }

  @Test
  void ofManyTheFirstAreNamed() throws Exception {
    taken(200);
    List<Ended> ended = transfer();

    for (Ended side : ended) {
      assertThat(side.err().lines().filter(line -> line.startsWith("  tree/f"))).hasSize(5);
      assertThat(side.err()).contains("200 entries were skipped", "... and 195 more (-v lists all");
    }
  }

  @Test
  void nothingIsCalledReceivedIfEverythingIsSkipped() throws Exception {
    Files.delete(tree.resolve("new"));
    Path file = Files.writeString(tree.resolve("f"), "new");
    Files.writeString(target.resolve("f"), "mine");
    List<Ended> ended =
        new CommandPair()
            .run(
                List.of(file.toString()),
                List.of("--yes", "--on-conflict", "skip", "-d", target.toString()));

    for (Ended side : ended) {
      assertThat(side.status()).isZero();
      assertThat(side.err()).contains("1 entry was skipped").doesNotContain("verified");
    }
  }

  @Test
  void programsAreToldOfEach() throws Exception {
    taken(7);
    List<Ended> ended = transfer("--json");

    for (Ended side : ended) {
      assertThat(
              side.out()
                  .lines()
                  .filter(line -> line.contains("\"event\":\"skipped\""))
                  .filter(line -> line.contains("\"reason\":\"name-taken\"")))
          .hasSize(7);
      assertThat(side.out()).containsPattern("\"event\":\"done\".*\"skipped\":7");
    }
  }

  @Test
  void aDryRunNamesWhatItLeavesOut() throws IOException {
    Files.createSymbolicLink(tree.resolve("link"), Path.of("new"));
    var err = new ByteArrayOutputStream();
    var out = new ByteArrayOutputStream();

    assertThat(dryRun(out, err)).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("3 bytes  tree/new");
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("link is left out: a symbolic link");
  }

  @Test
  void aDryRunForProgramsPrintsEvents() throws IOException {
    Files.createSymbolicLink(tree.resolve("link"), Path.of("new"));
    var out = new ByteArrayOutputStream();

    assertThat(dryRun(out, new ByteArrayOutputStream(), "--json")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8).lines())
        .allMatch(line -> line.startsWith("{\"event\":"))
        .anyMatch(line -> line.contains("\"skipped\",\"reason\":\"not-sent\",\"sentence\":"))
        .contains("{\"event\":\"entry\",\"path\":\"tree\",\"type\":\"directory\"}")
        .contains("{\"event\":\"entry\",\"path\":\"tree/new\",\"type\":\"file\",\"size\":3}")
        .anyMatch(line -> line.startsWith("{\"event\":\"listed\",\"name\":\"\",\"files\":1,"));
  }

  private int dryRun(ByteArrayOutputStream out, ByteArrayOutputStream err, String... more) {
    var arguments = new ArrayList<>(List.of("send", "--dry-run", tree.toString()));
    arguments.addAll(List.of(more));
    return CommandLines.execute(
        new Environment(
            InputStream.nullInputStream(),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            Terminal.NONE,
            () -> 0),
        arguments.toArray(String[]::new));
  }

  private void taken(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      Files.writeString(tree.resolve("f" + i), "new");
      Files.writeString(target.resolve("tree/f" + i), "mine");
    }
  }

  private List<Ended> transfer(String... more) throws Exception {
    var send = new ArrayList<>(List.of(tree.toString()));
    send.addAll(List.of(more));
    var receive =
        new ArrayList<>(List.of("--yes", "--on-conflict", "skip", "-d", target.toString()));
    receive.addAll(List.of(more));
    return new CommandPair().run(send, receive);
  }
}
