package io.p2pcopy.cli;

import io.p2pcopy.datachannel.DataChannel;
import io.p2pcopy.peer.PeerConnection;
import io.p2pcopy.transfer.AcceptPolicy;
import io.p2pcopy.transfer.FileReceiver;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Receives one file. */
@Command(
    name = "receive",
    mixinStandardHelpOptions = true,
    versionProvider = CommandLines.Version.class,
    description = "Receives the file of the friend who types 'p2pcopy send'.",
    footer = {
      "",
      "Examples:",
      "  p2pcopy receive",
      "  p2pcopy receive -d Downloads",
      "  p2pcopy receive --offer            (you begin; your friend types send --answer)"
    })
final class ReceiveCommand implements Callable<Integer> {
  private static final long CHANNEL_SECONDS = 30;

  private final Surroundings around;

  @Option(
      names = {"-d", "--directory"},
      paramLabel = "DIR",
      defaultValue = ".",
      description = "Where to put the file. Default: the current directory.")
  private Path directory;

  @Option(names = "--offer", description = "Begin yourself: your friend types send --answer.")
  private boolean offer;

  @Option(
      names = {"-y", "--yes"},
      description = "Accept the file without asking.")
  private boolean yes;

  @Option(names = "--overwrite", description = "Replace a file that has the same name.")
  private boolean overwrite;

  @Mixin private ConnectionOptions connection;
  @Mixin private OutputOptions output;

  @SuppressWarnings("NullAway.Init") // Set by picocli.
  ReceiveCommand(Surroundings around) {
    this.around = around;
  }

  @Override
  public Integer call() {
    return output.reporting(
        around,
        false,
        report -> Session.run(around, connection, report, session -> receive(session, report)));
  }

  private void receive(Session session, Report report) throws Exception {
    FileReceiver receiver =
        FileReceiver.into(directory, overwrite, policy(session), report, around.clock());
    PeerConnection peer = session.open();
    var channel = new CompletableFuture<DataChannel>();
    peer.onDataChannel(channel::complete);
    session.connect(peer, offer);
    report.done(receiver.receive(session.limited(awaited(channel))), Network.of(peer));
  }

  private AcceptPolicy policy(Session session) throws CommandException {
    if (yes) {
      return file -> true;
    }
    if (!around.terminal().input() || !around.terminal().error()) {
      throw CommandException.usage(
          "There is no terminal to ask on whether the file is wanted: add --yes to accept it.");
    }
    return new Question(session.standardInput(), around.err());
  }

  private static DataChannel awaited(CompletableFuture<DataChannel> channel) throws Exception {
    try {
      return channel.get(CHANNEL_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new CommandException(
          ExitCode.CONNECTION_LOST, "lost", "The other side connected and then sent nothing.");
    }
  }
}
