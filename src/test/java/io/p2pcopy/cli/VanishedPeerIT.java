package io.p2pcopy.cli;

import static io.p2pcopy.cli.RunningProgram.join;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * One of two processes of the packaged program is killed during a transfer. All at the same time,
 * for the other waits forty seconds before it gives up: it may only be changing networks.
 */
@Execution(ExecutionMode.CONCURRENT)
class VanishedPeerIT {
  private static final int BYTES = 40_000_000;

  private Path target;
  private Path tree;
  private Path big;

  @BeforeEach
  void makeTree(@TempDir Path scratch) throws IOException {
    target = Files.createDirectory(scratch.resolve("target"));
    tree = Files.createDirectory(scratch.resolve("tree"));
    Files.writeString(tree.resolve("a.txt"), "a");
    byte[] content = new byte[BYTES];
    new SplittableRandom(1).nextBytes(content);
    big = Files.write(tree.resolve("big.bin"), content);
  }

  @Test
  void theReceiverIsKilledAndTheSameCommandsGoOn() throws IOException {
    try (var sender = slowSender();
        var receiver = receiver()) {
      joinAndAwaitContent(sender, receiver);
      receiver.kill();
      sender.endInput();

      assertThat(sender.awaitExit()).as(sender.error()).isEqualTo(5);
      assertThat(sender.error()).contains("Exchange a new invite and reply to resume.");
      assertThat(sender.error()).doesNotContain("\tat ");
    }
    assertTheSameCommandsGoOn();
  }

  @Test
  void theSenderIsKilledAndTheSameCommandsGoOn() throws IOException {
    try (var sender = slowSender();
        var receiver = receiver()) {
      joinAndAwaitContent(sender, receiver);
      sender.kill();
      receiver.endInput();

      assertThat(receiver.awaitExit()).as(receiver.error()).isEqualTo(5);
      assertThat(receiver.error()).contains("Run the same command again to resume.");
      assertThat(receiver.error()).doesNotContain("\tat ");
    }
    assertTheSameCommandsGoOn();
  }

  @Test
  void aLostConnectionIsReplacedWithinTheRun() throws IOException {
    try (var sender = slowSender();
        var receiver = receiver()) {
      String first = sender.awaitBlob();
      joinAndAwaitContent(sender, receiver);
      receiver.kill();

      sender.awaitError("Exchange a new invite and reply to resume.");
      try (var another = receiver()) {
        another.type(sender.awaitBlobOtherThan(first) + "\n");
        sender.type(another.awaitBlob() + "\n");

        assertThat(sender.awaitExit()).as(sender.error()).isZero();
        assertThat(another.awaitExit()).as(another.error()).isZero();
      }
    }
    assertIdentical();
  }

  @Test
  void afterALossTheOtherSidesSameCommandIsEnough() throws IOException {
    try (var sender = slowSender();
        var receiver = receiver()) {
      joinAndAwaitContent(sender, receiver);
      String answer = receiver.awaitBlob();
      sender.kill();

      receiver.awaitError("Exchange a new invite and reply to resume.");
      try (var another = sender()) {
        receiver.type(another.awaitBlob() + "\n");
        another.type(receiver.awaitBlobOtherThan(answer) + "\n");

        assertThat(another.awaitExit()).as(another.error()).isZero();
        assertThat(receiver.awaitExit()).as(receiver.error()).isZero();
        assertThat(another.error()).contains("of it was already there.");
      }
    }
    assertIdentical();
  }

  private static void joinAndAwaitContent(RunningProgram sender, RunningProgram receiver) {
    join(sender, receiver);
    receiver.awaitError("MB of 40.0 MB, file ");
  }

  private void assertTheSameCommandsGoOn() throws IOException {
    assertThat(target.resolve("tree/big.bin")).doesNotExist();
    try (var sender = sender();
        var receiver = receiver()) {
      join(sender, receiver);

      assertThat(sender.awaitExit()).as(sender.error()).isZero();
      assertThat(receiver.awaitExit()).as(receiver.error()).isZero();
      assertThat(receiver.error()).contains("of it was already there.");
    }
    assertIdentical();
  }

  private void assertIdentical() throws IOException {
    assertThat(Files.mismatch(big, target.resolve("tree/big.bin"))).isEqualTo(-1);
  }

  private RunningProgram slowSender() {
    return RunningProgram.local("send", "--limit", "6M", tree.toString());
  }

  private RunningProgram sender() {
    return RunningProgram.local("send", tree.toString());
  }

  private RunningProgram receiver() {
    return RunningProgram.local("receive", "--yes", "-d", target.toString());
  }
}
