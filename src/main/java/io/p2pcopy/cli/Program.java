package io.p2pcopy.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How to start this same program once more. */
final class Program {
  private Program() {}

  /** Returns a process builder for this program with the given arguments. */
  static ProcessBuilder with(List<String> arguments) {
    String launcher = System.getProperty("p2pcopy.launcher");
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    var command = new ArrayList<String>();
    if (launcher == null) {
      command.addAll(
          List.of(
              java.toString(),
              "-Xmx152m",
              "-Xmn48m",
              "-XX:SurvivorRatio=1",
              "-cp",
              System.getProperty("java.class.path"),
              Main.class.getName()));
    } else {
      command.add(launcher);
    }
    command.addAll(arguments);
    var builder = new ProcessBuilder(command);
    if (launcher != null) {
      builder.environment().put("P2PCOPY_JAVA", java.toString());
    }
    return builder;
  }
}
