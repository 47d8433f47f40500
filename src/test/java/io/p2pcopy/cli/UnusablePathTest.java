package io.p2pcopy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.p2pcopy.cli.terminal.Environment;
import io.p2pcopy.cli.terminal.Terminal;
import io.p2pcopy.net.Clock;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Paths that cannot be sent, or that hold no invite, are explained before anything is offered. */
class UnusablePathTest {
  private Path directory;
  private String errors = "";

  @BeforeEach
  void remember(@TempDir Path scratch) {
    directory = scratch;
  }

  @Test
  void aPipeIsForStandardInput() throws Exception {
    Path pipe = directory.resolve("pipe");
    Assumptions.assumeTrue(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0);

    assertThat(send(pipe)).isEqualTo(7);
    assertThat(errors)
        .isEqualTo(
            "p2pcopy: %1$s is a pipe, not a file. Send what comes out of it with 'p2pcopy send - --name NAME --peer FILE < %1$s'.\n"
                .formatted(pipe));
  }

  @Test
  void aDeviceIsForStandardInput() {
    Path device = Path.of("/dev/null");
    Assumptions.assumeTrue(Files.exists(device));

    assertThat(send(device)).isEqualTo(7);
    assertThat(errors).contains("/dev/null is a device, not a file.", "'p2pcopy send - ");
  }

  @Test
  void aSocketHasNoContent() throws Exception {
    Path path = directory.resolve("socket");
    try (var socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      socket.bind(UnixDomainSocketAddress.of(path));

      assertThat(send(path)).isEqualTo(7);
    }
    assertThat(errors).contains(path + " is a socket, not a file.", "| p2pcopy send - ");
  }

  @ParameterizedTest
  @CsvSource({
    "directory,7,is a directory.",
    "missing,7,cannot be read.",
    "empty,3,The input ended before",
    "binary,3,''"
  })
  void aPeerFileWithoutAnInviteIsExplained(String name, int status, String words) throws Exception {
    Path file = directory.resolve(name);
    switch (name) {
      case "directory" -> Files.createDirectory(file);
      case "empty" -> Files.createFile(file);
      case "binary" -> Files.write(file, new byte[] {0, 1, -1, -2, 10, 0, 127, -128, 10, 13});
      default -> {}
    }

    int ended =
        run(
            "receive",
            "--yes",
            "-d",
            directory.toString(),
            "--stun",
            "none",
            "--loopback",
            "--peer",
            file.toString());

    assertThat(ended).as(errors).isEqualTo(status);
    assertThat(errors).contains(words).doesNotContain("bug");
  }

  private int send(Path path) {
    return run("send", path.toString());
  }

  private int run(String... arguments) {
    var err = new ByteArrayOutputStream();
    int status =
        CommandLines.execute(
            new Environment(
                InputStream.nullInputStream(),
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Terminal.NONE,
                Clock.system()),
            arguments);
    errors = err.toString(StandardCharsets.UTF_8);
    return status;
  }
}
