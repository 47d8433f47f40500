package io.p2pcopy.transfer.source;

import io.p2pcopy.transfer.wire.LocalFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Counts what is skipped, and remembers the first of it. */
final class SkippedNotes {

  private static final int MAX_NOTES = 20;

  private final List<String> notes = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();
  private long leftOut;
  private long unreadable;

  /** Something of a kind that is not sent. */
  void add(String note) {
    leftOut++;
    if (notes.size() < MAX_NOTES) {
      notes.add(note);
    }
  }

  void unreadable(Path path, IOException cause) {
    unreadable(LocalFailure.file(path, "read", cause).sentence());
  }

  /** Something that would have been sent. */
  void unreadable(String sentence) {
    unreadable++;
    if (failures.size() < MAX_NOTES) {
      failures.add(sentence);
    }
  }

  Skipped skipped() {
    return new Skipped(leftOut, notes, unreadable, failures);
  }
}
