package io.p2pcopy.cli.exchange;

import io.p2pcopy.cli.environment.CommandException;
import io.p2pcopy.cli.environment.ExitCode;
import io.p2pcopy.cli.report.ExpectedBlob;
import io.p2pcopy.cli.report.Failure;
import io.p2pcopy.cli.report.Report;
import io.p2pcopy.cli.terminal.LineSource;
import io.p2pcopy.cli.terminal.PendingEvents;
import io.p2pcopy.signal.BlobException;
import io.p2pcopy.signal.SessionDescription;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Gets the peer's offer or answer from what a person pastes or a pipe carries.
 *
 * @param lines where it comes from
 * @param asksAgain whether a person is there who can try again after a wrong paste
 * @param report is told what was wrong
 * @param events handled while a line is waited for
 */
public record PeerBlobReader(
    LineSource lines, boolean asksAgain, Report report, PendingEvents events) {
  /** How long the next line of one paste takes at most to arrive after the one before it. */
  private static final Duration PASTE = Duration.ofMillis(250);

  /** The same once the blob has come, where only text of no use is expected. */
  private static final Duration REST_OF_PASTE = Duration.ofMillis(100);

  /** Reads one line, or several that a chat program has made of it. */
  public interface Parser {
    SessionDescription parse(String pasted) throws BlobException;
  }

  /**
   * Waits for a description of the wanted type.
   *
   * @throws BlobException when what came is not usable and nobody can be asked again
   * @throws TimeoutException when nothing came in time
   */
  public SessionDescription read(ExpectedBlob wanted, Duration time, Parser parser)
      throws Exception {
    String begun = "";
    while (true) {
      String pasted = lines.take(time, events).orElseThrow(() -> ended(wanted));
      if (pasted.isBlank()) {
        continue;
      }
      try {
        return lastOfPaste(parse(begun, pasted, parser), parser);
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
   *
   * @param again what Enter alone stands for
   */
  Optional<SessionDescription> readAnother(Parser parser, @Nullable SessionDescription again)
      throws IOException, InterruptedException {
    Optional<String> line = nextOfThisPaste(PASTE);
    String pasted = line.orElse("");
    if (pasted.isBlank()) {
      return line.isPresent() ? Optional.ofNullable(again) : Optional.empty();
    }
    try {
      return Optional.of(lastOfPaste(parse("", pasted, parser), parser));
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
        Optional<String> more = nextOfThisPaste(PASTE);
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

  /**
   * Takes the rest of a paste, so that it answers no question. A chat shows what came last at the
   * end: of several blobs in it, the last one counts.
   */
  private SessionDescription lastOfPaste(SessionDescription first, Parser parser)
      throws IOException, InterruptedException {
    if (!asksAgain) {
      return first;
    }
    SessionDescription last = first;
    String begun = "";
    Optional<String> line = nextOfThisPaste(REST_OF_PASTE);
    for (; line.isPresent(); line = nextOfThisPaste(REST_OF_PASTE)) {
      begun = begun.length() > LineSource.LONGEST_LINE ? "" : begun + line.get() + "\n";
      try {
        last = parser.parse(begun);
        begun = "";
      } catch (BlobException e) {
        // Not a blob, or not all of it yet.
      }
    }
    if (!last.equals(first)) {
      report.severalPasted();
    }
    return last;
  }

  private Optional<String> nextOfThisPaste(Duration time) throws IOException, InterruptedException {
    try {
      return lines.take(time);
    } catch (TimeoutException e) {
      return Optional.empty();
    }
  }

  private static CommandException ended(ExpectedBlob wanted) {
    return new CommandException(
        ExitCode.UNUSABLE_BLOB,
        "no-blob",
        "The input ended before your friend's " + wanted.words() + " came.");
  }
}
