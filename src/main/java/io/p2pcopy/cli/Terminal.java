package io.p2pcopy.cli;

import com.sun.jna.Function;
import com.sun.jna.Platform;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which of the standard streams lead to a person.
 *
 * @param input whether standard input is a terminal
 * @param error whether standard error is a terminal
 * @param colours whether colours are wanted there
 */
record Terminal(boolean input, boolean error, boolean colours) {

  /** No stream is a terminal. */
  static final Terminal NONE = new Terminal(false, false, false);

  private static final int DEFAULT_COLUMNS = 80;
  private static final Pattern SIZE = Pattern.compile("\\d+ (\\d+)\\s*");

  /**
   * Asks the launcher's shell, which has put the numbers of the streams that are terminals into a
   * property, or the C library. {@link System#console} does not tell the streams apart and means
   * something else since Java 22.
   */
  static Terminal ofThisProcess(Map<String, String> variables) {
    String streams = System.getProperty("p2pcopy.terminals");
    if (streams == null) {
      streams = askSystem();
    }
    boolean error = streams.contains("2");
    return new Terminal(streams.contains("0"), error, error && wantsColours(variables));
  }

  /** Returns the width of the terminal, 80 where it is not known. */
  int columns() {
    try {
      // stty looks at its standard input, which may be a pipe here.
      String size =
          outputOf(
              new ProcessBuilder("stty", "size")
                  .redirectInput(new File("/dev/tty"))
                  .redirectError(Redirect.DISCARD));
      Matcher columns = SIZE.matcher(size);
      return columns.matches() && !columns.group(1).equals("0")
          ? Integer.parseInt(columns.group(1))
          : DEFAULT_COLUMNS;
    } catch (IOException e) {
      return DEFAULT_COLUMNS;
    }
  }

  private static String askSystem() {
    try {
      Function isTerminal =
          Platform.isWindows()
              ? Function.getFunction("msvcrt", "_isatty")
              : Function.getFunction("c", "isatty");
      return (isTerminal.invokeInt(new Object[] {0}) != 0 ? "0" : "")
          + (isTerminal.invokeInt(new Object[] {2}) != 0 ? "2" : "");
    } catch (LinkageError e) {
      return "";
    }
  }

  private static String outputOf(ProcessBuilder command) throws IOException {
    Process process = command.start();
    try (InputStream output = process.getInputStream()) {
      return new String(output.readAllBytes(), StandardCharsets.US_ASCII);
    }
  }

  // https://no-color.org: "when present and not an empty string (regardless of its value)"
  private static boolean wantsColours(Map<String, String> variables) {
    return variables.getOrDefault("NO_COLOR", "").isEmpty()
        && !variables.getOrDefault("TERM", "dumb").equals("dumb");
  }
}
