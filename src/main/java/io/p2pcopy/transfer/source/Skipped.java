package io.p2pcopy.transfer.source;

import java.util.List;

/**
 * What was found but is not sent, other than by the person's own wish.
 *
 * @param count how many things
 * @param notes a sentence for each of the first of them; not escaped
 */
public record Skipped(long count, List<String> notes) {

  public Skipped {
    notes = List.copyOf(notes);
  }
}
