package io.p2pcopy.cli;

import io.p2pcopy.transfer.TransferSummary;

/** The end of a transfer of which not everything is there. */
final class Incomplete {
  private Incomplete() {}

  static void check(TransferSummary summary) throws CommandException {
    if (summary.failed() > 0) {
      throw new CommandException(
          ExitCode.INCOMPLETE,
          "incomplete",
          Wording.count(summary.failed(), "entry is", "entries are")
              + " not at the receiver; all the others are, and are verified.");
    }
  }
}
