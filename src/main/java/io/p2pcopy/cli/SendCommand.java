package io.p2pcopy.cli;

import io.p2pcopy.peer.PeerConnection;
import io.p2pcopy.transfer.SendSettings;
import io.p2pcopy.transfer.TransferSummary;
import io.p2pcopy.transfer.TreeSender;
import io.p2pcopy.transfer.source.SourceOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sends a file or a directory. */
@Command(
    name = "send",
    mixinStandardHelpOptions = true,
    versionProvider = CommandLines.Version.class,
    description = "Sends a file or directory to the friend who types 'p2pcopy receive'.",
    footer = {
      "",
      "Examples:",
      "  p2pcopy send big.iso",
      "  p2pcopy send --answer big.iso      (your friend has begun with receive --offer)",
      "  mkfifo back; p2pcopy send big.iso < back | ssh host p2pcopy receive --yes > back"
    })
final class SendCommand implements Callable<Integer> {
  private final Surroundings around;

  @Parameters(paramLabel = "PATH", description = "The file or directory to send.")
  private Path path;

  @Option(names = "--answer", description = "Your friend has begun: paste the offer first.")
  private boolean answer;

  @Mixin private ConnectionOptions connection;
  @Mixin private OutputOptions output;

  @SuppressWarnings("NullAway.Init") // Set by picocli.
  SendCommand(Surroundings around) {
    this.around = around;
  }

  @Override
  public Integer call() {
    return output.reporting(
        around,
        true,
        report -> Session.run(around, connection, report, session -> send(session, report)));
  }

  private void send(Session session, Report report) throws Exception {
    if (!Files.exists(path) && CommandLines.looksLikeBlob(path.toString())) {
      throw CommandLines.blobInArguments();
    }
    String name = String.valueOf(path.toAbsolutePath().normalize().getFileName());
    try (TreeSender sender =
        TreeSender.ofFiles(
            List.of(path),
            SourceOptions.EVERYTHING,
            SendSettings.DEFAULT,
            new TransferReport(report, name),
            around.clock(),
            new SecureRandom())) {
      PeerConnection peer = session.open();
      Session.Met met = session.connect(peer, !answer);
      TransferSummary summary = sender.send(session.limited(met.channel()), met.meeting());
      checkComplete(summary);
      report.done(new TransferResult(path, summary.bytes(), summary.elapsed()), Network.of(peer));
    }
  }

  private static void checkComplete(TransferSummary summary) throws CommandException {
    if (summary.failed() > 0) {
      throw new CommandException(
          ExitCode.LOCAL_FILE, "incomplete", "Not everything could be sent.");
    }
  }
}
