package io.p2pcopy.cli;

import io.p2pcopy.cli.environment.CommandException;
import io.p2pcopy.cli.environment.ExitCode;
import io.p2pcopy.cli.environment.UnwrittenException;
import io.p2pcopy.cli.option.BlobArgument;
import io.p2pcopy.cli.option.ByteRate;
import io.p2pcopy.cli.option.ConfigFile;
import io.p2pcopy.cli.option.DurationConverter;
import io.p2pcopy.cli.option.OutputOptions;
import io.p2pcopy.cli.option.PathConverter;
import io.p2pcopy.cli.option.UsageMistake;
import io.p2pcopy.cli.report.Failure;
import io.p2pcopy.cli.report.UncaughtErrors;
import io.p2pcopy.cli.terminal.Environment;
import io.p2pcopy.cli.terminal.StandardStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** Puts the commands together. */
final class CommandLines {
  private CommandLines() {}

  /**
   * Does what the arguments say.
   *
   * @return the exit status
   */
  static int execute(Environment around, String... arguments) {
    return execute(around, null, arguments);
  }

  /**
   * Does what the arguments say, with a user's own defaults.
   *
   * @param settings the file with the defaults, which may not exist; {@code null} for none
   * @return the exit status
   */
  static int execute(Environment around, @Nullable Path settings, String... arguments) {
    CommandLine root = new CommandLine(new Root());
    commands(around, arguments.length == 0 ? "" : arguments[0]).forEach(root::addSubcommand);
    ConfigFile config;
    try {
      config = readConfig(around, settings, arguments);
    } catch (CommandException e) {
      return refuse(e, arguments, around);
    }
    PrintWriter out = around.outWriter();
    if (config != null) {
      root.setDefaultValueProvider(config);
    }
    int status =
        configured(root)
            .setOut(out)
            .setExecutionStrategy(
                parsed -> {
                  UsageMistake.check(parsed);
                  return new CommandLine.RunLast().execute(parsed);
                })
            .setParameterExceptionHandler((e, args) -> refuse(e, args, around, config))
            .setExecutionExceptionHandler((e, command, args) -> fail(e, around))
            .execute(arguments);
    out.flush();
    try {
      StandardStream.requireWritten(around.out());
      return status;
    } catch (UnwrittenException e) {
      return status == ExitCode.DONE.status() ? fail(e, around) : status;
    }
  }

  private static @Nullable ConfigFile readConfig(
      Environment around, @Nullable Path settings, String... arguments) throws CommandException {
    return settings == null || !Files.exists(settings)
        ? null
        : ConfigFile.read(settings, everyCommand(around), List.of(arguments));
  }

  private static int fail(Exception e, Environment around) {
    Failure failure = Failure.of(e);
    if (UncaughtErrors.shouldReport(failure)) {
      new OutputOptions(false).report(around).failed(failure);
    }
    return failure.code().status();
  }

  private static CommandLine configured(CommandLine root) {
    return root.registerConverter(Duration.class, new DurationConverter())
        .registerConverter(ByteRate.class, new ByteRate.Converter())
        .registerConverter(Path.class, new PathConverter())
        // An argument that begins with @ is a name or a text like any other.
        .setExpandAtFiles(false);
  }

  /**
   * Picocli looks at each command by reflection, which takes some ten milliseconds. What people
   * wait for most often is therefore looked at alone.
   */
  private static List<Object> commands(Environment around, String first) {
    return switch (first) {
      case "send" -> List.of(new SendCommand(around));
      case "receive" -> List.of(new ReceiveCommand(around));
      default ->
          List.of(
              new SendCommand(around),
              new ReceiveCommand(around),
              new DemoCommand(around),
              new PageCommand(around),
              new CompletionCommand(around),
              new WarmUpCommand(around),
              new CommandLine.HelpCommand());
    };
  }

  private static int refuse(
      ParameterException e, String[] args, Environment around, @Nullable ConfigFile config) {
    boolean blob =
        e instanceof UnmatchedArgumentException unmatched
            && unmatched.getUnmatched().stream().anyMatch(BlobArgument::isOne);
    CommandSpec command = e.getCommandLine().getCommandSpec();
    var mistake = new UsageMistake(everyCommand(around), command);
    boolean help = args.length > 1 && args[0].equals("help");
    CommandException usage =
        blob
            ? BlobArgument.refused()
            : CommandException.usage(
                help
                    ? mistake.unknownCommand(args[1])
                    : (config == null ? "" : config.origin(e.getArgSpec())) + mistake.sentence(e));
    return refuse(usage, args, around);
  }

  private static int refuse(CommandException usage, String[] args, Environment around) {
    boolean json = Arrays.asList(args).contains("--json");
    new OutputOptions(json).report(around).failed(Failure.of(usage));
    return ExitCode.USAGE.status();
  }

  private static CommandLine everyCommand(Environment around) {
    CommandLine root = new CommandLine(new Root());
    commands(around, "").forEach(root::addSubcommand);
    return root;
  }

  @Command(
      name = "p2pcopy",
      mixinStandardHelpOptions = true,
      versionProvider = ProgramVersion.class,
      synopsisSubcommandLabel = "COMMAND",
      description = "Copies files to another computer, directly and encrypted.",
      footer = {
        "",
        "You type 'p2pcopy send FILE', your friend types 'p2pcopy receive'. Then you send"
            + " each other an invite and a reply, by any chat.",
        "",
        "Examples:",
        "  p2pcopy send big.iso",
        "  p2pcopy receive -d Downloads",
        "  p2pcopy demo"
      })
  private static final class Root implements Runnable {
    @Spec private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // Set by picocli.
    Root() {}

    @Override
    public void run() {
      throw new ParameterException(spec.commandLine(), "Type what to do: send or receive.");
    }
  }
}
