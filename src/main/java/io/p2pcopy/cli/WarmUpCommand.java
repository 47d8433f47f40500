package io.p2pcopy.cli;

import io.p2pcopy.cli.environment.CommandException;
import io.p2pcopy.cli.environment.ExitCode;
import io.p2pcopy.cli.environment.ScratchDirectory;
import io.p2pcopy.cli.terminal.Environment;
import io.p2pcopy.cli.terminal.Terminal;
import io.p2pcopy.crypto.Cryptography;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Does one small transfer inside this process, so that the launcher can record which classes a
 * transfer needs; and leaves native code that works where later runs find it unpacked.
 */
@Command(name = "warm-up", hidden = true, description = "Serves the launcher.")
final class WarmUpCommand implements Callable<Integer> {
  @Option(names = "--natives", paramLabel = "DIRECTORY")
  private @Nullable Path natives;

  private static final List<String> THIS_COMPUTER =
      List.of("--loopback", "--stun", "none", "--timeout", "20s");
  private static final int BYTES = 300_000;
  private static final int PIPE = 4096;

  private final Environment around;

  WarmUpCommand(Environment around) {
    this.around = around;
  }

  @Override
  public Integer call() throws CommandException, IOException, InterruptedException {
    if (natives != null) {
      Cryptography.unpack(natives);
    }
    try (ScratchDirectory scratch = ScratchDirectory.create("p2pcopy-warm-up")) {
      Path file = Files.write(scratch.resolve("file"), new byte[BYTES]);
      Path target = Files.createDirectory(scratch.resolve("received"));
      var toSender = new PipedInputStream(PIPE);
      var toReceiver = new PipedInputStream(PIPE);
      var receiver =
          new Thread(
              () -> run(toReceiver, toSender, "receive", "--yes", "-d", target.toString()),
              "p2pcopy-warm-up");
      receiver.start();
      run(toSender, toReceiver, "send", file.toString());
      receiver.join();
      return ExitCode.DONE.status();
    }
  }

  private void run(PipedInputStream in, PipedInputStream other, String... arguments) {
    try (var out = new PrintStream(new PipedOutputStream(other), true, StandardCharsets.UTF_8);
        var silent =
            new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8)) {
      var side = new Environment(in, out, silent, Terminal.NONE, around.clock());
      var unused =
          CommandLines.execute(
              side,
              Stream.concat(Arrays.stream(arguments), THIS_COMPUTER.stream())
                  .toArray(String[]::new));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
