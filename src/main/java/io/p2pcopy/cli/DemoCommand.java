package io.p2pcopy.cli;

import io.p2pcopy.cli.environment.CommandException;
import io.p2pcopy.cli.environment.ExitCode;
import io.p2pcopy.cli.environment.ScratchDirectory;
import io.p2pcopy.cli.option.OutputOptions;
import io.p2pcopy.cli.report.Failure;
import io.p2pcopy.cli.report.Report;
import io.p2pcopy.cli.terminal.Environment;
import io.p2pcopy.cli.terminal.Wording;
import io.p2pcopy.transfer.TransferException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows a whole transfer between two processes of this program. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    versionProvider = ProgramVersion.class,
    description = "Shows a whole transfer, with both ends on this computer.",
    footer = {"", "Examples:", "  p2pcopy demo", "  p2pcopy demo big.iso"})
final class DemoCommand implements Callable<Integer> {
  private static final int RANDOM_MEGABYTES = 256;
  private static final int MEGABYTE = 1_000_000;
  private static final List<String> THIS_COMPUTER =
      List.of("--json", "--loopback", "--stun", "none", "--timeout", "1m");

  private final Environment around;

  @Parameters(
      paramLabel = "FILE",
      arity = "0..1",
      description = "What to send. Default: 256 MB of random data.")
  private @Nullable Path file;

  DemoCommand(Environment around) {
    this.around = around;
  }

  @Override
  public Integer call() {
    Report report = new OutputOptions(false).report(around);
    try {
      return run();
    } catch (IOException | TransferException | CommandException | InterruptedException e) {
      Failure failure = e instanceof IOException io ? localFile(io) : Failure.of(e);
      report.failed(failure);
      return failure.code().status();
    }
  }

  private int run() throws IOException, TransferException, CommandException, InterruptedException {
    if (file != null && !Files.isReadable(file)) {
      throw new CommandException(
          ExitCode.LOCAL_FILE, "local-file", "The file " + file + " cannot be read.");
    }
    try (ScratchDirectory scratch = ScratchDirectory.create("p2pcopy-demo")) {
      Path source = file == null ? randomFile(scratch.resolve("random.bin")) : file;
      return copy(source.toAbsolutePath(), Files.createDirectory(scratch.resolve("received")));
    }
  }

  private int copy(Path source, Path target) throws IOException, InterruptedException {
    PrintStream out = around.out();
    out.println(
        "Two processes of p2pcopy run on this computer. Each prints one line of text: an invite and"
            + " a reply. People send them to each other by a chat; the demo passes them on.");
    out.println();
    out.flush();
    try (var sender = DemoProcess.start("sender  ", sending(source), false, out);
        var receiver = DemoProcess.start("receiver", receiving(target), true, out)) {
      sender.handsBlobsTo(receiver);
      receiver.handsBlobsTo(sender);
      // Where one side fails, the other is told by the network; if it is not, it is ended.
      var firstFailure = new AtomicInteger();
      sender.onFailure(status -> firstFailure.compareAndSet(0, status), receiver);
      receiver.onFailure(status -> firstFailure.compareAndSet(0, status), sender);
      sender.await();
      receiver.await();
      if (firstFailure.get() != 0) {
        return firstFailure.get();
      }
      return compare(source, target, sender.rate());
    }
  }

  private int compare(Path source, Path target, long bytesPerSecond) throws IOException {
    try (Stream<Path> received = Files.list(target)) {
      List<Path> files = received.toList();
      boolean identical = files.size() == 1 && Files.mismatch(source, files.get(0)) == -1;
      around.out().println();
      around
          .out()
          .println(
              identical
                  ? Wording.size(Files.size(source))
                      + " at "
                      + Wording.size(bytesPerSecond)
                      + "/s: the copy is identical."
                  : "The copy is not identical.");
      if (identical) {
        around
            .out()
            .println(
                "Now with a friend: type 'p2pcopy send FILE', and your friend types"
                    + " 'p2pcopy receive'.");
      }
      return (identical ? ExitCode.DONE : ExitCode.INTEGRITY).status();
    }
  }

  private static List<String> sending(Path source) {
    return Stream.of(List.of("send", source.toString()), THIS_COMPUTER)
        .flatMap(List::stream)
        .toList();
  }

  private static List<String> receiving(Path target) {
    return Stream.of(List.of("receive", "--yes", "-d", target.toString()), THIS_COMPUTER)
        .flatMap(List::stream)
        .toList();
  }

  private static Path randomFile(Path path) throws IOException {
    var random = new SplittableRandom();
    byte[] block = new byte[MEGABYTE];
    try (OutputStream out = Files.newOutputStream(path)) {
      for (int i = 0; i < RANDOM_MEGABYTES; i++) {
        random.nextBytes(block);
        out.write(block);
      }
    }
    return path;
  }

  private static Failure localFile(IOException e) {
    return new Failure(
        ExitCode.LOCAL_FILE, "local-file", "The demonstration needs its files: " + e, e);
  }
}
