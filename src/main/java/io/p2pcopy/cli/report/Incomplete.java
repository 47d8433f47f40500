package io.p2pcopy.cli.report;

import io.p2pcopy.cli.environment.CommandException;
import io.p2pcopy.cli.environment.ExitCode;
import io.p2pcopy.cli.terminal.Wording;
import io.p2pcopy.transfer.TransferSummary;
import io.p2pcopy.transfer.source.Skipped;

/** The end of a transfer of which not everything is there. */
public final class Incomplete {
  private Incomplete() {}

  /** Checks the end on the sender's side, which may have left out what it could not read. */
  public static void check(TransferSummary summary, Skipped skipped) throws CommandException {
    check(summary);
    if (skipped.unreadable() > 0) {
      throw new CommandException(
          ExitCode.INCOMPLETE,
          "incomplete",
          Wording.count(skipped.unreadable(), "entry", "entries")
              + " could not be sent. All others arrived and are verified.");
    }
  }

  /** Checks what a dry run has found. */
  public static void check(Skipped skipped) throws CommandException {
    if (skipped.unreadable() > 0) {
      throw new CommandException(
          ExitCode.INCOMPLETE,
          "incomplete",
          Wording.count(skipped.unreadable(), "entry", "entries") + " would not be sent.");
    }
  }

  public static void check(TransferSummary summary) throws CommandException {
    if (summary.failed() > 0) {
      throw new CommandException(
          ExitCode.INCOMPLETE,
          "incomplete",
          Wording.count(summary.failed(), "entry", "entries")
              + " did not arrive. "
              + (summary.files() > 0
                  ? "All others arrived and are verified."
                  : "No file was transferred."));
    }
  }
}
