package io.p2pcopy.cli;

import io.p2pcopy.transfer.TransferListener;
import io.p2pcopy.transfer.TransferProgress;
import io.p2pcopy.transfer.source.SourceTotals;
import io.p2pcopy.transfer.target.TargetTotals;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Tells a report how a transfer goes on.
 *
 * @param movement is set to the bytes of content that have gone through channels
 * @param name of the only file or directory, as soon as it is known, or an empty string
 */
record TransferReport(Report report, AtomicLong movement, TransferName name)
    implements TransferListener {

  @Override
  public void words(int[] indices) {
    report.words(VerificationWords.of(indices));
  }

  @Override
  public void offered(SourceTotals totals) {
    report.offered(Contents.of(name.get(), totals));
  }

  @Override
  public void started(SourceTotals totals) {
    report.started(Contents.of(name.get(), totals));
  }

  @Override
  public void started(TargetTotals totals) {
    report.started(Contents.of(name.get(), totals));
  }

  @Override
  public void continued() {
    report.continued();
  }

  @Override
  public void progress(TransferProgress now) {
    movement.set(now.carried());
    report.progress(
        new Progress(
            now.done(),
            now.total(),
            now.carried(),
            Math.min(now.filesDone() + 1, now.files()),
            now.files(),
            now.path().isEmpty() ? null : now.path(),
            now.fileDone(),
            now.fileSize()));
  }

  @Override
  public void fileDone(String path, long size, boolean untouched) {
    report.fileDone(path, size, untouched);
  }

  @Override
  public void entryFailed(String path, String sentence) {
    report.entryFailed(path, sentence);
  }

  @Override
  public void ending() {
    report.ending();
  }

  @Override
  public void text(String text) {
    report.text(text);
  }
}
