package io.p2pcopy.cli;

import io.p2pcopy.cli.environment.NativeCodeDirectory;
import io.p2pcopy.cli.environment.SilentLogging;
import io.p2pcopy.cli.environment.TemporaryDirectory;
import io.p2pcopy.cli.option.ConfigFile;
import io.p2pcopy.cli.option.RawArguments;
import io.p2pcopy.cli.report.UncaughtErrors;
import io.p2pcopy.cli.terminal.Environment;
import io.p2pcopy.cli.terminal.Interruption;
import java.util.List;

/** Entry point of the program. */
public final class Main {
  private Main() {}

  public static void main(String[] decoded) {
    TemporaryDirectory.choose(System.getenv());
    NativeCodeDirectory.choose();
    String[] args = RawArguments.restored(decoded);
    List<String> arguments = List.of(args);
    boolean verbose = arguments.contains("-v") || arguments.contains("--verbose");
    // Read when a library logs for the first time.
    System.setProperty("java.util.logging.config.class", SilentLogging.class.getName());
    UncaughtErrors.report(verbose, arguments.contains("--json"));
    Interruption interruption = Interruption.ofCurrentThread();
    int status =
        CommandLines.execute(
            Environment.ofThisProcess(),
            ConfigFile.location(System.getenv(), System.getProperty("os.name", "")),
            args);
    interruption.ends();
    System.exit(status);
  }
}
