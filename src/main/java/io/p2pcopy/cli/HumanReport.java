package io.p2pcopy.cli;

import io.p2pcopy.signal.SessionDescription;
import org.jspecify.annotations.Nullable;

/** Says in short sentences what happens and what to do next. */
final class HumanReport implements Report {
  private final Surroundings around;
  private final Voice voice;
  private final Handing handing;
  private final boolean sending;
  private final TerminalWidth width;
  private @Nullable Network network;
  private long total;
  private @Nullable ProgressDisplay progress;

  HumanReport(Surroundings around, Voice voice, Handing handing, boolean sending) {
    this.around = around;
    this.voice = voice;
    this.handing = handing;
    this.sending = sending;
    this.width = new TerminalWidth(around.terminal().variables());
  }

  @Override
  public void blob(SessionDescription own, String blob) {
    NetworkDetails.ofDescription("This side", own).forEach(voice::detail);
    handing.offer(blob, width.columns());
  }

  @Override
  public void awaiting(SessionDescription.Type type) {
    boolean offer = type == SessionDescription.Type.OFFER;
    if (around.terminal().input()) {
      voice.prompt(
          offer
              ? "Paste your friend's line, then press Enter:"
              : "Paste your friend's answer, then press Enter:");
    } else {
      voice.say(
          offer ? "Waiting for the other side's offer." : "Waiting for the other side's answer.");
    }
  }

  @Override
  public void notUnderstood(String sentence) {
    voice.complain(Printable.of(sentence));
  }

  @Override
  public void understood(SessionDescription peer) {
    NetworkDetails.ofDescription("The other side", peer).forEach(voice::detail);
  }

  @Override
  public void connecting() {
    voice.say("Connecting to the other side.");
  }

  @Override
  public void connected(Network found) {
    network = found;
    voice.say("Connected " + Wording.path(found.path()) + ".");
    NetworkDetails.ofPath(found.path()).forEach(voice::detail);
  }

  @Override
  public void started(FileOffer offer) {
    voice.say(
        (sending ? "Sending " : "Receiving ")
            + Printable.of(offer.name())
            + " ("
            + Wording.size(offer.size())
            + ").");
    Network found = network;
    if (found != null) {
      total = offer.size();
      progress = display(Progress.ofOneFile(0, offer.size()), found);
    }
  }

  @Override
  public void progress(long bytes) {
    if (progress != null) {
      progress.show(Progress.ofOneFile(bytes, total));
    }
  }

  @Override
  public void done(TransferResult result, Network found) {
    endProgress();
    String file = Printable.of(sending ? fileName(result) : result.file().toString());
    voice.saySuccess(
        (sending ? "Sent " : "Received ")
            + file
            + ": "
            + Wording.size(result.bytes())
            + " in "
            + Wording.duration(result.elapsed())
            + ", "
            + Wording.rate(result.bytes(), result.elapsed())
            + ", "
            + Wording.path(found.path())
            + (sending ? ", verified by the receiver." : ", verified."));
    NetworkDetails.ofStats(found.stats()).forEach(voice::detail);
    NetworkDetails.ofIo(found.path().io()).forEach(voice::detail);
  }

  @Override
  public void failed(Failure failure) {
    endProgress();
    voice.complain("p2pcopy: " + Printable.of(failure.sentence()));
    voice.detail(failure.cause());
  }

  private ProgressDisplay display(Progress begin, Network found) {
    var gauge = new ProgressGauge(begin, found, around.clock());
    return around.terminal().sequences()
        ? new ProgressLines(voice, gauge, width)
        : new ProgressSteps(voice, gauge, around.clock()).start();
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
}
