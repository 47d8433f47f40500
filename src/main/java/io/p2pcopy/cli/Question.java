package io.p2pcopy.cli;

import io.p2pcopy.transfer.AcceptQuestion;
import io.p2pcopy.transfer.OfferedTree;
import io.p2pcopy.transfer.TransferException;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/** Asks the person at the terminal whether what is offered is wanted. */
record Question(LineSource input, PrintStream err) implements AcceptQuestion {
  private static final Duration PATIENCE = Duration.ofDays(1);

  @Override
  public boolean accepts(OfferedTree offered) throws TransferException, InterruptedException {
    String name = nameOf(offered);
    try {
      // What was pasted behind the peer's line must not answer a question not yet asked.
      input.dropAvailable();
      while (true) {
        err.print(
            "Accept "
                + Printable.of(name)
                + " ("
                + Wording.size(offered.totals().bytes())
                + ")? [Y/n] ");
        err.flush();
        Optional<String> answer = input.take(PATIENCE);
        if (answer.isEmpty()) {
          return false;
        }
        switch (answer.get().strip().toLowerCase(Locale.ROOT)) {
          case "", "y", "yes" -> {
            return true;
          }
          case "n", "no" -> {
            return false;
          }
          default -> {}
        }
      }
    } catch (IOException | TimeoutException e) {
      return false;
    }
  }

  /** Returns the name of the only file or directory, or how many entries there are. */
  static String nameOf(OfferedTree offered) throws TransferException {
    long entries = offered.totals().entries();
    if (entries == 0) {
      return "nothing";
    }
    String first = offered.placement(0).path();
    return entries == 1 || offered.placement(entries - 1).path().startsWith(first + "/")
        ? first
        : entries + " files and directories";
  }
}
