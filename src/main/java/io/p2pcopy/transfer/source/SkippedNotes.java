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
  private long count;

  void add(String note) {
    count++;
    if (notes.size() < MAX_NOTES) {
      notes.add(note);
    }
  }

  void unreadable(Path path, IOException cause) {
    add(LocalFailure.file(path, "read", cause).sentence());
  }

  Skipped skipped() {
    return new Skipped(count, notes);
  }
}
