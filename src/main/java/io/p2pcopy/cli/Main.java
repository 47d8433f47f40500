package io.p2pcopy.cli;

import java.util.List;

/** Entry point of the program. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    List<String> arguments = List.of(args);
    if (!arguments.contains("-v") && !arguments.contains("--verbose")) {
      // Read when a library logs for the first time.
      System.setProperty("java.util.logging.config.class", SilentLogging.class.getName());
    }
    Interruption interruption = Interruption.ofCurrentThread();
    int status = CommandLines.of(Surroundings.ofThisProcess()).execute(args);
    interruption.ends();
    System.exit(status);
  }
}
