package io.p2pcopy.cli.report;

import io.p2pcopy.cli.terminal.Printable;
import io.p2pcopy.cli.terminal.TextWidth;
import io.p2pcopy.cli.terminal.Wording;
import io.p2pcopy.transfer.source.Skipped;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Says what was found and is not going to be sent. */
final class SkippedText {
  private static final int SHOWN = 5;

  /** In columns. A path may have thousands of characters; its beginning and its end tell most. */
  private static final int LONGEST = 300;

  private static final int BEGINNING = 100;

  private SkippedText() {}

  /** Returns what would have been sent, had it been possible. */
  static List<String> failures(Skipped skipped) {
    List<String> lines = shown(skipped.failures());
    long more = skipped.unreadable() - lines.size();
    if (more > 0) {
      lines.add(Wording.count(more, "more entry", "more entries") + " could not be sent.");
    }
    return lines;
  }

  /** Returns what is of a kind that is not sent. */
  static List<String> others(Skipped skipped) {
    List<String> lines = shown(skipped.notes());
    long more = skipped.leftOut() - lines.size();
    if (more > 0) {
      lines.add(Wording.count(more, "more entry is", "more entries are") + " left out.");
    }
    return lines;
  }

  /** Returns those that neither of the two shows, as far as they are known. */
  static List<String> hidden(Skipped skipped) {
    return Stream.of(skipped.failures(), skipped.notes())
        .flatMap(notes -> notes.stream().skip(SHOWN))
        .map(SkippedText::line)
        .toList();
  }

  private static List<String> shown(List<String> notes) {
    return notes.stream()
        .limit(SHOWN)
        .map(SkippedText::line)
        .collect(Collectors.toCollection(ArrayList::new));
  }

  /** Returns the note, escaped and not too long. */
  static String line(String note) {
    String line = Printable.of(note);
    return TextWidth.of(line) <= LONGEST
        ? line
        : TextWidth.cut(line, BEGINNING) + TextWidth.cutStart(line, LONGEST - BEGINNING);
  }
}
