package io.p2pcopy.cli;

import io.p2pcopy.cli.environment.CommandException;
import io.p2pcopy.cli.environment.ScratchDirectory;
import io.p2pcopy.cli.exchange.ConsolePrompts;
import io.p2pcopy.cli.exchange.TransferSession;
import io.p2pcopy.cli.option.BlobArgument;
import io.p2pcopy.cli.option.ConnectionOptions;
import io.p2pcopy.cli.option.OutputOptions;
import io.p2pcopy.cli.report.Incomplete;
import io.p2pcopy.cli.report.OfferSummary;
import io.p2pcopy.cli.report.OfferedText;
import io.p2pcopy.cli.report.Outcome;
import io.p2pcopy.cli.report.Output;
import io.p2pcopy.cli.report.Report;
import io.p2pcopy.cli.report.SingleFileOutput;
import io.p2pcopy.cli.report.TransferName;
import io.p2pcopy.cli.report.TransferReport;
import io.p2pcopy.cli.terminal.Environment;
import io.p2pcopy.cli.terminal.Printable;
import io.p2pcopy.transfer.AcceptQuestion;
import io.p2pcopy.transfer.Delivery;
import io.p2pcopy.transfer.RateLimit;
import io.p2pcopy.transfer.ReceiveSettings;
import io.p2pcopy.transfer.TransferSummary;
import io.p2pcopy.transfer.WordsQuestion;
import io.p2pcopy.transfer.receive.TreeReceiver;
import io.p2pcopy.transfer.target.ConflictPolicy;
import io.p2pcopy.transfer.target.TargetOptions;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** Receives files and directories. */
@Command(
    name = "receive",
    mixinStandardHelpOptions = true,
    versionProvider = ProgramVersion.class,
    description = "Receives from the friend who types 'p2pcopy send'.",
    footer = {
      "",
      "During the transfer, type 'limit 2M' or 'limit none' and press Enter to change the rate.",
      "The same command resumes an interrupted transfer: only what is missing is sent.",
      "",
      "Examples:",
      "  p2pcopy receive",
      "  p2pcopy receive -d Downloads --on-conflict ask",
      "  p2pcopy receive --yes --peer invite.txt - | tar x",
      "  p2pcopy receive --offer            (you begin; your friend types send --answer)"
    })
final class ReceiveCommand implements Callable<Integer> {
  private final Environment around;

  @Parameters(
      paramLabel = "OUTPUT",
      arity = "0..1",
      description = "- writes the one file, or the text, to standard output once it is complete.")
  private @Nullable String destination;

  @Option(
      names = {"-d", "--directory"},
      paramLabel = "DIR",
      defaultValue = ".",
      description =
          "The directory for the files; created if missing. Default: the current directory.")
  private Path directory;

  @Option(
      names = "--offer",
      description = "Make the invite yourself: your friend types send --answer.")
  private boolean offer;

  @Option(
      names = {"-y", "--yes"},
      description = "Accept without asking.")
  private boolean yes;

  @Option(
      names = "--on-conflict",
      paramLabel = "POLICY",
      converter = PolicyConverter.class,
      description = {
        "What to do with a file whose name is taken: rename the new one, skip it, overwrite the",
        "existing one, or ask. Default: rename."
      })
  private @Nullable Policy onConflict;

  @Option(names = "--overwrite", description = "The same as --on-conflict overwrite.")
  private boolean overwrite;

  @Option(
      names = "--skip-existing",
      description = "Skip files that already exist with the same content.")
  private boolean skipExisting;

  @Option(
      names = "--links",
      description =
          "Create symbolic links that stay inside what is sent. Default: links are skipped.")
  private boolean links;

  @Option(
      names = "--verify",
      description = "Accept nothing before you have compared four words with your friend.")
  private boolean verify;

  @Mixin private ConnectionOptions connection;
  @Mixin private OutputOptions output;

  /** The words for {@link ConflictPolicy} on the command line. */
  enum Policy {
    RENAME,
    SKIP,
    OVERWRITE,
    ASK;

    ConflictPolicy toConflictPolicy() {
      return ConflictPolicy.valueOf(name());
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static final class PolicyConverter implements ITypeConverter<Policy> {
    @Override
    public Policy convert(String name) {
      return Arrays.stream(Policy.values())
          .filter(policy -> policy.toString().equals(name.toLowerCase(Locale.ROOT)))
          .findFirst()
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "'" + name + "' is not one of rename, skip, overwrite, ask"));
    }
  }

  @SuppressWarnings("NullAway.Init") // Set by picocli.
  ReceiveCommand(Environment around) {
    this.around = around;
  }

  @Override
  public Integer call() {
    // Standard output carries the file: the line goes to standard error.
    Environment surroundings = destination == null ? around : around.withoutOutput();
    return output.reporting(
        surroundings,
        false,
        said ->
            TransferSession.run(
                surroundings,
                connection,
                said,
                destination == null,
                session -> receive(session, said)));
  }

  private void receive(TransferSession session, Output said) throws Exception {
    ConflictPolicy policy = policy();
    checkArguments(policy);
    if (destination == null) {
      try (DestinationDirectory target = DestinationDirectory.prepare(directory)) {
        if (target.isNew()) {
          said.voice().say("Created the directory " + Printable.of(directory.toString()) + ".");
        }
        receive(session, said, policy, directory, null);
      }
      return;
    }
    try (ScratchDirectory scratch = ScratchDirectory.create("p2pcopy-receive")) {
      var single = new SingleFileOutput(scratch.path(), around.out());
      receive(session, said, policy, scratch.path(), single);
    }
  }

  private void receive(
      TransferSession session,
      Output said,
      ConflictPolicy policy,
      Path directory,
      @Nullable SingleFileOutput single)
      throws Exception {
    var name = new TransferName("");
    var listener = new TransferReport(said.report(), said.movement(), name, single);
    var limit = new RateLimit(around.clock(), connection.limit().bytesPerSecond());
    try (TreeReceiver receiver =
        TreeReceiver.into(
            directory,
            settings(session, said.report(), policy, name, single),
            listener,
            around.clock(),
            new SecureRandom())) {
      session.open();
      TransferSummary summary =
          session.transfer(
              offer,
              rate -> limit.change(rate.bytesPerSecond()),
              met -> receiver.receive(new LimitedChannel(met.channel(), limit), met.meeting()));
      OfferSummary contents =
          new OfferSummary(name.get(), summary.files(), 0, 0, summary.bytes(), true, 0);
      // On standard output it has no place but its name.
      String place =
          single == null ? directory.toRealPath().resolve(name.get()).toString() : name.get();
      said.report().done(new Outcome(contents, place, summary), session.network());
      Incomplete.check(summary);
    }
  }

  private ReceiveSettings settings(
      TransferSession session,
      Report report,
      ConflictPolicy policy,
      TransferName name,
      @Nullable SingleFileOutput single) {
    ConsolePrompts questions = session.questions();
    AcceptQuestion accept = yes ? questions.acceptUnasked() : questions.accept();
    return new ReceiveSettings(
        new TargetOptions(policy, questions.conflict(), skipExisting, links),
        offered -> {
          if (single == null) {
            name.set(OfferedText.name(offered));
            boolean accepted = accept.accepts(offered);
            if (accepted) {
              new OfferedText(offered).renamed(report::renamed);
            }
            return accepted;
          }
          // What the file is called here does not matter.
          name.set(SingleFileOutput.nameOf(offered));
          return yes || accept.accepts(offered);
        },
        verify ? questions.words() : WordsQuestion.NOT_ASKED,
        single == null ? Delivery.NONE : single);
  }

  private ConflictPolicy policy() throws CommandException {
    if (onConflict == null) {
      return overwrite ? ConflictPolicy.OVERWRITE : ConflictPolicy.RENAME;
    }
    if (overwrite && onConflict != Policy.OVERWRITE) {
      throw CommandException.usage("--overwrite and --on-conflict contradict each other.");
    }
    return onConflict.toConflictPolicy();
  }

  private void checkArguments(ConflictPolicy policy) throws CommandException {
    if (destination != null && !destination.equals("-")) {
      throw BlobArgument.isOne(destination)
          ? BlobArgument.refused()
          : CommandException.usage("Use -d DIR to choose the directory.");
    }
    if (destination != null && output.json()) {
      throw CommandException.usage(
          "--json cannot be combined with -, because standard output carries the file.");
    }
    if (around.terminal().isDialogue()) {
      return;
    }
    if (!yes) {
      throw CommandException.usage(
          "There is no terminal to ask on. Add --yes to accept the files.");
    }
    if (verify) {
      throw CommandException.usage("--verify needs a terminal to ask on.");
    }
    if (policy == ConflictPolicy.ASK) {
      throw CommandException.usage(
          "--on-conflict ask needs a terminal. Choose rename, skip or overwrite.");
    }
  }
}
