package io.p2pcopy.cli.report;

import io.p2pcopy.cli.terminal.StandardStream;
import io.p2pcopy.signal.SessionDescription;
import io.p2pcopy.transfer.wire.Entry;
import java.io.PrintStream;

/**
 * Prints this side's line alone on standard output, or the list of a dry run, and nothing else.
 *
 * @param people where people are shown a text before this report gets it
 */
public record BareBlob(PrintStream out, PrintStream people) implements Report {

  @Override
  public void blob(SessionDescription own, String blob) {
    out.print(blob + "\n");
    StandardStream.requireWritten(out);
  }

  @Override
  public void listed(Entry entry) {
    out.println(DryRun.line(entry));
  }

  @Override
  public void listed(OfferSummary contents) {
    out.println(contents.words() + ".");
    StandardStream.requireWritten(out);
  }

  /** A text that nobody can have seen has not been received. */
  @Override
  public void text(String text) {
    StandardStream.requireWritten(people);
  }
}
