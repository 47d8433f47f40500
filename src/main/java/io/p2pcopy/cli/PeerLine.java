package io.p2pcopy.cli;

import io.p2pcopy.signal.BlobException;
import io.p2pcopy.signal.SessionDescription;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/**
 * Gets the peer's offer or answer from what a person pastes or a pipe carries.
 *
 * @param lines where it comes from
 * @param asksAgain whether a person is there who can try again after a wrong paste
 * @param report is told what was wrong
 */
record PeerLine(LineSource lines, boolean asksAgain, Report report) {
  /** How long the further lines of one paste take at most to arrive after the first. */
  private static final Duration PASTE = Duration.ofMillis(250);

  /** What kind of line is waited for. */
  enum Wanted {
    OFFER("offer"),
    ANSWER("answer"),
    /** An offer or an answer, after a connection was lost. */
    NEW_LINE("new line");

    private final String words;

    Wanted(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }

    void tell(Report report) {
      switch (this) {
        case OFFER -> report.awaiting(SessionDescription.Type.OFFER);
        case ANSWER -> report.awaiting(SessionDescription.Type.ANSWER);
        case NEW_LINE -> report.awaitingNewLine();
      }
    }
  }

  /** Reads one line, or several that a chat program has made of it. */
  interface Parser {
    SessionDescription parse(String pasted) throws BlobException;
  }

  /**
   * Waits for a description of the wanted type.
   *
   * @throws BlobException when what came is not usable and nobody can be asked again
   * @throws TimeoutException when nothing came in time
   */
  SessionDescription read(Wanted wanted, Duration time, Parser parser)
      throws BlobException, CommandException, IOException, InterruptedException, TimeoutException {
    String begun = "";
    while (true) {
      String pasted = lines.take(time).orElseThrow(() -> ended(wanted));
      if (pasted.isBlank()) {
        continue;
      }
      try {
        return parse(begun, pasted, parser);
      } catch (BlobException e) {
        if (!asksAgain) {
          throw e;
        }
        report.notUnderstood(Failure.of(e).sentence());
        wanted.tell(report);
        // The rest of a line that was cut off may be pasted next.
        begun = e.fault() == BlobException.Fault.TRUNCATED ? begun + pasted + "\n" : "";
      }
    }
  }

  /**
   * Takes the line that has come while another one is in use already, or the few of one paste;
   * empty, and the person is told why, if they are not usable.
   */
  Optional<SessionDescription> readAnother(Parser parser) throws IOException, InterruptedException {
    String pasted = nextOfThisPaste().orElse("");
    if (pasted.isBlank()) {
      return Optional.empty();
    }
    try {
      return Optional.of(parse("", pasted, parser));
    } catch (BlobException e) {
      report.notUnderstood(Failure.of(e).sentence());
      return Optional.empty();
    }
  }

  private SessionDescription parse(String begun, String firstLine, Parser parser)
      throws BlobException, IOException, InterruptedException {
    var pasted = new StringBuilder(firstLine);
    while (true) {
      try {
        return parseEither(begun, pasted.toString(), parser);
      } catch (BlobException e) {
        Optional<String> more = nextOfThisPaste();
        if (more.isEmpty() || pasted.length() > LineSource.LONGEST_LINE) {
          throw e;
        }
        pasted.append('\n').append(more.get());
      }
    }
  }

  private static SessionDescription parseEither(String begun, String pasted, Parser parser)
      throws BlobException {
    try {
      return parser.parse(pasted);
    } catch (BlobException e) {
      if (begun.isEmpty()) {
        throw e;
      }
    }
    return parser.parse(begun + pasted);
  }

  private Optional<String> nextOfThisPaste() throws IOException, InterruptedException {
    try {
      return lines.take(PASTE);
    } catch (TimeoutException e) {
      return Optional.empty();
    }
  }

  private static CommandException ended(Wanted wanted) {
    return new CommandException(
        ExitCode.UNUSABLE_BLOB,
        "no-blob",
        "The input ended before the " + wanted.words() + " of the other side came.");
  }
}
