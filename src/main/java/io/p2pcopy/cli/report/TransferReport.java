package io.p2pcopy.cli.report;

import io.p2pcopy.cli.progress.Movement;
import io.p2pcopy.cli.progress.Progress;
import io.p2pcopy.transfer.TransferListener;
import io.p2pcopy.transfer.TransferProgress;
import io.p2pcopy.transfer.source.SourceFile;
import io.p2pcopy.transfer.source.SourceTotals;
import io.p2pcopy.transfer.target.TargetTotals;
import io.p2pcopy.transfer.wire.SkipReason;
import org.jspecify.annotations.Nullable;

/**
 * Tells a report how a transfer goes on.
 *
 * @param movement counts the bytes of content that go through channels
 * @param name of the only file or directory, as soon as it is known, or an empty string
 * @param single takes what goes to standard output; {@code null} where files get a place
 */
public record TransferReport(
    Report report, Movement movement, TransferName name, @Nullable SingleFileOutput single)
    implements TransferListener {

  public TransferReport(Report report, Movement movement, TransferName name) {
    this(report, movement, name, null);
  }

  @Override
  public void words(int[] indices) {
    report.words(VerificationWords.of(indices));
  }

  @Override
  public void offered(SourceTotals totals) {
    report.offered(OfferSummary.of(name.get(), totals));
  }

  @Override
  public void started(SourceTotals totals) {
    report.started(OfferSummary.of(name.get(), totals));
  }

  @Override
  public void started(TargetTotals totals) {
    report.started(OfferSummary.of(name.get(), totals));
  }

  @Override
  public void continued() {
    report.continued();
  }

  @Override
  public void progress(TransferProgress now) {
    movement.carried(now.transferred());
    report.progress(
        new Progress(
            now.done(),
            now.total(),
            now.transferred(),
            Math.min(now.filesDone() + 1, now.files()),
            now.files(),
            now.path().isEmpty() ? null : now.path(),
            now.fileDone(),
            now.fileSize()));
  }

  @Override
  public void fileDone(String path, long size, boolean untouched) {
    if (single != null) {
      single.stored(path);
    }
    report.fileDone(path, size, untouched);
  }

  @Override
  public void entryFailed(String path, String sentence) {
    report.entryFailed(path, sentence);
  }

  @Override
  public void fileChanged(String path, long size, SourceFile.Change change) {
    report.fileChanged(path, size, change);
  }

  @Override
  public void entrySkipped(String path, SkipReason reason) {
    report.entrySkipped(path, reason);
  }

  @Override
  public void ending() {
    report.ending();
  }

  @Override
  public void text(String text) {
    if (single == null) {
      report.text(text);
    } else {
      single.text(text);
    }
  }
}
