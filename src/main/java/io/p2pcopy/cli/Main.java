package io.p2pcopy.cli;

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
    int status = CommandLines.execute(Surroundings.ofThisProcess(), args);
    interruption.ends();
    System.exit(status);
  }
}
