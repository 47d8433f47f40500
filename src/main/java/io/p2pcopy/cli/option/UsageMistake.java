package io.p2pcopy.cli.option;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** What is wrong with the arguments, and what was probably meant, in one sentence or two. */
public final class UsageMistake {
  private static final Pattern NEEDS_NO_QUOTES = Pattern.compile("[\\p{L}\\p{N}._/+:=@%-]+");
  private static final int LONGEST_ARGUMENT = 60;

  /** The commands that people type, each with its options. */
  private final CommandLine all;

  private final CommandSpec command;

  /**
   * @param all has every command, also where the exception comes from a parser that knows only one
   */
  public UsageMistake(CommandLine all, CommandSpec command) {
    this.all = all;
    this.command = command;
  }

  /** Describes what picocli has refused. */
  public String sentence(ParameterException e) {
    if (e instanceof UnmatchedArgumentException unmatched && !unmatched.getUnmatched().isEmpty()) {
      String first = unmatched.getUnmatched().get(0);
      if (first.startsWith("-") && first.length() > 1) {
        return unknownOption(first);
      }
      return command.parent() == null ? unknownCommand(first) : oneTooMany(first);
    }
    String message = e.getMessage() == null ? "Unusable arguments" : e.getMessage();
    String firstLine = message.lines().findFirst().orElse("");
    return (firstLine.endsWith(".") ? firstLine : firstLine + ".") + help();
  }

  /**
   * Refuses values that are empty, or are text with bytes that are no characters. An empty value is
   * mostly a variable of a script that is not set; as a path, it would be the current directory.
   */
  public static void check(ParseResult parsed) {
    for (ParseResult result = parsed; result != null; result = result.subcommand()) {
      for (ArgSpec arg : result.matchedArgs()) {
        for (String value : arg.originalStringValues()) {
          check(result, arg, value);
        }
      }
    }
  }

  private static void check(ParseResult result, ArgSpec arg, String value) {
    String name = arg instanceof OptionSpec option ? option.longestName() : arg.paramLabel();
    CommandLine where = result.commandSpec().commandLine();
    if (value.isEmpty()) {
      throw new ParameterException(where, name + " is empty: a variable may not be set.");
    }
    boolean isPath = arg.type() == Path.class || arg.auxiliaryTypes()[0] == Path.class;
    if (!isPath && !RawArguments.isText(value)) {
      throw new ParameterException(
          where, name + " has bytes that are no characters in the locale's character set.");
    }
  }

  private String unknownOption(String argument) {
    int end = argument.indexOf('=');
    String name = end < 0 ? argument : argument.substring(0, end);
    List<String> ofOthers =
        all.getSubcommands().values().stream()
            .map(CommandLine::getCommandSpec)
            .filter(other -> !other.usageMessage().hidden())
            .filter(other -> other.optionsMap().containsKey(name))
            .map(CommandSpec::qualifiedName)
            .map(other -> "'" + other + "'")
            .toList();
    if (!ofOthers.isEmpty()) {
      return "The option " + name + " belongs to " + String.join(" or ", ofOthers) + ".";
    }
    String unknown = "Unknown option " + shown(name);
    return Spelling.nearest(name, command.optionsMap().keySet())
        .map(option -> unknown + ": did you mean " + option + "?")
        .orElse(unknown + "." + help());
  }

  /** Describes a word that stands where a command is expected. */
  public String unknownCommand(String argument) {
    if (exists(argument)) {
      return "To send it, type 'p2pcopy send " + quoted(argument) + "'.";
    }
    List<String> names =
        all.getSubcommands().values().stream()
            .filter(other -> !other.getCommandSpec().usageMessage().hidden())
            .map(CommandLine::getCommandName)
            .toList();
    return Spelling.nearest(argument, names)
        .map(
            name -> "Unknown command " + shown(argument) + ": did you mean 'p2pcopy " + name + "'?")
        .orElse(
            shown(argument)
                + " is neither a command nor a file here. 'p2pcopy send FILE' sends,"
                + " 'p2pcopy receive' receives.");
  }

  private String oneTooMany(String argument) {
    return "Unexpected argument: " + shown(argument) + "." + help();
  }

  private String help() {
    return " Try '" + command.qualifiedName() + " --help'.";
  }

  private static boolean exists(String argument) {
    return !argument.isEmpty()
        && Files.exists(RawArguments.path(argument), LinkOption.NOFOLLOW_LINKS);
  }

  private static String shown(String argument) {
    return argument.length() <= LONGEST_ARGUMENT
        ? "'" + argument + "'"
        : "'" + argument.substring(0, LONGEST_ARGUMENT) + "…'";
  }

  /** As a shell takes it. */
  private static String quoted(String argument) {
    return NEEDS_NO_QUOTES.matcher(argument).matches()
        ? argument
        : "\"" + argument.replaceAll("([\"$`\\\\])", "\\\\$1") + "\"";
  }
}
