package io.p2pcopy.cli.report;

import io.p2pcopy.cli.terminal.Printable;
import io.p2pcopy.cli.terminal.Wording;
import io.p2pcopy.transfer.TransferException;
import io.p2pcopy.transfer.source.Source;
import io.p2pcopy.transfer.source.SourceTotals;
import io.p2pcopy.transfer.wire.DirectoryEntry;
import io.p2pcopy.transfer.wire.Entry;
import io.p2pcopy.transfer.wire.FileEntry;
import io.p2pcopy.transfer.wire.LinkEntry;
import io.p2pcopy.transfer.wire.LocalFailureException;

/** Lists what would be sent: size and path of each entry, and the totals. */
public final class DryRun {
  private DryRun() {}

  public static void list(Source source, Report report) throws TransferException {
    SourceTotals totals = source.totals();
    for (long i = 0; i < totals.entries(); i++) {
      try {
        report.listed(source.entry(i));
      } catch (LocalFailureException e) {
        throw TransferException.of(e);
      }
    }
    report.listed(OfferSummary.of("", totals));
  }

  /** Returns the line for an entry, escaped. */
  static String line(Entry entry) {
    String path = Printable.of(entry.path());
    if (entry instanceof FileEntry file) {
      String size = file.size() < 0 ? "?" : Wording.size(file.size());
      return String.format("%10s  %s", size, path);
    }
    String kind = entry instanceof LinkEntry link ? " -> " + Printable.of(link.target()) : "/";
    return String.format("%10s  %s%s", entry instanceof DirectoryEntry ? "" : "link", path, kind);
  }
}
