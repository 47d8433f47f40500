package io.p2pcopy.cli.report;

import io.p2pcopy.cli.terminal.Printable;
import io.p2pcopy.cli.terminal.Wording;
import io.p2pcopy.transfer.source.SourceTotals;
import io.p2pcopy.transfer.target.TargetTotals;

/**
 * What a transfer is about.
 *
 * @param name of the only file or directory, not escaped; empty if there are several
 * @param bytes in all, as far as the sizes are known
 * @param sized whether all sizes are known
 * @param there how many of these bytes are there already
 */
public record OfferSummary(
    String name, long files, long directories, long links, long bytes, boolean sized, long there) {

  public static OfferSummary of(String name, SourceTotals totals) {
    return new OfferSummary(
        name,
        totals.files(),
        totals.directories(),
        totals.links(),
        totals.bytes(),
        totals.unsized() == 0,
        0);
  }

  public static OfferSummary of(String name, TargetTotals totals) {
    return new OfferSummary(
        name,
        totals.files(),
        totals.directories(),
        totals.links(),
        totals.bytes(),
        totals.unsized() == 0,
        totals.bytesThere());
  }

  /** Returns it in words, escaped: {@code holiday (300 files in 12 directories, 2.00 GB)}. */
  String words() {
    String size = sized ? Wording.size(bytes) : "of unknown size";
    String amounts = isOneFile() ? size : counts() + ", " + size;
    return name.isEmpty() ? amounts : Printable.of(name) + " (" + amounts + ")";
  }

  /** Returns what to call it in the next sentence. */
  String shortWords() {
    return name.isEmpty() ? counts() : Printable.of(name);
  }

  private boolean isOneFile() {
    return files == 1 && directories == 0 && links == 0 && !name.isEmpty();
  }

  private String counts() {
    String words = Wording.count(files, "file", "files");
    if (directories > 0) {
      words += " in " + Wording.count(directories, "directory", "directories");
    }
    return links == 0 ? words : words + " and " + Wording.count(links, "link", "links");
  }
}
