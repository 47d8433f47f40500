package io.p2pcopy.cli.progress;

import io.p2pcopy.cli.terminal.Printable;
import io.p2pcopy.cli.terminal.TextWidth;
import io.p2pcopy.cli.terminal.Wording;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Puts a reading into lines for a terminal of some width:
 *
 * <pre>
 *  42 % [####------] 7.22 GB of 17.2 GB, 118 MB/s, 1:24 left
 * 12/300 holiday/beach.mp4 57 %
 * Directly on the local network, IPv4, 0.4 ms, 3 % sent again
 * </pre>
 */
final class ProgressText {
  private static final int SHORTEST_BAR = 5;
  private static final int LONGEST_BAR = 40;

  /** A smaller file is done before anybody has read how much of it is. */
  private static final long WORTH_A_PERCENTAGE = 10_000_000;

  /** Fewer packets than this sent again are ordinary. */
  private static final double MANY_SENT_AGAIN = 0.01;

  private ProgressText() {}

  /** Returns lines that take at most {@code columns} columns each. */
  static List<String> lines(ProgressReading reading, int columns) {
    var lines = new ArrayList<String>();
    lines.add(overall(reading, columns));
    Progress progress = reading.progress();
    String name = progress.name();
    if (progress.entries() > 1 && name != null) {
      lines.add(file(progress, name, columns));
    }
    Standstill standstill = reading.standstill();
    if (standstill == null) {
      lines.add(way(reading, columns));
    } else {
      lines.add(
          first(
              columns,
              standstill.sentence(),
              standstill.brief() + ", still trying.",
              standstill.brief()));
    }
    return lines;
  }

  /** Returns one line without a bar, for output that is not a terminal. */
  static String plain(ProgressReading reading) {
    Progress progress = reading.progress();
    if (progress.total() < 0) {
      return Wording.size(progress.done()) + rate(reading);
    }
    String files =
        progress.entries() > 1 ? ", file " + progress.entry() + " of " + progress.entries() : "";
    return percent(progress.part()).strip()
        + ", "
        + amounts(progress)
        + files
        + rate(reading)
        + left(reading.left());
  }

  private static String overall(ProgressReading reading, int columns) {
    Progress progress = reading.progress();
    String rate = rate(reading);
    if (progress.total() < 0) {
      String done = Wording.size(progress.done());
      return first(
          columns, done + rate + ", " + Wording.clock(reading.elapsed()), done + rate, done);
    }
    String percent = percent(progress.part());
    String left = left(reading.left());
    String words = amounts(progress) + rate + left;
    int room = columns - percent.length() - words.length() - " [] ".length();
    if (room >= SHORTEST_BAR) {
      return percent + " [" + bar(progress.part(), Math.min(room, LONGEST_BAR)) + "] " + words;
    }
    return first(
        columns,
        percent + " " + words,
        percent + rate + left,
        left.isEmpty() ? percent + rate : percent + left,
        percent);
  }

  private static String file(Progress progress, String name, int columns) {
    String before = progress.entry() + "/" + progress.entries() + " ";
    String after =
        progress.fileTotal() >= WORTH_A_PERCENTAGE
            ? " " + percent(progress.filePart()).strip()
            : "";
    int room = columns - before.length() - after.length();
    return room < 4
        ? TextWidth.cut(before.strip(), columns)
        : before + TextWidth.cutStart(Printable.of(name), room) + after;
  }

  private static String way(ProgressReading reading, int columns) {
    String again =
        reading.sentAgain() < MANY_SENT_AGAIN
            ? ""
            : ", " + percent(reading.sentAgain()).strip() + " retransmitted";
    String words = Wording.path(reading.path());
    return first(
        columns,
        words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1) + again,
        Wording.briefPath(reading.path()) + again,
        Wording.briefPath(reading.path()));
  }

  /** Returns the first that fits, or what fits of the last. */
  private static String first(int columns, String... texts) {
    for (String text : texts) {
      if (text.length() <= columns) {
        return text;
      }
    }
    return TextWidth.cut(texts[texts.length - 1], columns);
  }

  private static String percent(double part) {
    return String.format(Locale.ROOT, "%3d %%", (int) (100 * part));
  }

  private static String amounts(Progress progress) {
    return Wording.size(progress.done()) + " of " + Wording.size(progress.total());
  }

  private static String rate(ProgressReading reading) {
    return reading.rate() < 0 ? "" : ", " + Wording.size(reading.rate()) + "/s";
  }

  private static String left(@Nullable Duration left) {
    return left == null ? "" : ", " + Wording.clock(left) + " left";
  }

  private static String bar(double part, int length) {
    int full = (int) (part * length);
    return "#".repeat(full) + "-".repeat(length - full);
  }
}
