package io.p2pcopy.cli.terminal;

import com.sun.jna.Function;
import com.sun.jna.Platform;
import java.util.Map;

/**
 * Which of the standard streams lead to a person, and what the environment says of the terminal.
 *
 * @param input whether standard input is a terminal
 * @param error whether standard error is a terminal
 * @param variables of the environment
 */
public record Terminal(boolean input, boolean error, Map<String, String> variables) {

  /** No stream is a terminal. */
  public static final Terminal NONE = new Terminal(false, false, Map.of());

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
    return new Terminal(streams.contains("0"), streams.contains("2"), variables);
  }

  /** Returns whether a person can be asked and can answer. */
  public boolean isDialogue() {
    return input && error;
  }

  /** Returns whether sentences on standard error may be coloured. */
  boolean colours() {
    // https://no-color.org: "when present and not an empty string (regardless of its value)"
    return sequences() && variables.getOrDefault("NO_COLOR", "").isEmpty();
  }

  /** Returns whether standard error understands escape sequences. */
  public boolean sequences() {
    return error && !variables.getOrDefault("TERM", "dumb").equals("dumb");
  }

  /**
   * Drops what has been typed into standard input and not been read, a line without its end
   * included. Does nothing if it is no terminal, or on Windows.
   */
  public void discardInput() {
    if (!input || Platform.isWindows()) {
      return;
    }
    int unread = Platform.isLinux() ? 0 : 1; // TCIFLUSH
    try {
      Function.getFunction("c", "tcflush").invokeInt(new Object[] {0, unread});
    } catch (LinkageError e) {
      // Without native calls, such a line remains in front of the next one.
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
}
