package io.p2pcopy.cli.report;

import io.p2pcopy.cli.terminal.Printable;
import io.p2pcopy.cli.terminal.Wording;
import io.p2pcopy.transfer.OfferedTree;
import io.p2pcopy.transfer.TransferException;
import io.p2pcopy.transfer.target.Placement;
import io.p2pcopy.transfer.target.Placement.State;
import io.p2pcopy.transfer.target.TargetTotals;
import io.p2pcopy.transfer.wire.DirectoryEntry;
import io.p2pcopy.transfer.wire.Entry;
import io.p2pcopy.transfer.wire.FileEntry;
import io.p2pcopy.transfer.wire.LinkEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Puts what is offered, and where it would go, into lines; all names are escaped. */
public record OfferedText(OfferedTree offered) {
  /** A list of so many entries is shown whole. */
  private static final int SHORT = 20;

  /** Of a longer one, so many are shown. */
  private static final int BEGINNING = 10;

  /** So many changed names are shown where the list is not. */
  private static final int FIRST_CHANGED = 5;

  private static final String INDENT = "  ";

  public boolean isComplete() {
    return offered.totals().entries() <= SHORT;
  }

  /** Returns the totals, and the list or its beginning. */
  public List<String> brief() throws TransferException {
    TargetTotals totals = offered.totals();
    var lines = new ArrayList<String>();
    lines.add("Your friend offers " + OfferSummary.of(name(offered), totals).words() + ":");
    long shown = isComplete() ? totals.entries() : BEGINNING;
    for (long i = 0; i < shown; i++) {
      lines.add(line(offered.placement(i)));
    }
    if (!isComplete()) {
      lines.add(INDENT + "... and " + Wording.count(totals.entries() - shown, "more", "more"));
    }
    if (totals.resumed()) {
      lines.add("This resumes an earlier transfer.");
    }
    if (totals.bytesThere() > 0) {
      lines.add(Wording.size(totals.bytesThere()) + " may already be there.");
    }
    lines.addAll(isComplete() ? changes() : changesWithNames());
    return lines;
  }

  /** Returns how many names are changed and how many entries are skipped; nothing if none is. */
  public List<String> changes() {
    TargetTotals totals = offered.totals();
    var lines = new ArrayList<String>();
    if (totals.renamed() > 0) {
      lines.add(Wording.count(totals.renamed(), "name is", "names are") + " changed.");
    }
    if (totals.skipped() > 0) {
      lines.add(Wording.count(totals.skipped(), "entry is", "entries are") + " skipped.");
    }
    return lines;
  }

  /** Returns the same, with the first of the names that are changed. */
  public List<String> changesWithNames() throws TransferException {
    List<String> lines = changes();
    long renamed = offered.totals().renamed();
    if (renamed == 0) {
      return lines;
    }
    var names = new ArrayList<String>();
    for (long i = 0; names.size() < Math.min(renamed, FIRST_CHANGED); i++) {
      Placement placement = offered.placement(i);
      if (placement.renamed()) {
        names.add(line(placement));
      }
    }
    if (renamed > FIRST_CHANGED) {
      long rest = renamed - FIRST_CHANGED;
      names.add(INDENT + "... and " + rest + " more; -v lists all.");
    }
    lines.addAll(1, names);
    return lines;
  }

  /** Gives each name that is changed to {@code taker}, with the sender's. */
  public void renamed(BiConsumer<String, String> taker) throws TransferException {
    for (long i = 0; offered.totals().renamed() > 0 && i < offered.totals().entries(); i++) {
      Placement placement = offered.placement(i);
      if (placement.renamed()) {
        taker.accept(placement.path(), placement.entry().path());
      }
    }
  }

  public void printAll(Consumer<String> line) throws TransferException {
    printIf(placement -> true, line);
  }

  /** Prints the entries that {@link #changes} counts. */
  public void printChanges(Consumer<String> line) throws TransferException {
    if (!changes().isEmpty()) {
      printIf(placement -> placement.renamed() || placement.state() == State.SKIPPED, line);
    }
  }

  private void printIf(Predicate<Placement> wanted, Consumer<String> line)
      throws TransferException {
    for (long i = 0; i < offered.totals().entries(); i++) {
      Placement placement = offered.placement(i);
      if (wanted.test(placement)) {
        line.accept(line(placement));
      }
    }
  }

  /** Returns the name of the only file or directory, or an empty string if there are several. */
  public static String name(OfferedTree offered) throws TransferException {
    long entries = offered.totals().entries();
    if (entries == 0) {
      return "";
    }
    String first = offered.placement(0).path();
    return entries == 1 || offered.placement(entries - 1).path().startsWith(first + "/")
        ? first
        : "";
  }

  private static String line(Placement placement) {
    Entry entry = placement.entry();
    String line = INDENT + Printable.of(placement.path()) + kind(entry);
    if (placement.renamed()) {
      // In quotes: a space at the end may be all that differs.
      line += ", sent as \"" + Printable.of(entry.path()) + "\"";
    }
    return switch (placement.state()) {
      case NEW -> line;
      case PARTIAL -> line + ", partly there";
      case PRESENT -> entry instanceof DirectoryEntry ? line : line + ", may already be there";
      case CONFLICT -> line + ", the name is taken: you will be asked";
      case REPLACES -> line + ", REPLACES the existing one";
      case BLOCKED -> line + ", cannot be written";
      case SKIPPED -> line + ", skipped";
    };
  }

  private static String kind(Entry entry) {
    if (entry instanceof FileEntry file) {
      return file.size() < 0 ? " (of unknown size)" : " (" + Wording.size(file.size()) + ")";
    }
    return entry instanceof LinkEntry link ? " -> " + Printable.of(link.target()) : "/";
  }
}
