package io.p2pcopy.cli;

import io.p2pcopy.transfer.source.Skipped;
import java.util.ArrayList;
import java.util.List;

/** Says what was found and is not going to be sent. */
final class SkippedText {
  private static final int SHOWN = 5;

  private SkippedText() {}

  static List<String> of(Skipped skipped) {
    var lines = new ArrayList<String>();
    skipped.notes().stream().limit(SHOWN).map(Printable::of).forEach(lines::add);
    long more = skipped.count() - lines.size();
    if (more > 0) {
      lines.add(Wording.count(more, "more thing is", "more things are") + " left out.");
    }
    return lines;
  }
}
