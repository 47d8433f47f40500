package io.p2pcopy.transfer.source;

import io.p2pcopy.transfer.wire.LocalFailureException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Counts what is skipped, and remembers the first of it. */
final class SkippedNotes {

  private static final int MAX_NOTES = 10_000;

  /** In characters. A path may have thousands. */
  private static final long MAX_LENGTH = 2 << 20;

  private final List<String> notes = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();
  private long leftOut;
  private long unreadable;
  private long length;

  /** Something of a kind that is not sent. */
  void add(String note) {
    leftOut++;
    keep(notes, note);
  }

  void unreadable(Path path, IOException cause) {
    unreadable(LocalFailureException.file(path, "read", cause).sentence());
  }

  /** Something that would have been sent. */
  void unreadable(String sentence) {
    unreadable++;
    keep(failures, sentence);
  }

  private void keep(List<String> kept, String sentence) {
    if (kept.size() < MAX_NOTES && length + sentence.length() <= MAX_LENGTH) {
      kept.add(sentence);
      length += sentence.length();
    }
  }

  Skipped skipped() {
    return new Skipped(leftOut, notes, unreadable, failures);
  }
}
