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
import io.p2pcopy.peer.Reachability;
import io.p2pcopy.signal.SessionDescription;
import io.p2pcopy.transfer.TransferSummary;
import io.p2pcopy.transfer.source.Skipped;
import io.p2pcopy.transfer.source.SourceFile;
import io.p2pcopy.transfer.wire.SkipReason;
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
    handing.offer(blob, width.columns());
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
  public void betterBlob(SessionDescription own, String blob) {
    voice.withdraw();
    voice.say("Your public address is known now: use this one instead.");
    blob(own, blob);
  }

  @Override
  public void awaiting(SessionDescription.Type type) {
    boolean offer = type == SessionDescription.Type.OFFER;
    if (around.terminal().input()) {
      voice.askBelow(
          offer
              ? "Paste your friend's line, then press Enter:"
              : "Paste your friend's answer, then press Enter:");
    } else {
      voice.say(
          offer ? "Waiting for the other side's offer." : "Waiting for the other side's answer.");
    }
  }

  @Override
  public void awaitingNewLine() {
    if (around.terminal().input()) {
      voice.askBelow("Paste your friend's new line, then press Enter:");
    } else {
      voice.say("Waiting for the other side's new line.");
    }
  }

  @Override
  public void bothOffered() {
    voice.say("This goes on as soon as your friend has pasted your line, too.");
    if (around.terminal().input()) {
      voice.say("If your friend sends you another line instead, paste that one here.");
    }
  }

  @Override
  public void replaced() {
    voice.say("This line is used now, in place of the one before.");
  }

  @Override
  public void severalPasted() {
    voice.answered();
    voice.say("There were several in what you pasted: the last one is used.");
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
    voice.say("Waiting for your friend to paste it.");
  }

  @Override
  public void attemptFailed(String sentence, @Nullable ExpectedBlob again) {
    voice.withdraw();
    voice.complain(Printable.of(sentence));
    if (again != null) {
      voice.say(
          again == ExpectedBlob.OFFER
              ? "If your friend has a newer invite, paste that one. Ctrl-C ends."
              : "If that was the reply to an older invite, paste the reply to the newest one."
                  + " Ctrl-C ends.");
    }
  }

  @Override
  public void connecting() {
    voice.say("Connecting to the other side.");
  }

  @Override
  public void connected(NetworkStatus found) {
    network = found;
    voice.withdraw();
    voice.say("Connected " + Wording.path(found.path()) + ".");
    NetworkDetails.ofPath(found.path()).forEach(voice::detail);
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
              + " may be there already: that is checked, and what is right is not sent again.");
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
              + (untouched ? ") was there already." : ") is complete."));
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
    voice.say("Ending: the other side is being told. Ctrl-C again ends at once.");
  }

  @Override
  public void lost(String sentence) {
    endProgress();
    voice.abandon();
    voice.complain(Printable.of(sentence));
    voice.say("Everything that arrived is kept. With new lines, the transfer goes on.");
  }

  @Override
  public void continued() {
    voice.say("The transfer goes on.");
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
      voice.saySuccess(sending ? "Sent, and read by the other side." : "Received.");
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
              + " changed meanwhile (-v lists all of them).");
    }
    if (summary.present() > 0) {
      voice.say(Wording.size(summary.present()) + " of it had been there before.");
    }
    if (summary.resent() > 0) {
      voice.say(
          Wording.count(summary.resent(), "block", "blocks") + " arrived damaged and came again.");
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
