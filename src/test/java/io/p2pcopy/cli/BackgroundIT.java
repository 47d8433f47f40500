package io.p2pcopy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A process that the shell has put into the background of its terminal. */
@EnabledOnOs(OS.LINUX)
class BackgroundIT {

  @Test
  void itIsStoppedNeitherByReadingNorByWriting(@TempDir Path scratch) throws Exception {
    Path file = Files.writeString(scratch.resolve("file"), "content");
    Path target = scratch.resolve("target");
    String program = "'" + Path.of(RunningProgram.EXECUTABLE).toAbsolutePath() + "'";
    String here = " --loopback --stun none ";
    String sender = program + " send" + here + "'" + file + "' --peer back > there & wait $!";
    Path script =
        Files.writeString(
            scratch.resolve("script"),
            "cd '"
                + scratch
                + "'; mkfifo there back; stty tostop; set -m\n"
                + program
                + " receive --yes -d '"
                + target
                + "'"
                + here
                + "< there > back 2> log &\n"
                + sender
                + "; echo status $?\n");
    try (var terminal = RunningProgram.shell("script -qec \"bash '" + script + "'\" /dev/null")) {
      terminal.awaitOutput("status 0");
    }
    assertThat(target.resolve("file")).hasContent("content");
  }
}
