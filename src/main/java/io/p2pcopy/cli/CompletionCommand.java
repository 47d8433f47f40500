package io.p2pcopy.cli;

import io.p2pcopy.cli.terminal.Environment;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints the script that completes commands and options in a shell. */
@Command(
    name = "completion",
    mixinStandardHelpOptions = true,
    versionProvider = ProgramVersion.class,
    description = "Prints a completion script for bash and zsh.",
    footer = {"", "Example:", "  source <(p2pcopy completion)"})
final class CompletionCommand implements Runnable {
  private final Environment around;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // Set by picocli.
  CompletionCommand(Environment around) {
    this.around = around;
  }

  @Override
  public void run() {
    around.out().print(AutoComplete.bash("p2pcopy", spec.root().commandLine()));
    around.out().flush();
  }
}
