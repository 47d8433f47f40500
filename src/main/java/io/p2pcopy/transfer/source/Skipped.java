package io.p2pcopy.transfer.source;

import java.util.List;

/**
 * What was found but is not sent, other than by the person's own wish.
 *
 * @param leftOut how many things are of a kind that is not sent
 * @param notes a sentence for each of the first of these; not escaped
 * @param unreadable how many things would have been sent, had they been readable
 * @param failures a sentence for each of the first of these; not escaped
 */
public record Skipped(long leftOut, List<String> notes, long unreadable, List<String> failures) {

  /** Nothing. */
  public static final Skipped NOTHING = new Skipped(0, List.of(), 0, List.of());

  public Skipped {
    notes = List.copyOf(notes);
    failures = List.copyOf(failures);
  }
}
