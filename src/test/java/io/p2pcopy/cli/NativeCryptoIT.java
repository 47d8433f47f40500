package io.p2pcopy.cli;

import static io.p2pcopy.cli.RunningProgram.join;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The packaged program with and without its native code, which not every machine can load. */
@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
class NativeCryptoIT {

  @Test
  void oneEndMayDoWithoutNativeCode(@TempDir Path directory) throws Exception {
    byte[] content = new byte[3_000_000];
    new SplittableRandom(1).nextBytes(content);
    Path file = Files.write(directory.resolve("file"), content);
    Path target = Files.createDirectory(directory.resolve("target"));

    try (var sender =
            RunningProgram.with("-Dp2pcopy.native-crypto=false", "send", "-v", file.toString());
        var receiver = RunningProgram.local("receive", "-v", "--yes", "-d", target.toString())) {
      join(sender, receiver);

      assertThat(sender.awaitExit()).as(sender.error()).isZero();
      assertThat(receiver.awaitExit()).as(receiver.error()).isZero();
      assertThat(sender.error()).contains(", in Java.");
      assertThat(receiver.error()).contains(", in native code.");
    }
    assertThat(target.resolve("file")).hasBinaryContent(content);
  }

  @Test
  void aDirectoryFromWhichNothingRunsIsNoHindrance(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "text");
    Path target = Files.createDirectory(directory.resolve("target"));
    // Where a file should become a directory, nothing can be unpacked, not even by root.
    String noRoom = "-Dcom.amazon.corretto.crypto.provider.tmpdir=" + file;

    try (var sender = RunningProgram.with(noRoom, "send", "-v", file.toString());
        var receiver = RunningProgram.local("receive", "--yes", "-d", target.toString())) {
      join(sender, receiver);

      assertThat(sender.awaitExit()).as(sender.error()).isZero();
      assertThat(receiver.awaitExit()).as(receiver.error()).isZero();
      assertThat(sender.error()).contains(", in Java.").doesNotContain("xception");
    }
    assertThat(target.resolve("file")).hasContent("text");
  }
}
