package io.p2pcopy.cli;

/** Ends a command with an exit code and a {@linkplain #getMessage() sentence} for the user. */
final class CommandException extends Exception {

  private static final long serialVersionUID = 1L;

  private final ExitCode code;
  private final String kind;

  CommandException(ExitCode code, String kind, String sentence) {
    super(sentence);
    this.code = code;
    this.kind = kind;
  }

  static CommandException usage(String sentence) {
    return new CommandException(ExitCode.USAGE, "usage", sentence);
  }

  ExitCode code() {
    return code;
  }

  /** Returns a word for programs, such as {@code usage}. */
  String kind() {
    return kind;
  }
}
