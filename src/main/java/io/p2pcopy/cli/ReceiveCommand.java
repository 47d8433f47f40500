package io.p2pcopy.cli;

import io.p2pcopy.peer.PeerConnection;
import io.p2pcopy.transfer.AcceptQuestion;
import io.p2pcopy.transfer.ReceiveSettings;
import io.p2pcopy.transfer.TransferListener;
import io.p2pcopy.transfer.TransferProgress;
import io.p2pcopy.transfer.TransferSummary;
import io.p2pcopy.transfer.TreeReceiver;
import io.p2pcopy.transfer.WordsQuestion;
import io.p2pcopy.transfer.target.ConflictPolicy;
import io.p2pcopy.transfer.target.ConflictQuestion;
import io.p2pcopy.transfer.target.TargetOptions;
import io.p2pcopy.transfer.target.TargetTotals;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Receives files and directories. */
@Command(
    name = "receive",
    mixinStandardHelpOptions = true,
    versionProvider = CommandLines.Version.class,
    description = "Receives from the friend who types 'p2pcopy send'.",
    footer = {
      "",
      "Examples:",
      "  p2pcopy receive",
      "  p2pcopy receive -d Downloads",
      "  p2pcopy receive --offer            (you begin; your friend types send --answer)"
    })
final class ReceiveCommand implements Callable<Integer> {
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
    AcceptQuestion policy = policy(session);
    var listener = new Arrived(report);
    var settings =
        new ReceiveSettings(
            new TargetOptions(
                overwrite ? ConflictPolicy.OVERWRITE : ConflictPolicy.RENAME,
                ConflictQuestion.RENAME,
                false,
                false),
            offered -> {
              listener.name(Question.nameOf(offered));
              return policy.accepts(offered);
            },
            WordsQuestion.NOT_ASKED);
    try (TreeReceiver receiver =
        TreeReceiver.into(directory, settings, listener, around.clock(), new SecureRandom())) {
      PeerConnection peer = session.open();
      Session.Met met = session.connect(peer, offer);
      TransferSummary summary = receiver.receive(session.limited(met.channel()), met.meeting());
      if (summary.failed() > 0) {
        throw new CommandException(
            ExitCode.LOCAL_FILE, "incomplete", "Not everything could be received.");
      }
      Path stored = directory.toRealPath().resolve(listener.path());
      report.done(new TransferResult(stored, summary.bytes(), summary.elapsed()), Network.of(peer));
    }
  }

  private AcceptQuestion policy(Session session) throws CommandException {
    if (yes) {
      return offered -> true;
    }
    if (!around.terminal().input() || !around.terminal().error()) {
      throw CommandException.usage(
          "There is no terminal to ask on whether the file is wanted: add --yes to accept it.");
    }
    return new Question(session.standardInput(), around.err());
  }

  /** Notes under which name the only file, or the first directory, was stored. */
  private static final class Arrived implements TransferListener {
    private final Report report;
    private String name = "";
    private String path = "";

    private Arrived(Report report) {
      this.report = report;
    }

    private synchronized void name(String offered) {
      name = offered;
    }

    private synchronized String path() {
      return path;
    }

    @Override
    public synchronized void started(TargetTotals totals) {
      report.started(new FileOffer(name, totals.bytes()));
    }

    @Override
    public void progress(TransferProgress progress) {
      report.progress(progress.done());
    }

    @Override
    public synchronized void fileDone(String stored, long size, boolean untouched) {
      int slash = stored.indexOf('/');
      path = slash < 0 ? stored : stored.substring(0, slash);
    }
  }
}
