package io.p2pcopy.cli;

import io.p2pcopy.cli.environment.CommandException;
import io.p2pcopy.cli.exchange.TransferSession;
import io.p2pcopy.cli.exchange.TypedText;
import io.p2pcopy.cli.option.BlobArgument;
import io.p2pcopy.cli.option.ConnectionOptions;
import io.p2pcopy.cli.option.OutputOptions;
import io.p2pcopy.cli.option.SpecialFile;
import io.p2pcopy.cli.report.DryRun;
import io.p2pcopy.cli.report.Incomplete;
import io.p2pcopy.cli.report.OfferSummary;
import io.p2pcopy.cli.report.Outcome;
import io.p2pcopy.cli.report.Output;
import io.p2pcopy.cli.report.TransferName;
import io.p2pcopy.cli.report.TransferReport;
import io.p2pcopy.cli.terminal.Environment;
import io.p2pcopy.transfer.SendSettings;
import io.p2pcopy.transfer.TransferException;
import io.p2pcopy.transfer.TransferSummary;
import io.p2pcopy.transfer.WordsQuestion;
import io.p2pcopy.transfer.send.TreeSender;
import io.p2pcopy.transfer.source.Skipped;
import io.p2pcopy.transfer.source.SourceOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sends files, directories, a stream or a text. */
@Command(
    name = "send",
    mixinStandardHelpOptions = true,
    versionProvider = ProgramVersion.class,
    description = "Sends files and directories to the friend who types 'p2pcopy receive'.",
    footer = {
      "",
      "During the transfer, type 'limit 2M' or 'limit none' and press Enter to change the rate.",
      "The same command resumes an interrupted transfer: only what is missing is sent.",
      "",
      "Examples:",
      "  p2pcopy send big.iso",
      "  p2pcopy send --exclude '*.tmp' --gitignore holiday project",
      "  p2pcopy send --text 'See you at eight.'",
      "  p2pcopy send --answer big.iso      (your friend began with receive --offer)",
      "  tar c data | p2pcopy send - --name data.tar --peer reply.txt",
      "  mkfifo back; p2pcopy send big.iso < back | ssh host p2pcopy receive --yes > back"
    })
final class SendCommand implements Callable<Integer> {
  private static final String STANDARD_INPUT = "-";

  /** Stands for a text that is not given; an argument cannot hold it. */
  private static final String NO_TEXT = "\0";

  private final Environment around;

  @Parameters(
      paramLabel = "PATH",
      arity = "0..*",
      description = "The files and directories to send; - for standard input.")
  private List<Path> paths = new ArrayList<>();

  @Option(
      names = "--text",
      paramLabel = "TEXT",
      arity = "0..1",
      fallbackValue = NO_TEXT,
      description = "Send this text instead of files. Without TEXT, you are asked for it.")
  private @Nullable String text;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      defaultValue = "stdin",
      description = "The name of standard input (-) at the other side. Default: stdin.")
  private String name;

  @Option(
      names = "--exclude",
      paramLabel = "GLOB",
      description = "Leave out what matches, as in a .gitignore file. May be given several times.")
  private List<String> excludes = new ArrayList<>();

  @Option(
      names = "--gitignore",
      description = "Leave out what the .gitignore files in the directories name.")
  private boolean gitignore;

  @Option(
      names = "--links",
      description =
          "Send symbolic links that stay inside the directories. Default: links are left out.")
  private boolean links;

  @Option(
      names = {"-n", "--dry-run"},
      description = "Only list what would be sent, with sizes.")
  private boolean dryRun;

  @Option(
      names = "--answer",
      description = "Your friend began with receive --offer: paste that invite first.")
  private boolean answer;

  @Option(
      names = "--verify",
      description = "Send nothing before you have compared four words with your friend.")
  private boolean verify;

  @Mixin private ConnectionOptions connection;
  @Mixin private OutputOptions output;

  @SuppressWarnings("NullAway.Init") // Set by picocli.
  SendCommand(Environment around) {
    this.around = around;
  }

  @Override
  public Integer call() {
    return output.reporting(
        around,
        true,
        said ->
            TransferSession.run(
                around,
                connection,
                said,
                text == null && !isStream(),
                session -> send(session, said)));
  }

  private void send(TransferSession session, Output said) throws Exception {
    checkArguments();
    var what = new TransferName(nameOfOnly());
    var listener = new TransferReport(said.report(), said.movement(), what);
    try (TreeSender sender = sender(session, listener)) {
      Skipped skipped = sender.source().skipped();
      said.report().leftOut(skipped);
      if (dryRun) {
        DryRun.list(sender.source(), said.report());
        Incomplete.check(skipped);
        return;
      }
      session.open();
      TransferSummary summary =
          session.transfer(
              !answer,
              rate -> sender.limit(rate.bytesPerSecond()),
              met -> sender.send(met.channel(), met.meeting()));
      OfferSummary contents = OfferSummary.of(what.get(), sender.source().totals());
      said.report().done(new Outcome(contents, what.get(), summary), session.network());
      Incomplete.check(summary, skipped);
    }
  }

  private TreeSender sender(TransferSession session, TransferReport listener)
      throws TransferException, CommandException, InterruptedException {
    WordsQuestion words = verify ? session.questions().words() : WordsQuestion.NOT_ASKED;
    var settings = new SendSettings(true, connection.limit().bytesPerSecond(), words);
    var random = new SecureRandom();
    if (text != null) {
      String wanted = text.equals(NO_TEXT) ? TypedText.ask(session.console()) : text;
      if (wanted.length() > TreeSender.LONGEST_TEXT) {
        throw CommandException.usage(
            "The text has "
                + wanted.length()
                + " characters; at most "
                + TreeSender.LONGEST_TEXT
                + " can be sent as a text. Put it into a file and send that.");
      }
      return TreeSender.ofText(wanted, settings, listener, around.clock(), random);
    }
    if (isStream()) {
      return TreeSender.ofStream(name, around.in(), settings, listener, around.clock(), random);
    }
    var options = new SourceOptions(excludes, gitignore, links);
    return TreeSender.ofFiles(paths, options, settings, listener, around.clock(), random);
  }

  private void checkArguments() throws CommandException {
    for (Path path : paths) {
      if (!Files.exists(path) && BlobArgument.isOne(path.toString())) {
        throw BlobArgument.refused();
      }
    }
    if (paths.stream().anyMatch(SendCommand::isRoot)) {
      // What is left of "$DIRECTORY/" where the variable is not set.
      throw CommandException.usage(
          "/ is everything on this computer. If you mean that, type: p2pcopy send /*");
    }
    if (paths.isEmpty() == (text == null)) {
      throw CommandException.usage("Choose what to send: paths, - for standard input, or --text.");
    }
    if (paths.size() > 1 && paths.stream().anyMatch(SendCommand::isStandardInput)) {
      throw CommandException.usage("Standard input (-) cannot be combined with other paths.");
    }
    if (isStream() && connection.peer() == null) {
      throw CommandException.usage(
          "Standard input carries the content. Add --peer FILE to read your friend's"
              + " reply from a file or a named pipe.");
    }
    if (!isStream()) {
      for (Path path : paths) {
        SpecialFile.refuse(path);
      }
    }
    if (verify && !around.terminal().isDialogue()) {
      throw CommandException.usage("--verify needs a terminal to ask on.");
    }
  }

  private boolean isStream() {
    return paths.size() == 1 && isStandardInput(paths.get(0));
  }

  private static boolean isRoot(Path path) {
    return path.getFileName() == null && path.isAbsolute();
  }

  private static boolean isStandardInput(Path path) {
    return path.toString().equals(STANDARD_INPUT);
  }

  private String nameOfOnly() {
    if (isStream()) {
      return name;
    }
    return paths.size() == 1
        ? String.valueOf(paths.get(0).toAbsolutePath().normalize().getFileName())
        : "";
  }
}
