package io.p2pcopy.cli;

import io.p2pcopy.datachannel.DataChannel;
import io.p2pcopy.peer.PeerConnection;
import io.p2pcopy.transfer.FileSender;
import io.p2pcopy.transfer.TransferProtocol;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sends one file. */
@Command(
    name = "send",
    mixinStandardHelpOptions = true,
    versionProvider = CommandLines.Version.class,
    description = "Sends a file to the friend who types 'p2pcopy receive'.",
    footer = {
      "",
      "Examples:",
      "  p2pcopy send big.iso",
      "  p2pcopy send --answer big.iso      (your friend has begun with receive --offer)",
      "  mkfifo back; p2pcopy send big.iso < back | ssh host p2pcopy receive --yes > back"
    })
final class SendCommand implements Callable<Integer> {
  private final Surroundings around;

  @Parameters(paramLabel = "PATH", description = "The file to send.")
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
    FileSender sender = FileSender.open(path, report, around.clock());
    PeerConnection peer = session.open();
    DataChannel channel = peer.createDataChannel(TransferProtocol.LABEL, TransferProtocol.NAME);
    session.connect(peer, !answer);
    report.done(sender.send(session.limited(channel)), Network.of(peer));
  }
}
