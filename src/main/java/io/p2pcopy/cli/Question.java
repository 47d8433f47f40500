package io.p2pcopy.cli;

import io.p2pcopy.transfer.AcceptPolicy;
import io.p2pcopy.transfer.FileOffer;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/** Asks the person at the terminal whether a file is wanted. */
record Question(LineSource input, PrintStream err) implements AcceptPolicy {
  private static final Duration PATIENCE = Duration.ofDays(1);

  @Override
  public boolean accepts(FileOffer offer) throws InterruptedException {
    try {
      // What was pasted behind the peer's line must not answer a question not yet asked.
      input.dropAvailable();
      while (true) {
        err.print(
            "Accept "
                + Printable.of(offer.name())
                + " ("
                + Wording.size(offer.size())
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
}
