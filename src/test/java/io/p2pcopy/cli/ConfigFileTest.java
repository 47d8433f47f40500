package io.p2pcopy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.p2pcopy.cli.option.ConfigFile;
import io.p2pcopy.cli.terminal.Environment;
import io.p2pcopy.cli.terminal.Terminal;
import io.p2pcopy.net.Clock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The defaults of a user, seen through what is refused: nothing connects here. */
class ConfigFileTest {

  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @TempDir private Path scratch;
  private Path config;
  private Path file;

  @BeforeEach
  void makeFiles() throws IOException {
    Files.setPosixFilePermissions(scratch, PosixFilePermissions.fromString("rwx------"));
    config = scratch.resolve("config");
    file = Files.writeString(scratch.resolve("file"), "content");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "port = 70000|line 1: --port takes a number from 1 to 65535, not '70000'.",
        "# a comment;;port-range = 9-3|line 3: --port-range takes two ports",
        "stun = a.example;stun = host:port|line 1: --stun takes HOST:PORT or none",
        "prot = 4000|line 1: there is no option 'prot'.",
        "yes|line 1: --yes must be typed with the command.",
        "port = 4000;port = 4001|line 2: port is already set in line 1.",
        "port|line 1: port needs a value",
        "port =|line 1: port needs a value",
        "timeout = 5x|line 1: ",
        "bind = 192.0.2.77|line 1: --bind 192.0.2.77 is not an address of this computer.",
        "interface = nothere0|line 1: --interface nothere0 does not exist."
      })
  void aMistakeIsNamedWithFileAndLine(String content, String expected) throws IOException {
    Files.writeString(config, content.replace(';', '\n') + "\n");

    assertThat(run("send", file.toString())).isEqualTo(2);

    assertThat(text()).startsWith("p2pcopy: " + config + ", " + expected).hasLineCount(1);
  }

  @Test
  void whatIsTypedTakesPrecedence() throws IOException {
    Files.writeString(config, "port = 70000\n");

    assertThat(run("send", "--port", "80000", file.toString())).isEqualTo(2);
    assertThat(text()).contains("not '80000'").doesNotContain(config.toString());
  }

  @Test
  void anOptionThatExcludesOneOfTheFileReplacesIt() throws IOException {
    Files.writeString(config, "port = 70000\n");

    assertThat(run("send", "--port-range", "9-3", file.toString())).isEqualTo(2);
    assertThat(text()).contains("--port-range takes two ports").doesNotContain("70000");
  }

  @Test
  void aBusyPortIsRefusedBeforeTheInvite() throws IOException {
    try (var busy = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      String port = String.valueOf(busy.getLocalPort());

      assertThat(run("send", "--bind", "127.0.0.1", "--port", port, file.toString())).isEqualTo(2);

      assertThat(text()).contains("--port " + port + " is in use by another program.");
    }
  }

  @Test
  void aFileThatOthersCanChangeIsNotBelieved() throws IOException {
    Files.writeString(config, "port = 4000\n");
    Files.setPosixFilePermissions(config, PosixFilePermissions.fromString("rw-rw-rw-"));

    assertThat(run("send", file.toString())).isEqualTo(2);
    assertThat(text()).contains(config + " can be changed by other users");
  }

  @Test
  void theFileIsWhereTheSystemKeepsSettings() {
    Map<String, String> home = Map.of("HOME", "/home/a");
    assertThat(ConfigFile.location(home, "Linux"))
        .isEqualTo(Path.of("/home/a/.config/p2pcopy/config"));
    assertThat(ConfigFile.location(Map.of("HOME", "/h", "XDG_CONFIG_HOME", "/x"), "Linux"))
        .isEqualTo(Path.of("/x/p2pcopy/config"));
    assertThat(ConfigFile.location(home, "Mac OS X"))
        .isEqualTo(Path.of("/home/a/Library/Application Support/p2pcopy/config"));
    assertThat(ConfigFile.location(Map.of("P2PCOPY_CONFIG", ""), "Linux")).isNull();
    assertThat(ConfigFile.location(Map.of("P2PCOPY_CONFIG", "/c"), "Linux"))
        .isEqualTo(Path.of("/c"));
  }

  private int run(String... arguments) {
    var out = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    var errors = new PrintStream(err, true, StandardCharsets.UTF_8);
    var environment =
        new Environment(InputStream.nullInputStream(), out, errors, Terminal.NONE, Clock.system());
    return CommandLines.execute(environment, config, arguments);
  }

  private String text() {
    return err.toString(StandardCharsets.UTF_8);
  }
}
