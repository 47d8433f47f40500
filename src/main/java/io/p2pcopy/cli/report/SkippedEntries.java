package io.p2pcopy.cli.report;

import io.p2pcopy.cli.terminal.Wording;
import io.p2pcopy.transfer.wire.SkipReason;
import java.util.ArrayList;
import java.util.List;

/** The entries that the receiver skipped, of which the first are named at the end. */
final class SkippedEntries {
  private static final int SHOWN = 5;

  private final boolean sending;
  private final List<String> first = new ArrayList<>();
  private long count;

  /**
   * @param sending whether this side is the sender
   */
  SkippedEntries(boolean sending) {
    this.sending = sending;
  }

  /** Takes note of an entry; returns the line for it, escaped. */
  String add(String path, SkipReason reason) {
    count++;
    String line = SkippedText.line(path) + ": " + words(reason) + ".";
    if (first.size() < SHOWN) {
      first.add(line);
    }
    return line;
  }

  /** Forgets all, because another transfer begins. */
  void clear() {
    count = 0;
    first.clear();
  }

  /** Returns what to say at the end; nothing if nothing was skipped. */
  List<String> lines() {
    if (count == 0) {
      return List.of();
    }
    String by = sending ? " skipped by the receiver" : " skipped";
    List<String> lines = new ArrayList<>();
    if (count == 1) {
      lines.add("1 entry was" + by + ": " + first.get(0));
      return lines;
    }
    lines.add(Wording.count(count, "entry", "entries") + " were" + by + ":");
    first.forEach(line -> lines.add("  " + line));
    if (count > first.size()) {
      lines.add(
          "  ... and "
              + Wording.count(count - first.size(), "more", "more")
              + " (-v lists all of them).");
    }
    return lines;
  }

  private String words(SkipReason reason) {
    return switch (reason) {
      case NAME_TAKEN ->
          sending
              ? "the receiver has a file with this name"
              : "a file with this name already exists";
      case LINK ->
          sending
              ? "a symbolic link, which the receiver does not create"
              : "a symbolic link, created only with --links";
      case UNSAFE_LINK -> "a symbolic link that may point outside of what is sent";
      case OTHER -> "the receiver does not accept it";
    };
  }
}
