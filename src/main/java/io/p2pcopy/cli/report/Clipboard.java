package io.p2pcopy.cli.report;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/**
 * The escape sequence OSC 52, with which a terminal puts text into the clipboard of the computer at
 * which the person sits, also through ssh.
 */
final class Clipboard {
  private static final String ESCAPE = "\033";
  private static final String STRING_END = ESCAPE + "\\";

  private Clipboard() {}

  /**
   * Returns what to write to the terminal. Inside tmux and screen it is also sent in the wrapping
   * in which they pass sequences on to the terminal that they run in.
   *
   * @param variables of the environment
   */
  static String sequence(String text, Map<String, String> variables) {
    String base64 = Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    String plain = ESCAPE + "]52;c;" + base64 + "\007";
    if (variables.containsKey("TMUX")) {
      return plain + ESCAPE + "Ptmux;" + plain.replace(ESCAPE, ESCAPE + ESCAPE) + STRING_END;
    }
    return variables.containsKey("STY") ? ESCAPE + "P" + plain + STRING_END : plain;
  }
}
