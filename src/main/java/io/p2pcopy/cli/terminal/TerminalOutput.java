package io.p2pcopy.cli.terminal;

import io.p2pcopy.cli.environment.LogFile;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says sentences to the person on standard error, above the lines that show the progress, and
 * writes all of them to the log. What it is given is escaped already. For any thread.
 */
public final class TerminalOutput {
  private static final String BOLD = "\033[1m";
  private static final String GREEN = "\033[32m";
  private static final String RED = "\033[31m";
  private static final String PLAIN = "\033[0m";

  private static final String SAVE_CURSOR = "\0337";
  private static final String RESTORE_CURSOR = "\0338";
  private static final String ERASE_TO_END_OF_LINE = "\033[K";
  private static final String ERASE_BELOW = "\033[J";

  /** How much the person wants to hear. */
  public enum Volume {
    /** Questions, warnings and failures. */
    QUIET,
    NORMAL,
    /** All that there is to say. */
    VERBOSE
  }

  private final PrintStream err;
  private final Terminal terminal;
  private final TerminalWidth width;
  private final Volume volume;
  private final @Nullable LogFile log;
  private List<String> drawn = List.of();
  private int columns = 1;
  private int rowsTyped;
  private @Nullable StandingQuestion question;

  public TerminalOutput(PrintStream err, Terminal terminal, Volume volume, @Nullable LogFile log) {
    this.err = err;
    this.terminal = terminal;
    this.width = new TerminalWidth(terminal.variables());
    this.volume = volume;
    this.log = log;
  }

  /** Says what the person has to do now. */
  public void prompt(String sentence) {
    record(sentence);
    print(styled(BOLD, sentence) + "\n");
  }

  /** Asks; the answer is typed behind it. Whatever else is said comes above, until the answer. */
  public void ask(String question) {
    record(question);
    stand(styled(BOLD, question) + " ");
  }

  /** Asks for a line that is pasted below the sentence. */
  public void askBelow(String sentence) {
    record(sentence);
    stand(styled(BOLD, sentence) + "\n");
  }

  /** The person has pressed Enter behind the question. */
  public synchronized void answered() {
    question = null;
  }

  /** Nobody waits for the answer any more: what comes next begins in a row of its own. */
  public synchronized void abandon() {
    if (question != null) {
      question = null;
      print("\n");
    }
  }

  /** Takes the question away to ask it again later. */
  public synchronized void withdraw() {
    StandingQuestion standing = question;
    if (standing != null) {
      question = null;
      print(terminal.sequences() ? standing.erasure(width.columns()) : "\n");
    }
  }

  public void say(String sentence) {
    record(sentence);
    if (volume != Volume.QUIET) {
      print(wrapped(sentence) + "\n");
    }
  }

  public void saySuccess(String sentence) {
    record(sentence);
    if (volume != Volume.QUIET) {
      print(styled(GREEN, sentence) + "\n");
    }
  }

  public void complain(String sentence) {
    record(sentence);
    print(styled(RED, sentence) + "\n");
  }

  /** Says something that only those want to know who look for a fault, or are curious. */
  public void detail(String sentence) {
    record(sentence);
    if (volume == Volume.VERBOSE) {
      print(wrapped(sentence) + "\n");
    }
  }

  /** Says several things; what other threads have to say comes before or after all of them. */
  public synchronized void together(Runnable sayings) {
    sayings.run();
  }

  /** Whether anybody hears of details. */
  public boolean tellsDetails() {
    return volume == Volume.VERBOSE || log != null;
  }

  public void detail(Throwable thrown) {
    var trace = new StringWriter();
    thrown.printStackTrace(new PrintWriter(trace));
    trace
        .toString()
        .stripTrailing()
        .lines()
        .forEach(line -> detail(Printable.of(line.replace("\t", "  "))));
  }

  /** Shows what the person has to see whatever else is kept from them; not for the log. */
  public void showText(String line) {
    print(line + "\n");
  }

  /** Writes for the terminal, not for the log. */
  public void show(String text) {
    print(text);
  }

  /**
   * Replaces the lines at the bottom.
   *
   * @param width the columns that the terminal has now; none of the lines takes more
   */
  public synchronized void draw(List<String> lines, int width) {
    if (volume == Volume.QUIET || question != null) {
      return;
    }
    boolean same = lines.size() == drawn.size() && rowsTyped == 0 && width == columns;
    columns = width;
    var text = new StringBuilder();
    if (same) {
      // What the person is typing below stays as it is.
      text.append(SAVE_CURSOR).append(up(lines.size()));
      lines.forEach(line -> text.append(line).append(ERASE_TO_END_OF_LINE).append('\n'));
      text.append(RESTORE_CURSOR);
    } else {
      text.append(erasure());
      lines.forEach(line -> text.append(line).append('\n'));
    }
    drawn = List.copyOf(lines);
    rowsTyped = 0;
    err.print(text);
    err.flush();
  }

  /** Leaves the lines at the bottom as they are; others have written below them. */
  public synchronized void leave() {
    drawn = List.of();
    rowsTyped = 0;
  }

  /** Takes the lines at the bottom away. */
  public synchronized void erase() {
    err.print(erasure());
    err.flush();
    drawn = List.of();
    rowsTyped = 0;
  }

  /** The person has pressed Enter: the cursor is one row further down. */
  public synchronized void typed() {
    if (!drawn.isEmpty()) {
      rowsTyped++;
    }
  }

  /** A terminal would break words at its edge. */
  private String wrapped(String sentence) {
    return terminal.sequences() ? TextWidth.wrap(sentence, width.columns()) : sentence;
  }

  private synchronized void stand(String text) {
    abandon();
    print(text);
    question = new StandingQuestion(text);
  }

  private synchronized void print(String text) {
    err.print(question == null ? erasure() + text : above(question, text));
    err.flush();
    drawn = List.of();
    rowsTyped = 0;
  }

  private String above(StandingQuestion standing, String text) {
    return terminal.sequences()
        ? standing.insertAbove(text, width.columns())
        : "\n" + text + standing.text();
  }

  private String erasure() {
    return drawn.isEmpty() ? "" : up(rowsDrawn() + rowsTyped) + ERASE_BELOW;
  }

  /** In a window that has become narrower, terminals have wrapped what was drawn before. */
  private int rowsDrawn() {
    return drawn.stream()
        .mapToInt(line -> Math.max(1, (TextWidth.of(line) + columns - 1) / columns))
        .sum();
  }

  private static String up(int rows) {
    return "\r\033[" + rows + "A";
  }

  private void record(String sentence) {
    if (log != null) {
      log.write(sentence);
    }
  }

  private String styled(String style, String sentence) {
    String text = wrapped(sentence);
    return terminal.colours() ? style + text + PLAIN : text;
  }
}
