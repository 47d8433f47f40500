package io.p2pcopy.cli.environment;

/** Ends a command with an exit code and a {@linkplain #getMessage() sentence} for the user. */
public final class CommandException extends Exception {

  private static final long serialVersionUID = 1L;

  private final ExitCode code;
  private final String kind;

  public CommandException(ExitCode code, String kind, String sentence) {
    super(sentence);
    this.code = code;
    this.kind = kind;
  }

  public static CommandException usage(String sentence) {
    return new CommandException(ExitCode.USAGE, "usage", sentence);
  }

  public ExitCode code() {
    return code;
  }

  /** Returns a word for programs, such as {@code usage}. */
  public String kind() {
    return kind;
  }
}
