package io.p2pcopy.cli.terminal;

import java.util.regex.Pattern;

/**
 * A question at the bottom of the terminal, behind which the person may be typing. The terminal
 * echoes what is typed, and the program does not know it before Enter: what has to be printed
 * meanwhile is inserted above, and the rows of the question are only moved.
 *
 * @param text as it was printed
 */
record StandingQuestion(String text) {
  private static final Pattern STYLE = Pattern.compile("\033\\[[0-9;]*m");

  private static final String SAVE_CURSOR = "\0337";
  private static final String RESTORE_CURSOR = "\0338";

  /** IND: one row down in the same column; the screen scrolls at its bottom. */
  private static final String INDEX = "\033D";

  /**
   * Returns what puts lines above the question.
   *
   * @param lines each with its end
   * @param columns of the terminal
   */
  String insertAbove(String lines, int columns) {
    var sequence = new StringBuilder();
    // One at a time, so that the question stays on the screen however many there are.
    lines.lines().forEach(line -> insertLine(sequence, line, columns));
    return sequence.toString();
  }

  /** Returns what takes the question away, and what has been typed behind it. */
  String erasure(int columns) {
    return "\r" + up(rowsAbove(columns)) + "\033[J";
  }

  private void insertLine(StringBuilder sequence, String line, int columns) {
    int rows = rowsOf(line, columns);
    sequence
        .append(INDEX.repeat(rows))
        .append("\033[" + rows + "A")
        .append(SAVE_CURSOR)
        .append('\r')
        .append(up(rowsAbove(columns)))
        .append("\033[" + rows + "L")
        .append(line)
        .append(RESTORE_CURSOR)
        .append("\033[" + rows + "B");
  }

  /** The rows of the question above the cursor, as long as nobody has typed beyond a row's end. */
  private int rowsAbove(int columns) {
    return (text + ".").lines().mapToInt(line -> rowsOf(line, columns)).sum() - 1;
  }

  private static int rowsOf(String line, int columns) {
    int width = TextWidth.of(STYLE.matcher(line).replaceAll(""));
    return Math.max(1, (width + columns - 1) / columns);
  }

  private static String up(int rows) {
    return rows == 0 ? "" : "\033[" + rows + "A";
  }
}
