package io.p2pcopy.cli.report;

import io.p2pcopy.cli.progress.NetworkStatus;
import io.p2pcopy.cli.progress.Progress;
import io.p2pcopy.cli.progress.ProgressDisplay;
import io.p2pcopy.cli.progress.ProgressGauge;
import io.p2pcopy.cli.progress.ProgressLines;
import io.p2pcopy.cli.progress.ProgressSteps;
import io.p2pcopy.cli.terminal.Environment;
import io.p2pcopy.cli.terminal.Printable;
import io.p2pcopy.cli.terminal.TerminalOutput;
import io.p2pcopy.cli.terminal.TerminalWidth;
import io.p2pcopy.cli.terminal.Wording;
import io.p2pcopy.peer.ConnectionPath;
import io.p2pcopy.peer.Reachability;
import io.p2pcopy.signal.Candidate;
import io.p2pcopy.signal.SessionDescription;
import io.p2pcopy.transfer.TransferSummary;
import io.p2pcopy.transfer.source.Skipped;
import io.p2pcopy.transfer.source.SourceFile;
import io.p2pcopy.transfer.wire.SkipReason;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says in short sentences what happens and what to do next. */
public final class HumanReport implements Report {
  /** Of so many files that change while they are sent, each is named. */
  private static final int CHANGED_SHOWN = 5;

  private final Environment around;
  private final TerminalOutput voice;
  private final BlobPresenter handing;
  private final boolean sending;
  private final TerminalWidth width;
  private final SkippedEntries skipped;
  private long changed;
  private @Nullable NetworkStatus network;
  private @Nullable OfferSummary contents;
  private @Nullable Progress latest;
  private @Nullable ProgressDisplay progress;

  public HumanReport(
      Environment around, TerminalOutput voice, BlobPresenter handing, boolean sending) {
    this.around = around;
    this.voice = voice;
    this.handing = handing;
    this.sending = sending;
    this.skipped = new SkippedEntries(sending);
    this.width = new TerminalWidth(around.terminal().variables());
  }

  @Override
  public void blob(SessionDescription own, String blob) {
    NetworkDetails.ofDescription("This side", own).forEach(voice::detail);
    handing.present(noun(own.type()), blob, width.columns());
  }

  @Override
  public void gathering() {
    voice.say("Asking STUN servers for your public address.");
  }

  @Override
  public void reachable(Reachability reachability, boolean improves) {
    ReachabilityText.of(reachability, improves).ifPresent(voice::complain);
  }

  @Override
  public void betterBlob(SessionDescription own, String blob, boolean moved) {
    voice.withdraw();
    voice.say(
        (moved ? "This computer's network has changed." : "Your public address is now known.")
            + " Use this "
            + noun(own.type())
            + " instead.");
    blob(own, blob);
  }

  @Override
  public void awaiting(SessionDescription.Type type) {
    askToPaste(noun(type));
  }

  @Override
  public void awaitingNewLine() {
    askToPaste("new invite or reply");
  }

  @Override
  public void bothOffered() {
    voice.say("Waiting for your friend to paste your invite.");
    if (around.terminal().input()) {
      voice.say("If your friend sends you another invite or reply instead, paste it here.");
    }
  }

  @Override
  public void replaced() {
    voice.say("Using this one instead of the previous one.");
  }

  @Override
  public void severalPasted() {
    voice.answered();
    voice.say("Your paste contained several. Using the last one.");
  }

  @Override
  public void notUnderstood(String sentence) {
    voice.answered();
    voice.complain(Printable.of(sentence));
  }

  @Override
  public void understood(SessionDescription peer) {
    voice.answered();
    NetworkDetails.ofDescription("The other side", peer).forEach(voice::detail);
  }

  @Override
  public void awaitingFriend() {
    voice.say("Waiting for your friend to paste your reply.");
  }

  @Override
  public void attemptFailed(String sentence, @Nullable ExpectedBlob again) {
    voice.withdraw();
    voice.complain(Printable.of(sentence));
    if (again != null) {
      voice.say(
          again == ExpectedBlob.OFFER
              ? "Press Enter to try again, or paste a newer invite. Press Ctrl-C to stop."
              : "Press Enter to try again, or paste the reply to your newest invite."
                  + " Press Ctrl-C to stop.");
    }
  }

  @Override
  public void connecting() {
    voice.say("Connecting.");
  }

  @Override
  public void tryingHarder(boolean strictHere, boolean strictThere) {
    voice.say(cause(strictHere, strictThere) + ": trying harder, up to 20 s.");
  }

  private static String cause(boolean strictHere, boolean strictThere) {
    if (strictHere && strictThere) {
      return "Strict NATs on both sides";
    }
    if (strictHere) {
      return "A strict NAT on your side";
    }
    return strictThere ? "A strict NAT on your friend's side" : "No path found yet";
  }

  @Override
  public void connected(NetworkStatus found) {
    network = found;
    voice.withdraw();
    voice.say("Connected " + Wording.path(found.path()) + ".");
    NetworkDetails.ofPath(found.path()).forEach(voice::detail);
  }

  @Override
  public void reconnecting() {
    if (progress == null) {
      // Otherwise the progress shows it, and for how long it lasts.
      voice.say("Reconnecting: no answer from the other side.");
    }
  }

  @Override
  public void pathFound(ConnectionPath path, boolean changed) {
    voice.say("Connected " + (changed ? "by a new path: " : "again: ") + Wording.path(path) + ".");
    NetworkDetails.ofPath(path).forEach(voice::detail);
  }

  @Override
  public void peerCandidates(List<Candidate> candidates) {
    NetworkDetails.ofCandidates("The other side", candidates).forEach(voice::detail);
  }

  @Override
  public void words(String words) {
    voice.say("Words to compare with your friend, by voice: " + words);
  }

  @Override
  public void offered(OfferSummary offered) {
    voice.say("Offered " + offered.words() + ". Waiting for your friend to accept.");
  }

  @Override
  public void started(OfferSummary begun) {
    contents = begun;
    skipped.clear();
    voice.say((sending ? "Sending " : "Receiving ") + begun.words() + ".");
    if (begun.there() > 0) {
      voice.say(
          Wording.size(begun.there())
              + " may already be there. It is verified, and only the rest is sent.");
    }
    Progress nothing = asKnown(new Progress(0, begun.bytes(), 0, 0, begun.files(), null, 0, 0));
    latest = nothing;
    display(nothing);
  }

  @Override
  public void progress(Progress now) {
    Progress shown = asKnown(now);
    latest = shown;
    if (progress != null) {
      progress.show(shown);
    }
  }

  @Override
  public void fileDone(String path, long size, boolean untouched) {
    if (voice.tellsDetails()) {
      voice.detail(
          Printable.of(path)
              + " ("
              + Wording.size(size)
              + (untouched ? ") was already there." : ") is complete."));
    }
  }

  @Override
  public void entryFailed(String path, String sentence) {
    voice.complain(Printable.of(path + ": " + sentence));
  }

  @Override
  public void fileChanged(String path, long size, SourceFile.Change change) {
    changed++;
    String line = SkippedText.line(path) + Wording.change(change, size);
    if (changed <= CHANGED_SHOWN) {
      voice.say(line);
    } else {
      voice.detail(line);
    }
  }

  @Override
  public void entrySkipped(String path, SkipReason reason) {
    String line = skipped.add(path, reason);
    if (voice.tellsDetails()) {
      voice.detail("Skipped " + line);
    }
  }

  @Override
  public void leftOut(Skipped found) {
    SkippedText.failures(found).forEach(voice::complain);
    SkippedText.others(found).forEach(voice::say);
    SkippedText.hidden(found).forEach(voice::detail);
  }

  @Override
  public void text(String text) {
    voice.say("Your friend writes:");
    text.lines().forEach(line -> voice.showText(Printable.ofText(line)));
  }

  @Override
  public void ending() {
    endProgress();
    voice.abandon();
    voice.say("Stopping, and notifying the other side. Press Ctrl-C again to stop at once.");
  }

  @Override
  public void lost(String sentence) {
    endProgress();
    voice.abandon();
    voice.complain(Printable.of(sentence));
    voice.say("Everything that arrived is kept. Exchange a new invite and reply to resume.");
  }

  @Override
  public void continued() {
    voice.say("The transfer resumes.");
    Progress known = latest;
    if (known != null) {
      display(known);
    }
  }

  @Override
  public void done(Outcome outcome, NetworkStatus found) {
    endProgress();
    TransferSummary summary = outcome.summary();
    OfferSummary all = contents;
    if (all == null) {
      voice.saySuccess(sending ? "Sent, and received by your friend." : "Received.");
      return;
    }
    boolean nothing =
        summary.files() == 0
            && (summary.failed() > 0 || (summary.skipped() > 0 && all.directories() == 0));
    if (nothing) {
      // What has failed was told, and how much is missing will be.
      skipped.lines().forEach(voice::say);
      return;
    }
    String what = sending ? all.shortWords() : Printable.of(outcome.place());
    String sentence =
        (sending ? "Sent " : "Received ")
            + what
            + ": "
            + (all.files() == 1 && summary.files() == 1
                ? ""
                : Wording.count(summary.files(), "file", "files") + ", ")
            + Wording.size(summary.bytes())
            + " in "
            + Wording.duration(summary.elapsed())
            + ", "
            + (summary.bytes() > summary.present()
                ? Wording.rate(summary.bytes() - summary.present(), summary.elapsed()) + ", "
                : "")
            + Wording.path(found.path())
            + (sending ? ", verified by the receiver." : ", verified.");
    if (summary.failed() == 0) {
      voice.saySuccess(sentence);
    } else {
      voice.complain(sentence);
    }
    skipped.lines().forEach(voice::say);
    if (changed > CHANGED_SHOWN) {
      voice.say(
          Wording.count(changed - CHANGED_SHOWN, "more file", "more files")
              + " changed during the transfer (-v lists all of them).");
    }
    if (summary.present() > 0) {
      voice.say(Wording.size(summary.present()) + " of it was already there.");
    }
    if (summary.resent() > 0) {
      voice.say(
          Wording.count(summary.resent(), "block", "blocks")
              + " arrived damaged and were sent again.");
    }
    voice.detail("Through the channel went " + Wording.size(summary.transferred()) + ".");
    NetworkDetails.ofStats(found.stats()).forEach(voice::detail);
    NetworkDetails.ofIo(found.path().io()).forEach(voice::detail);
  }

  @Override
  public void failed(Failure failure) {
    endProgress();
    voice.abandon();
    voice.complain("p2pcopy: " + Printable.of(failure.sentence()));
    voice.detail(failure.cause());
  }

  private void askToPaste(String noun) {
    String waiting = "Waiting for your friend's " + noun + ".";
    if (around.terminal().input()) {
      voice.askBelow(waiting + " Paste it here and press Enter:");
    } else {
      voice.say(waiting);
    }
  }

  private static String noun(SessionDescription.Type type) {
    return type == SessionDescription.Type.OFFER ? "invite" : "reply";
  }

  /** A pipe has no size before its end. */
  private Progress asKnown(Progress now) {
    OfferSummary known = contents;
    return known == null || known.sized() ? now : now.withoutTotal();
  }

  private void display(Progress begin) {
    NetworkStatus found = network;
    if (found == null) {
      return;
    }
    endProgress();
    var gauge = new ProgressGauge(begin, found, around.clock());
    progress =
        around.terminal().sequences()
            ? new ProgressLines(voice, gauge, width)
            : new ProgressSteps(voice, gauge, around.clock()).start();
  }

  private void endProgress() {
    if (progress != null) {
      progress.close();
      progress = null;
    }
  }
}
