package io.p2pcopy.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.p2pcopy.transfer.source.SourceOptions;
import io.p2pcopy.transfer.source.SourceTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Another user of the computer swaps a directory for a link while a tree is being transferred. */
@Timeout(120)
@EnabledOnOs(OS.LINUX)
class LocalAttackerTest {

  private static final int FILES = 2000;
  private static final String SECRET = "secret";
  private static final String HARMLESS = "harmless";

  private Path outbox;
  private Path inbox;
  private Path home;
  private final MemoryChannelPair channels = new MemoryChannelPair();

  @BeforeEach
  void makeDirectories(@TempDir Path temporary) throws IOException {
    outbox = Files.createDirectory(temporary.resolve("out"));
    inbox = Files.createDirectory(temporary.resolve("in"));
    home = Files.createDirectory(temporary.resolve("home"));
    Files.createDirectories(outbox.resolve("trip/sub"));
    for (int i = 0; i < FILES; i++) {
      Files.writeString(outbox.resolve("trip/sub/f" + i), HARMLESS);
    }
  }

  @Test
  void nothingIsStoredThroughALinkInThePlaceOfADirectory() throws Exception {
    int swaps;
    try (var sending = TransferFixture.sender(outbox.resolve("trip")).over(channels.left());
        var receiving = TransferFixture.receiver(inbox).over(channels.right())) {
      var attacker = new SwappedDirectory(inbox.resolve("trip/sub"), home);
      try (attacker) {
        receiving.end();
        sending.end();
      }
      swaps = attacker.swaps();
    }

    assertThat(swaps).isPositive();
    assertThat(home).isEmptyDirectory();
    // All of them may have failed: the attacker can prevent the transfer.
    assertThat(stored()).allMatch(file -> text(file).equals(HARMLESS));
  }

  @Test
  void nothingIsSentThroughALinkInThePlaceOfADirectory() throws Exception {
    for (int i = 0; i < FILES; i++) {
      Files.writeString(home.resolve("f" + i), SECRET);
    }
    int swaps;
    try (var sending = TransferFixture.sender(outbox.resolve("trip"));
        var receiving = TransferFixture.receiver(inbox)) {
      var attacker = new SwappedDirectory(outbox.resolve("trip/sub"), home);
      try (attacker) {
        sending.over(channels.left());
        receiving.over(channels.right()).end();
        sending.end();
      }
      swaps = attacker.swaps();
    }

    assertThat(swaps).isPositive();
    assertThat(stored().filter(file -> text(file).equals(SECRET)).count()).isZero();
  }

  @Test
  void nothingBehindALinkInThePlaceOfADirectoryIsListed() throws Exception {
    Files.writeString(home.resolve("private"), SECRET);
    var attacker = new SwappedDirectory(outbox.resolve("trip/sub"), home);
    try (attacker) {
      while (attacker.swaps() < 100) {
        try (SourceTree tree =
            SourceTree.scan(List.of(outbox.resolve("trip")), SourceOptions.EVERYTHING)) {
          for (long number = 0; number < tree.totals().entries(); number++) {
            assertThat(tree.entry(number).path()).doesNotEndWith("private");
          }
        }
      }
    }
  }

  private Stream<Path> stored() throws IOException {
    try (Stream<Path> all = Files.walk(inbox)) {
      return all
          .filter(Files::isRegularFile)
          .filter(file -> !file.toString().contains("/.p2pcopy-journal"))
          .filter(file -> !file.toString().endsWith(".p2pcopy-part"))
          .toList()
          .stream();
    }
  }

  private static String text(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
