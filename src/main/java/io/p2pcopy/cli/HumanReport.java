package io.p2pcopy.cli;

import io.p2pcopy.peer.ConnectionPath;
import io.p2pcopy.signal.SessionDescription;
import io.p2pcopy.transfer.FileOffer;
import io.p2pcopy.transfer.TransferResult;
import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/** Says in short sentences on standard error what happens and what to do next. */
final class HumanReport implements Report {
  private static final String BOLD = "\033[1m";
  private static final String GREEN = "\033[32m";
  private static final String RED = "\033[31m";
  private static final String PLAIN = "\033[0m";

  private final PrintStream err;
  private final Surroundings around;
  private final boolean sending;
  private final boolean verbose;
  private @Nullable ProgressDisplay progress;

  HumanReport(Surroundings around, boolean sending, boolean verbose) {
    this.err = around.err();
    this.around = around;
    this.sending = sending;
    this.verbose = verbose;
  }

  @Override
  public void blob(SessionDescription.Type type, String blob) {
    say(BOLD, "Send this line to your friend:");
  }

  @Override
  public void awaiting(SessionDescription.Type type) {
    boolean offer = type == SessionDescription.Type.OFFER;
    if (around.terminal().input()) {
      say(
          BOLD,
          offer
              ? "Paste your friend's line, then press Enter:"
              : "Paste your friend's answer, then press Enter:");
    } else {
      say(offer ? "Waiting for the other side's offer." : "Waiting for the other side's answer.");
    }
  }

  @Override
  public void notUnderstood(String sentence) {
    say(RED, Printable.of(sentence));
  }

  @Override
  public void connecting() {
    say("Connecting to the other side.");
  }

  @Override
  public void connected(ConnectionPath path) {
    say("Connected " + Wording.path(path) + ".");
    if (verbose) {
      say("Local address " + path.local() + ", remote address " + path.remote() + ".");
    }
  }

  @Override
  public void started(FileOffer offer) {
    say(
        (sending ? "Sending " : "Receiving ")
            + Printable.of(offer.name())
            + " ("
            + Wording.size(offer.size())
            + ").");
    progress =
        around.terminal().error()
            ? new ProgressLine(err, offer.size(), around.terminal().columns(), around.clock())
            : new ProgressSteps(err, offer.size(), around.clock());
  }

  @Override
  public void progress(long bytes) {
    if (progress != null) {
      progress.show(bytes);
    }
  }

  @Override
  public void done(TransferResult result, ConnectionPath path) {
    endProgress();
    String file = Printable.of(sending ? fileName(result) : result.file().toString());
    say(
        GREEN,
        (sending ? "Sent " : "Received ")
            + file
            + ": "
            + Wording.size(result.bytes())
            + " in "
            + Wording.duration(result.elapsed())
            + ", "
            + Wording.rate(result.bytes(), result.elapsed())
            + ", "
            + Wording.path(path)
            + (sending ? ", verified by the receiver." : ", verified."));
    if (verbose) {
      say("SHA-256 " + result.sha256());
    }
  }

  @Override
  public void failed(Failure failure) {
    endProgress();
    say(RED, "p2pcopy: " + Printable.of(failure.sentence()));
    if (verbose) {
      failure.cause().printStackTrace(err);
    }
  }

  private static String fileName(TransferResult result) {
    Object name = result.file().getFileName();
    return name == null ? result.file().toString() : name.toString();
  }

  private void endProgress() {
    if (progress != null) {
      progress.close();
      progress = null;
    }
  }

  private void say(String style, String sentence) {
    say(around.terminal().colours() ? style + sentence + PLAIN : sentence);
  }

  private void say(String sentence) {
    err.print(sentence + "\n");
    err.flush();
  }
}
